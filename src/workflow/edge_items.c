/* The operation: which items pass, which of them are new, and what their target makes of them. */
#include "workflow/edge.h"

#include "bounds.h"
#include "extract/filter.h"
#include "util/json.h"
#include "util/json_each.h"
#include "util/url.h"

#include <stdlib.h>

/* One run of it. */
struct crossing {
	struct work *w;	  /* what lasts */
	struct work page; /* what lasts for a page */
	struct filter *filter;
	const char *wrapper, *url_field;
	struct json_object *mapping, *constants; /* parameter_config, static_parameters */
	const char *body, *end;			 /* what is left of it */
	const struct url *base;			 /* of the page */
	char **known;				 /* the items of the run before, sorted */
	size_t n_known;
	struct arrivals all;
};

/* --- items --- */

/* The next line of the body as the items that it has; an empty list when it has none. */
static struct json_object *next_items(struct crossing *c)
{
	const char *line = c->body,
		   *end = line < c->end ? memchr(line, '\n', (size_t)(c->end - line)) : NULL;
	struct json_object *items, *inner = NULL;

	if (!end)
		return fail(c->w, ERR_INVALID, "body: has too few lines");
	c->body = end + 1;
	items = json_parse(&c->page, line, (size_t)(end - line));
	if (!items || !json_object_is_type(items, json_type_array))
		return fail(c->w, ERR_INVALID, "body: a line is no list of items");
	if (c->wrapper && json_object_array_length(items) == 1)
		inner = json_array_of(json_object_array_get_idx(items, 0), c->wrapper);
	return inner ? inner : items;
}

