/* One shape a method. */
#include "job/discovery_config.h"

#include "bounds.h"
#include "discover/pattern.h"
#include "util/url.h"

#define C(member, ...) FIELD(struct discovery_config, member, __VA_ARGS__)
#define METHOD	       C(method, .required = true, .check_kind = ERR_INVALID)
#define PATTERN(member, ...)                                                                       \
	C(member, .max = URL_PATTERN_MAX, .check = url_pattern_check, __VA_ARGS__)
#define ROOT_URL(member) C(member, .required = true, .max = URL_MAX, .check = url_check)
#define NUMBER(member)	 COLUMN(struct discovery_config, member)

SHAPE(sitemap_config, struct discovery_config, METHOD, ROOT_URL(sitemap_url),
      PATTERN(url_pattern, .omit_null = true), NUMBER(max_urls));
SHAPE(pagination_config, struct discovery_config, METHOD,
      C(url_template, .required = true, .max = URL_MAX, .check = pages_template_check),
      PATTERN(url_pattern, .omit_null = true), NUMBER(start_index), NUMBER(step),
      NUMBER(max_pages));
SHAPE(link_pattern_config, struct discovery_config, METHOD, ROOT_URL(seed_url),
      PATTERN(link_pattern, .required = true), PATTERN(navigation_pattern, .omit_null = true),
      NUMBER(max_depth), NUMBER(max_urls));

static const struct method {
	const char *word;
	const struct shape *shape;
} methods[] = {
    {"sitemap", &sitemap_config},
    {"pagination", &pagination_config},
    {"link_pattern", &link_pattern_config},
};

static const struct discovery_config defaults = {
    .max_urls = 1000, .max_pages = 100, .start_index = 1, .step = 1, .max_depth = 2};

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* An installation that allows less than the defaults is not to refuse what nobody has asked for. */
static struct discovery_config defaults_within(const struct discovery_limits *limits)
{
	struct discovery_config c = defaults;

	c.max_urls = smaller(c.max_urls, limits->urls);
	c.max_pages = smaller(c.max_pages, limits->pages);
	c.max_depth = smaller(c.max_depth, limits->depth);
	return c;
}

static const struct method *method_of(const char *word)
{
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (word && strcmp(methods[i].word, word) == 0)
			return &methods[i];
	return NULL;
}

static bool check_range(struct work *w, const char *name, int64_t value, int64_t most)
{
	return (value >= 1 && value <= most) ||
	       complain(w, ERR_UNACCEPTABLE, name, "%s must be between 1 and %lld", name,
			(long long)most);
}

/* All complaints at once. */
static bool check_numbers(struct work *w, const struct discovery_config *c,
			  const struct discovery_limits *limits)
{
	bool good = check_range(w, "max_urls", c->max_urls, limits->urls);

	good = check_range(w, "max_pages", c->max_pages, limits->pages) && good;
	good = check_range(w, "max_depth", c->max_depth, limits->depth) && good;
	if (c->step == 0)
		return complain(w, ERR_UNACCEPTABLE, "step", "step must not be 0");
	return good;
}

struct pages discovery_config_pages(const struct discovery_config *c)
{
	return (struct pages){c->url_template, c->start_index, c->step, c->max_pages};
}

/* The last page's number is one, and its URL too: then those between are. */
static bool check_pages(struct work *w, const struct discovery_config *c)
{
	const struct pages pages = discovery_config_pages(c);

	if (!c->url_template || (pages_url(w, &pages, 0) && pages_url(w, &pages, c->max_pages - 1)))
		return true;
	if (!error_is(w, ERR_UNACCEPTABLE))
		return false;
	return complain(w, ERR_UNACCEPTABLE, "start_index", "start_index and step lead too far: %s",
			w->message);
}

bool discovery_config_read(struct work *w, struct json_object *in,
			   const struct discovery_limits *limits, struct discovery_config *out)
{
	const struct method *method = method_of(json_text(in, "method"));

	*out = defaults_within(limits);
	if (!json_text(in, "method"))
		return complain(w, ERR_INVALID, "method", "method is required");
	if (!method)
		return complain(w, ERR_INVALID, "method", "Unknown discovery method: %.40s",
				json_text(in, "method"));
	return shape_decode(w, method->shape, in, out, NULL) && check_numbers(w, out, limits) &&
	       check_pages(w, out);
}

bool discovery_config_load(struct work *w, const char *stored, struct discovery_config *out)
{
	struct json_object *in = json_parse(w, stored, strlen(stored));
	const struct method *method = in ? method_of(json_text(in, "method")) : NULL;

	*out = defaults;
	if (method && shape_decode(w, method->shape, in, out, NULL))
		return true;
	w->complaints = w->last_complaint = NULL;
	return fail(w, ERR_INTERNAL, "what a discovery is to find cannot be read");
}

char *discovery_config_print(struct work *w, const struct discovery_config *c)
{
	struct text t = text_new(w->arena, BODY_MAX);

	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (strcmp(methods[i].word, c->method) == 0)
			shape_encode(&t, methods[i].shape, c);
	return t.data;
}

const char *discovery_config_root(const struct discovery_config *c)
{
	if (c->sitemap_url)
		return c->sitemap_url;
	return c->url_template ? c->url_template : c->seed_url;
}
