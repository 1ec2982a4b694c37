/* Sitemaps of others with known contents, and XML that is made to do harm. */
#include "extract/sitemap.h"

#include "tap.h"

#include "util/json.h"

#include <json-c/json_util.h>
#include <sys/resource.h>

#define SITEMAPS 36
#define XML	 55

/* What is answered otherwise on purpose. */
static const struct {
	const char *file, *why;
} known[] = {
    {"sitemap.index.xml", "addresses without <loc> are not looked for"},
    {"inline/urlset-truncated.xml", "what ends too early is refused: the rest is not known"},
    {"inline/index-truncated.xml", "the same"},
};

static const char *known_why(const char *file)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].file, file) == 0)
			return known[i].why;
	}
	return NULL;
}

struct result {
	struct work *w;
	int n;
	struct json_object *urls;
};

static void note(void *data, const struct sitemap_entry *e)
{
	struct result *r = data;

	r->n++;
	json_add_text(r->urls, e->url);
}

static const char *url_at(const struct result *r, int i)
{
	return i < 0 || i >= r->n
		   ? NULL
		   : json_object_get_string(json_object_array_get_idx(r->urls, (size_t)i));
}

/* Whether the file could be read. */
static bool read_one(struct result *r, struct sitemap_reader *reader, const char *folder,
		     const char *file)
{
	size_t n = 0;
	char *data = read_file(
	    arena_printf(r->w->arena, "%s/conformance/%s/%s", test_data(), folder, file), &n);
	bool good;

	r->urls = json_new_array(r->w);
	*reader = (struct sitemap_reader){.entry = note, .data = r};
	good = data && sitemap_read(r->w, data, n, reader);
	free(data);
	return good;
}

static struct json_object *cases_of(const char *folder)
{
	char path[1024];

	(void)snprintf(path, sizeof path, "%s/conformance/%s/expected.json", test_data(), folder);
	return json_object_from_file(path);
}

/* --- sitemaps --- */

static const char *const formats[] = {[SITEMAP_URLSET] = "urlset",
				      [SITEMAP_INDEX] = "index",
				      [SITEMAP_TEXT] = "text",
				      [SITEMAP_RSS] = "rss",
				      [SITEMAP_ATOM] = "atom"};

static bool same_urls(const struct result *r, struct json_object *urls)
{
	for (int i = 0; urls && i < r->n; i++) {
		const char *want =
		    json_object_get_string(json_object_array_get_idx(urls, (size_t)i));

		if (!want || strcmp(url_at(r, i), want) != 0)
			return false;
	}
	return true;
}

static void sitemap(struct json_object *one)
{
	const char *file = json_text(one, "file"), *bait = json_text(one, "must_not_contain");
	struct sitemap_reader reader;
	struct result r = {0};
	struct work w;
	bool good;

	work_begin(&w);
	r.w = &w;
	good = read_one(&r, &reader, "sitemaps", file);
	if (json_bool_of(one, "must_fail", false)) {
		ok(!good, "%s is refused: %s", file, w.message ? w.message : "");
	} else if (known_why(file)) {
		ok(!good || r.n < json_int(one, "count", 0), "%s: %s", file, known_why(file));
	} else {
		ok(good, "%s is read%s%s", file, good ? "" : ": ", good ? "" : w.message);
		is_int(r.n, json_int(one, "count", -1), "entries");
		is_text(formats[reader.format], json_text(one, "format"), "its format");
		is_text(url_at(&r, 0), json_text(one, "first"), "the first");
		is_text(url_at(&r, r.n - 1), json_text(one, "last"), "the last");
		ok(same_urls(&r, json_array_of(one, "urls")), "all of them");
	}
	for (int i = 0; bait && i < r.n; i++)
		ok(!strstr(url_at(&r, i), bait), "no bait");
	work_end(&w);
}

/* --- XML --- */

static void xml(struct json_object *one)
{
	const char *file = json_text(one, "file"), *must = json_text(one, "must");
	const char *bait = json_text(one, "must_not_contain");
	struct sitemap_reader reader;
	struct result r = {0};
	struct work w;
	bool good;

	work_begin(&w);
	r.w = &w;
	good = read_one(&r, &reader, "xml", file);
	if (strcmp(must, "bounded") == 0) {
		ok(good || w.message, "%s: %s", file, good ? "read" : w.message);
	} else {
		ok(good == (strcmp(must, "accept") == 0), "%s: %s", file,
		   good ? "read" : w.message);
		if (good && json_has(one, "count"))
			is_int(r.n, json_int(one, "count", -1), "entries");
		if (good && json_text(one, "first"))
			is_text(url_at(&r, 0), json_text(one, "first"), "the first");
	}
	for (int i = 0; bait && i < r.n; i++)
		ok(!strstr(url_at(&r, i), bait), "no bait");
	work_end(&w);
}

static void each(struct json_object *cases, void (*run)(struct json_object *one), int n)
{
	is_int(json_object_array_length(cases), n, "cases there are");
	for (size_t i = 0; i < json_object_array_length(cases); i++)
		run(json_object_array_get_idx(cases, i));
	json_object_put(cases);
}

int main(void)
{
	struct json_object *sitemaps = cases_of("sitemaps"), *documents = cases_of("xml");
	struct rlimit limit = {10, 10};

	if (!sitemaps || !documents)
		return skip_all("conformance/sitemaps or conformance/xml is not here");
	(void)setrlimit(RLIMIT_CPU, &limit); /* for all of them; one may take a second */
	each(sitemaps, sitemap, SITEMAPS);
	each(documents, xml, XML);
	return done();
}