static char *canonical(struct work *w, struct json_object *o)
{
	struct text t = text_new(w->arena, EDGE_BODY_MAX);

	json_print_sorted(&t, o);
	return t.data;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool read_known(struct crossing *c)
{
	struct json_object *items = next_items(c);

	if (!items)
		return false;
	c->n_known = json_object_array_length(items);
	c->known = ARENA_ARRAY(c->page.arena, c->n_known, char *);
	for (size_t i = 0; i < c->n_known; i++)
		c->known[i] = canonical(&c->page, json_object_array_get_idx(items, i));
	if (c->n_known)
		qsort(c->known, c->n_known, sizeof *c->known, compare_texts);
	return true;
}

static bool is_known(struct crossing *c, struct json_object *item)
{
	const char *text;

	if (c->n_known == 0)
		return false;
	text = canonical(&c->page, item);
	return bsearch(&text, c->known, c->n_known, sizeof *c->known, compare_texts) != NULL;
}

/* The member of that very name, else the end of the path; NULL when missing or null. */
static struct json_object *field_of(struct work *w, struct json_object *item, const char *name)
{
	struct json_object *value = json_get(item, name);
	const char *dot;

	if (value || json_has(item, name))
		return value;
	for (dot = strchr(name, '.'); dot && item; dot = strchr(name, '.')) {
		item = json_object_of(item, arena_copy(w->arena, name, (size_t)(dot - name)));
		name = dot + 1;
	}
	return item ? json_get(item, name) : NULL;
}

/* --- URLs --- */

static void add_url(struct crossing *c, struct json_object *value, bool is_fresh)
{
	const char *why = NULL, *text;
	const struct url *url;

	if (!json_object_is_type(value, json_type_string))
		return;
	text = json_object_get_string(value);
	if (!text[strspn(text, " \t\r\n\f")])
		return;
	url = c->base ? url_join(c->page.arena, c->base, text, &why)
		      : url_parse(c->page.arena, text, &why);
	text = url ? url_print(c->page.arena, url, false) : NULL;
	if (text && strlen(text) <= URL_MAX)
		arrivals_add(c->w, &c->all, &(struct arrival){.url = text, .is_fresh = is_fresh});
}

static void add_urls(struct crossing *c, struct json_object *item, bool is_fresh)
{
	struct json_object *value = field_of(&c->page, item, c->url_field);

	if (!json_object_is_type(value, json_type_array)) {
		add_url(c, value, is_fresh);
		return;
	}
	for (size_t i = 0; i < json_object_array_length(value); i++)
		add_url(c, json_object_array_get_idx(value, i), is_fresh);
}

/* --- parameters --- */

/* {"parameter": "field"} or {"parameter": {"field": "field", "default": value}}. What an item has
 * not keeps its constant. What no job can be asked with is left out. */
static void add_parameters(struct crossing *c, struct json_object *item, bool is_fresh)
{
	struct json_object *given = json_new_object(&c->page);
	struct text parameters = text_new(c->page.arena, JOB_PARAMETERS_MAX);

	JSON_EACH (c->constants, m)
		json_put_shared(given, m.key, m.value);
	JSON_EACH (c->mapping, m) {
		const char *field = json_object_is_type(m.value, json_type_string)
					? json_object_get_string(m.value)
					: json_text(m.value, "field");
		struct json_object *value = field ? field_of(&c->page, item, field) : NULL;

		if (!value)
			value = json_get(m.value, "default");
		if (value)
			json_put_shared(given, m.key, value);
	}
	json_print_sorted(&parameters, given);
	if (text_is_full(&parameters))
		c->all.is_cut = true;
	else
		arrivals_add(
		    c->w, &c->all,
		    &(struct arrival){.parameters = parameters.data, .is_fresh = is_fresh});
}

/* --- pages --- */

static bool cross(struct crossing *c, struct json_object *item, bool is_same)
{
	bool is_fresh;

	if (!json_object_is_type(item, json_type_object))
		return true;
	if (!filter_keeps(c->w, c->filter, item))
		return c->w->error == ERR_NONE;
	is_fresh = !is_same && !is_known(c, item);
	c->all.n_passed++;
	c->all.n_fresh += is_fresh;
	if (c->url_field)
		add_urls(c, item, is_fresh);
	else if (c->mapping)
		add_parameters(c, item, is_fresh);
	return true;
}

static bool cross_page(struct crossing *c, struct json_object *page)
{
	const char *url = json_text(page, "url"), *why = NULL;
	struct json_object *items = next_items(c);

	c->n_known = 0;
	if (!items || (json_bool_of(page, "has_before", false) && !read_known(c)))
		return false;
	c->base = url ? url_parse(c->page.arena, url, &why) : NULL;
	for (size_t i = 0; i < json_object_array_length(items); i++)
		if (!cross(c, json_object_array_get_idx(items, i),
			   json_bool_of(page, "is_same", false)))
			return false;
	return true;
}

static void print(const struct arrivals *all, struct text *out)
{
	text_addf(out, "{\"passed\":%zu,\"fresh\":%zu,\"is_cut\":%s,\"arrivals\":[", all->n_passed,
		  all->n_fresh, all->is_cut ? "true" : "false");
	for (size_t i = 0; i < all->n; i++) {
		const struct arrival *a = &all->items[i];

		text_addf(out, "%s{\"is_fresh\":%s,\"%s\":", i ? "," : "",
			  a->is_fresh ? "true" : "false", a->url ? "url" : "parameters");
		text_add_json(out, a->url ? a->url : a->parameters,
			      strlen(a->url ? a->url : a->parameters));
		text_add_char(out, '}');
	}
	text_add(out, "]}");
}

bool edge_operation(struct work *w, struct json_object *request, const char *body, size_t body_size,
		    struct text *out)
{
	struct json_object *pages = json_array_of(request, "pages");
	struct crossing c = {.w = w,
			     .wrapper = json_text(request, "wrapper"),
			     .url_field = json_text(request, "url_field"),
			     .mapping = json_object_of(request, "parameter_config"),
			     .constants = json_object_of(request, "static_parameters"),
			     .body = body,
			     .end = body + body_size};
	bool good = pages != NULL;

	if (!pages)
		return fail(w, ERR_UNACCEPTABLE, "pages: is missing");
	c.filter = filter_parse(w, "filter_config", json_get(request, "filter_config"));
	if (!c.filter)
		return false;
	work_begin(&c.page);
	for (size_t i = 0; good && i < json_object_array_length(pages); i++) {
		work_renew(&c.page);
		good = cross_page(&c, json_object_array_get_idx(pages, i));
	}
	work_end(&c.page);
	if (good)
		print(&c.all, out);
	return good;
}
