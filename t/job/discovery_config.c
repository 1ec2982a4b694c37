/* What discoveries are asked for: read, defaulted, refused, stored and read again. */
#include "job/discovery_config.h"

#include "util/log.h"

#include "tap.h"

#include <stdlib.h>

static const struct discovery_limits usual = {
    .urls = 10000, .pages = 1000, .depth = 10, .visits = 20000};
static const struct discovery_limits narrow = {.urls = 30, .pages = 20, .depth = 1, .visits = 50};

/* What is stored of it, or the complaint. */
static const char *stored(struct work *w, const char *given, const struct discovery_limits *limits)
{
	struct discovery_config c;
	struct json_object *in = json_parse(w, given, strlen(given));
	const char *text, *again;

	w->complaints = w->last_complaint = NULL;
	work_forgive(w);
	if (!discovery_config_read(w, in, limits, &c))
		return w->message;
	text = discovery_config_print(w, &c);
	if (!discovery_config_load(w, text, &c))
		return w->message;
	again = discovery_config_print(w, &c);
	return strcmp(text, again) == 0 ? text : "read again it is another";
}

struct case_of {
	const char *given, *stored;
};

static const struct case_of cases[] = {
    {"{\"method\":\"sitemap\",\"sitemap_url\":\"https://a.test/sitemap.xml\",\"colour\":1}",
     "{\"method\":\"sitemap\",\"sitemap_url\":\"https://a.test/sitemap.xml\",\"max_urls\":1000}"},
    {"{\"method\":\"pagination\",\"url_template\":\"https://a.test/?p={n}\",\"max_pages\":3,"
     "\"url_pattern\":\"p=\"}",
     "{\"method\":\"pagination\",\"url_template\":\"https://a.test/?p={n}\",\"url_pattern\":"
     "\"p=\",\"start_index\":1,\"step\":1,\"max_pages\":3}"},
    {"{\"method\":\"link_pattern\",\"seed_url\":\"https://a.test/\",\"link_pattern\":\"/b/\","
     "\"navigation_pattern\":null,\"max_depth\":10}",
     "{\"method\":\"link_pattern\",\"seed_url\":\"https://a.test/\",\"link_pattern\":\"/b/\","
     "\"max_depth\":10,\"max_urls\":1000}"},
    {"{}", "method is required"},
    {"{\"method\":7}", "method is required"},
    {"{\"method\":\"magic\"}", "Unknown discovery method: magic"},
    {"{\"method\":\"sitemap\"}", "sitemap_url is required"},
    {"{\"method\":\"sitemap\",\"sitemap_url\":\"x\"}", "Invalid URL format"},
    {"{\"method\":\"sitemap\",\"sitemap_url\":\"https://a.test/\",\"max_urls\":0}",
     "max_urls must be between 1 and 10000"},
    {"{\"method\":\"pagination\",\"url_template\":\"https://a.test/?p={n}\",\"step\":0}",
     "step must not be 0"},
    {"{\"method\":\"link_pattern\",\"seed_url\":\"https://a.test/\",\"link_pattern\":\"\"}",
     "link_pattern is required"},
};

/* Where an installation allows less than the defaults. */
static const struct case_of narrow_cases[] = {
    {"{\"method\":\"sitemap\",\"sitemap_url\":\"https://a.test/\"}",
     "{\"method\":\"sitemap\",\"sitemap_url\":\"https://a.test/\",\"max_urls\":30}"},
    {"{\"method\":\"pagination\",\"url_template\":\"https://a.test/{n}\"}",
     "{\"method\":\"pagination\",\"url_template\":\"https://a.test/{n}\",\"start_index\":1,"
     "\"step\":1,\"max_pages\":20}"},
    {"{\"method\":\"link_pattern\",\"seed_url\":\"https://a.test/\",\"link_pattern\":\"/b/\"}",
     "{\"method\":\"link_pattern\",\"seed_url\":\"https://a.test/\",\"link_pattern\":\"/b/\","
     "\"max_depth\":1,\"max_urls\":30}"},
    {"{\"method\":\"sitemap\",\"sitemap_url\":\"https://a.test/\",\"max_urls\":31}",
     "max_urls must be between 1 and 30"},
};

int main(void)
{
	struct discovery_config c;
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(stored(&w, cases[i].given, &usual), cases[i].stored, cases[i].given);
	for (size_t i = 0; i < sizeof narrow_cases / sizeof narrow_cases[0]; i++)
		is_text(stored(&w, narrow_cases[i].given, &narrow), narrow_cases[i].stored,
			narrow_cases[i].given);
	work_forgive(&w);
	ok(!discovery_config_load(&w, "{\"method\":\"older\"}", &c) && error_is(&w, ERR_INTERNAL),
	   "what is stored and cannot be read is our fault");
	c = (struct discovery_config){.url_template = "https://a.test/?p={n}"};
	is_text(discovery_config_root(&c), c.url_template, "where it begins");
	work_end(&w);
	return done();
}
