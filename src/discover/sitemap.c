/* What a sitemap lists, judged; and where sitemaps are. */
#include "discover/sitemap.h"

#include "bounds.h"
#include "discover/canonical.h"
#include "discover/found.h"
#include "discover/pattern.h"
#include "discover/request.h"
#include "discover/site.h"
#include "extract/sitemap.h"
#include "util/json.h"

/* What is asked for, and what has come so far. */
struct listing {
	struct work *w;
	struct arena *row; /* of one entry */
	const struct url *url, *root;
	enum site_scope scope;
	const struct url_pattern *pattern;
	int64_t from, next; /* next: -1 while everything fits */
	struct sitemap_reader reader;
	struct text lines;
};

static enum verdict judge(struct listing *l, const struct url *u, const char *text)
{
	if (!text)
		return VERDICT_NO_URL;
	if (!site_contains(l->root, u, l->scope) && !site_contains(l->url, u, l->scope))
		return VERDICT_SITE;
	if (l->reader.format != SITEMAP_INDEX && !url_pattern_fits(l->pattern, text))
		return VERDICT_PATTERN;
	return VERDICT_ACCEPTED;
}

static void add(struct listing *l, const struct sitemap_entry *e)
{
	const char *why, *text;
	const struct url *u = url_join(l->row, l->url, e->url, &why);
	struct found f = {.visit = VERDICT_PATTERN};
	char lastmod[LASTMOD_SIZE];

	text = u ? canonical_text(l->row, u) : NULL;
	f.url = text ? text : e->url;
	f.collect = judge(l, u, text);
	if (l->reader.format == SITEMAP_INDEX || f.collect == VERDICT_NO_URL)
		f.visit = f.collect;
	if (l->reader.format == SITEMAP_INDEX && f.collect == VERDICT_ACCEPTED)
		f.collect = VERDICT_PATTERN;
	if (e->lastmod && lastmod_read(e->lastmod, lastmod))
		f.lastmod = lastmod;
	found_add(&l->lines, &f);
}

static void take_entry(void *data, const struct sitemap_entry *e)
{
	struct listing *l = data;
	int64_t index = (int64_t)l->reader.n_entries - 1;

	if (index < l->from || l->next >= 0)
		return;
	if (l->lines.length > SITEMAP_PART_MAX) {
		l->next = index;
		return;
	}
	add(l, e);
	arena_reset(l->row);
}

static bool read_request(struct listing *l, struct json_object *request)
{
	struct work *w = l->w;

	l->url = request_url(w, request, "url", NULL);
	l->root = l->url ? request_url(w, request, "root", l->url) : NULL;
	if (!l->root || !request_scope(w, request, "scope", SITE_ANY, &l->scope) ||
	    !request_pattern(w, request, "pattern", &l->pattern))
		return false;
	l->from = json_int(request, "from", 0);
	return true;
}

static void print(struct text *out, const struct listing *l)
{
	static const char *const words[] = {
	    [SITEMAP_NONE] = "urlset", [SITEMAP_URLSET] = "urlset", [SITEMAP_INDEX] = "index",
	    [SITEMAP_TEXT] = "text",   [SITEMAP_RSS] = "rss",	    [SITEMAP_ATOM] = "atom",
	};

	text_addf(out, "{\"format\":\"%s\",\"is_index\":%s,\"total\":%zu,\"next\":",
		  words[l->reader.format], l->reader.format == SITEMAP_INDEX ? "true" : "false",
		  l->reader.n_entries);
	if (l->next >= 0)
		text_add_int(out, l->next);
	else
		text_add(out, "null");
	text_add(out, ",\"found\":");
	text_add_json(out, l->lines.data, l->lines.length);
	text_add_char(out, '}');
}

static void free_row(void *row)
{
	arena_free(row);
}

bool sitemap_operation(struct work *w, struct json_object *request, const char *body,
		       size_t body_size, struct text *out)
{
	struct listing l = {.w = w, .next = -1, .row = arena_new()};

	arena_defer(w->arena, free_row, l.row);
	/* The last entry that begins within the bound ends beyond it. */
	l.lines = text_new(w->arena, SITEMAP_PART_MAX + 2 * URL_MAX);
	l.reader = (struct sitemap_reader){.entry = take_entry, .data = &l};
	if (!read_request(&l, request) || !sitemap_read(w, body, body_size, &l.reader))
		return false;
	print(out, &l);
	return true;
}

/* --- where sitemaps are --- */

enum sitemap_start sitemap_start(const char *url)
{
	const char *why;
	struct arena *a = arena_new();
	const struct url *u = url_parse(a, url, &why);
	enum sitemap_start start = START_SITEMAP;

	if (u && strcmp(u->path, "/robots.txt") == 0)
		start = START_ROBOTS;
	else if (u && strcmp(u->path, "/") == 0 && !u->query)
		start = START_SITE;
	arena_free(a);
	return start;
}

const char *sitemap_guess(struct arena *a, const char *url, size_t nth)
{
	static const char *const usual[] = {"/sitemap.xml", "/sitemap_index.xml",
					    "/sitemap-index.xml", "/sitemap.xml.gz",
					    "/sitemap.txt"};
	const char *why;
	const struct url *u = url_parse(a, url, &why);

	if (!u || nth >= sizeof usual / sizeof usual[0])
		return NULL;
	return arena_printf(a, "%s%s", url_origin(a, u), usual[nth]);
}
