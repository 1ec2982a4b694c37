/* Where a page leads: its links in their order, each once, judged. */
#include "discover/links.h"

#include "bounds.h"
#include "discover/canonical.h"
#include "discover/found.h"
#include "discover/request.h"
#include "discover/trap.h"
#include "extract/body.h"
#include "util/json.h"
#include "util/quick_hash.h"

#define SEEN_SLOTS (2u * LINKS_MAX)

/* One page, and what is asked of it. */
struct leading {
	struct work *w;
	struct arena *row; /* of one link */
	const struct url *url, *root;
	const char *own; /* the key of url */
	const struct url_pattern *links, *navigation;
	enum site_scope collect_scope, visit_scope;
	int year, month;
	const struct document *page;

	bool nofollow, noindex, is_cut;
	const char *canonical, *next;
	struct text lines;
	size_t n;
	uint64_t *seen; /* hashes of keys, SEEN_SLOTS; 0: free */
};

/* --- words of rel and content --- */

static bool is_between(char c)
{
	return ascii_is_space(c) || c == ',';
}

static bool has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = list; s && *s;) {
		const char *end = s;

		while (*end && !is_between(*end))
			end++;
		if ((size_t)(end - s) == n && strncasecmp(s, word, n) == 0)
			return true;
		s = *end ? end + 1 : end;
	}
	return false;
}

/* --- one link --- */

/* False when it was seen before. */
static bool note(struct leading *l, const char *key)
{
	uint64_t hash = quick_hash(key, strlen(key), quick_hash_seed()) | 1;
	size_t i = hash % SEEN_SLOTS;

	while (l->seen[i] && l->seen[i] != hash)
		i = (i + 1) % SEEN_SLOTS;
	if (l->seen[i])
		return false;
	l->seen[i] = hash;
	return true;
}

/* What is against the link, whatever it is asked for. */
static enum verdict judge(const struct leading *l, const struct url *u, bool nofollow)
{
	return nofollow || l->nofollow ? VERDICT_NOFOLLOW : trap_look(u, l->year, l->month);
}

static enum verdict judge_for(const struct leading *l, const struct url *u, const char *text,
			      enum site_scope scope, const struct url_pattern *pattern,
			      enum verdict common)
{
	if (!site_contains(l->root, u, scope))
		return VERDICT_SITE;
	if (!url_pattern_fits(pattern, text))
		return VERDICT_PATTERN;
	return common;
}

static void add_link(struct leading *l, const char *href, bool nofollow)
{
	const char *why, *text, *key;
	const struct url *u = url_join(l->row, l->page->base, href, &why);
	enum verdict common;
	struct found f = {0};

	text = u ? canonical_text(l->row, u) : NULL;
	if (!text)
		return;
	key = canonical_key(l->row, text);
	if (strcmp(key, l->own) == 0 || l->is_cut || !note(l, key))
		return;
	if (l->n == LINKS_MAX || l->lines.length > LINKS_BYTES_MAX) {
		l->is_cut = true;
		return;
	}
	l->n++;
	common = judge(l, u, nofollow);
	f.url = text;
	f.collect = judge_for(l, u, text, l->collect_scope, l->links, common);
	f.visit = judge_for(l, u, text, l->visit_scope, l->navigation, common);
	found_add(&l->lines, &f);
}

/* --- the page --- */

static void read_meta(struct leading *l, const struct node *n)
{
	const char *name = node_attribute(n, "name"), *content = node_attribute(n, "content");

	if (!name || !ascii_equal(name, "robots"))
		return;
	l->nofollow = l->nofollow || has_word(content, "nofollow") || has_word(content, "none");
	l->noindex = l->noindex || has_word(content, "noindex") || has_word(content, "none");
}

/* The first address of the kind that is not the page itself. */
static void read_own(struct leading *l, const char *href, const char **out)
{
	const char *text = *out ? NULL : canonical_of(l->row, l->page->base, href);

	if (text && strcmp(canonical_key(l->row, text), l->own) != 0)
		*out = arena_text(l->w->arena, text);
	arena_reset(l->row);
}

/* What the page says of itself comes before its links: a page may say it at its end. */
static void read_head(struct leading *l)
{
	bool has_canonical = false;

	for (size_t i = 0; i < l->page->n_nodes; i++) {
		const struct node *n = &l->page->nodes[i];
		const char *rel, *href;

		if (n->tag == TAG_meta)
			read_meta(l, n);
		if (n->tag != TAG_link)
			continue;
		rel = node_attribute(n, "rel");
		href = node_attribute(n, "href");
		if (href && has_word(rel, "canonical") && !has_canonical) {
			read_own(l, href, &l->canonical);
			has_canonical = true;
		}
		if (href && has_word(rel, "next"))
			read_own(l, href, &l->next);
	}
}

static bool is_link(const struct node *n)
{
	return n->tag == TAG_a || n->tag == TAG_area ||
	       (n->tag == TAG_link && has_word(node_attribute(n, "rel"), "next"));
}

static void read_links(struct leading *l)
{
	for (size_t i = 0; i < l->page->n_nodes; i++) {
		const struct node *n = &l->page->nodes[i];
		const char *href;

		if (n->kind != NODE_ELEMENT || !is_link(n))
			continue;
		href = node_attribute(n, "href");
		if (href)
			add_link(l, href, has_word(node_attribute(n, "rel"), "nofollow"));
		arena_reset(l->row);
	}
}

/* --- request and answer --- */

static bool read_request(struct leading *l, struct json_object *request)
{
	struct work *w = l->w;
	const char *own;

	l->url = request_url(w, request, "url", NULL);
	l->root = l->url ? request_url(w, request, "root", l->url) : NULL;
	if (!l->root || !request_pattern(w, request, "link_pattern", &l->links) ||
	    !request_pattern(w, request, "navigation_pattern", &l->navigation) ||
	    !request_scope(w, request, "collect_scope", SITE_DOMAIN, &l->collect_scope) ||
	    !request_scope(w, request, "visit_scope", SITE_HOST, &l->visit_scope))
		return false;
	own = canonical_text(w->arena, l->url);
	l->own = own ? canonical_key(w->arena, own) : "";
	l->year = (int)json_int(request, "year", 0);
	l->month = (int)json_int(request, "month", 1);
	return true;
}

static void print_text(struct text *out, const char *name, const char *value)
{
	text_addf(out, ",\"%s\":", name);
	if (value)
		text_add_json(out, value, strlen(value));
	else
		text_add(out, "null");
}

static void print(struct text *out, const struct leading *l)
{
	text_addf(out, "{\"total\":%zu,\"is_cut\":%s,\"nofollow\":%s,\"noindex\":%s", l->n,
		  l->is_cut ? "true" : "false", l->nofollow ? "true" : "false",
		  l->noindex ? "true" : "false");
	print_text(out, "canonical", l->canonical);
	print_text(out, "next", l->next);
	print_text(out, "found", l->lines.data);
	text_add_char(out, '}');
}

static void free_row(void *row)
{
	arena_free(row);
}

bool links_operation(struct work *w, struct json_object *request, const char *body,
		     size_t body_size, struct text *out)
{
	struct leading l = {.w = w, .row = arena_new()};

	arena_defer(w->arena, free_row, l.row);
	if (!read_request(&l, request))
		return false;
	l.page = body_parse(w, body, body_size, json_text(request, "content_type"),
			    json_text(request, "url"), NULL);
	if (!l.page)
		return false;
	l.lines = text_new(w->arena, LINKS_BYTES_MAX + 2 * URL_MAX);
	l.seen = ARENA_ARRAY(w->arena, SEEN_SLOTS, uint64_t);
	read_head(&l);
	read_links(&l);
	print(out, &l);
	return true;
}
