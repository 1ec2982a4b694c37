/* Every address that is found is given a rank; the lowest go on. */
#include "strategy/endpoints.h"

#include "bounds.h"
#include "util/json.h"
#include "util/url.h"

#include <stdlib.h>

#define FOUND_MAX   64	/* addresses that are ranked */
#define LITERAL_MAX 500 /* bytes of a string that may be an address */
#define BEFORE_MAX  40	/* bytes before a string in which its call stands */

struct found {
	const char *url;
	int rank;
	size_t order;
};

struct finder {
	struct work *w;
	const struct document *document;
	const char *words;
	struct found items[FOUND_MAX];
	size_t n;
};

enum { RANK_ALTERNATE = 0, RANK_CALLED = 2, RANK_NAMED = 3, RANK_LITERAL = 4, RANK_WELL_KNOWN = 4 };

static bool has_any(const char *s, const char *const *parts)
{
	for (; *parts; parts++) {
		if (strcasestr(s, *parts))
			return true;
	}
	return false;
}

/* The path, without query and fragment. */
static bool path_ends(const char *url, const char *const *ends)
{
	size_t n = strcspn(url, "?#");

	for (; *ends; ends++) {
		size_t end = strlen(*ends);
		if (n >= end && strncasecmp(url + n - end, *ends, end) == 0)
			return true;
	}
	return false;
}

bool address_is_of_data(const char *url)
{
	static const char *const parts[] = {
	    "/api/",  "/api?",	     "/wp-json/",   "/rest/",	"/v1/",	     "/v2/",	   "/v3/",
	    "/ajax/", "format=json", "output=json", "alt=json", "type=json", "format=csv", "//api.",
	    "-api.",  ".api.",	     "/feed.json",  "/_search", NULL};
	static const char *const ends[] = {".json", ".csv", ".ndjson", ".jsonl", ".geojson", NULL};

	return path_ends(url, ends) || has_any(url, parts);
}

/* Code, pictures, and what runs beside every page. */
static bool is_of_no_use(const char *url)
{
	static const char *const parts[] = {
	    "logout", "analytics", "/track",	"beacon", "csrf",      "consent",
	    "i18n",   "locale",	   "manifest.", "/log?",  "telemetry", "captcha",
	    "oembed", "xmlrpc",	   "lottie",	"sentry", "login",     "webpack",
	    "cookie", "openid",	   "recaptcha", NULL};
	static const char *const ends[] = {".js",  ".css",  ".png", ".jpg",   ".svg",
					   ".gif", ".webp", ".ico", ".woff2", ".html",
					   ".mjs", ".map",  ".php", ".txt",  NULL};

	return path_ends(url, ends) || has_any(url, parts);
}

/* The last two labels of both hosts are the same. */
static bool is_sibling(const struct url *a, const struct url *b)
{
	const char *x = strrchr(a->host, '.'), *y = strrchr(b->host, '.');

	while (x && x > a->host && x[-1] != '.')
		x--;
	while (y && y > b->host && y[-1] != '.')
		y--;
	return x && y && strcmp(x, y) == 0;
}

/* One of the words that were asked for, long enough to say something. */
static bool has_word(const char *url, const char *words)
{
	char word[WORD_MAX];

	while (*words) {
		size_t n = strcspn(words, " ,.:;()/\"'");

		if (n >= 4 && n < sizeof word) {
			memcpy(word, words, n);
			word[word[n - 1] == 's' ? n - 1 : n] = '\0';
			if (strcasestr(url, word))
				return true;
		}
		words += n + (words[n] != '\0');
	}
	return false;
}

static void address_add(struct finder *f, const char *link, int rank)
{
	const char *text = document_url(f->w->arena, f->document, link), *why = NULL;
	struct url *url = text ? url_parse(f->w->arena, text, &why) : NULL;

	if (!url || strlen(text) > URL_MAX || is_of_no_use(text) || f->n == FOUND_MAX)
		return;
	text = url_print(f->w->arena, url, false);
	if (f->document->url && !url_same_origin(url, f->document->url))
		rank += is_sibling(url, f->document->url) ? 1 : 3;
	rank -= has_word(text, f->words) ? 2 : 0;
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->items[i].url, text) == 0) {
			f->items[i].rank = rank < f->items[i].rank ? rank : f->items[i].rank;
			return;
		}
	}
	f->items[f->n] = (struct found){text, rank, f->n};
	f->n++;
}

/* --- links and attributes --- */

static bool is_type_of_data(const char *type)
{
	static const char *const types[] = {"application/json",	    "application/feed+json",
					    "application/geo+json", "text/csv",
					    "application/x-ndjson", NULL};

	return type && has_any(type, types);
}

static void link_look(struct finder *f, const struct node *n)
{
	const char *href = node_attribute(n, "href"), *rel = node_attribute(n, "rel");

	if (!href)
		return;
	if (is_type_of_data(node_attribute(n, "type")))
		address_add(f, href, RANK_ALTERNATE);
	if (rel && strcmp(rel, "https://api.w.org/") == 0) /* WordPress says where its API is */
		address_add(f,
			    arena_printf(f->w->arena, "%s%swp/v2/posts?per_page=20&page=1", href,
					 href[strlen(href) - 1] == '/' ? "" : "/"),
			    RANK_WELL_KNOWN);
}

static bool names_data(const char *attribute)
{
	static const char *const words[] = {"api",  "endpoint", "json",	    "feed",  "source",
					    "ajax", "data-url", "data-src", "fetch", NULL};

	return has_any(attribute, words);
}

static void attributes_look(struct finder *f, const struct node *n)
{
	for (uint32_t i = 0; i < n->n_attributes; i++) {
		const struct attribute *a = &n->attributes[i];
		bool is_data = strncmp(a->name, "data-", 5) == 0;

		if ((!is_data && strcmp(a->name, "action") != 0 && strcmp(a->name, "href") != 0) ||
		    !*a->value || strlen(a->value) > LITERAL_MAX || strpbrk(a->value, " {}<>\n"))
			continue;
		if (address_is_of_data(a->value))
			address_add(f, a->value, is_data ? RANK_NAMED : RANK_LITERAL);
		else if (is_data && strchr(a->value, '/') && names_data(a->name))
			address_add(f, a->value, RANK_LITERAL + 1);
	}
}

/* --- scripts --- */

/* The string's call is one that loads data: fetch(, axios.get(, $.getJSON(, open("GET", */
static bool is_called(const char *start, const char *quote)
{
	static const char *const calls[] = {"fetch(", ".get(",	 "getJSON(", ".json(",
					    ".csv(",  "axios(",	 "ajax(",    "\"GET\",",
					    "'GET',", "useSWR(", NULL};
	char before[BEFORE_MAX + 1];
	size_t n = 0;

	for (const char *p = quote - start > BEFORE_MAX ? quote - BEFORE_MAX : start; p < quote;
	     p++)
		if (!ascii_is_space(*p))
			before[n++] = *p;
	before[n] = '\0';
	for (const char *const *call = calls; *call; call++) {
		size_t length = strlen(*call);
		if (n >= length && memcmp(before + n - length, *call, length) == 0)
			return true;
	}
	return false;
}

/* A string's value, as far as addresses need it: \/ and \u0026. */
static char *unescaped(struct arena *a, const char *s, size_t n)
{
	struct text t = text_new(a, LITERAL_MAX);

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\\' && n - i > 5 && s[i + 1] == 'u') {
			uint32_t code = 0;
			for (size_t k = 2; k < 6; k++)
				code = code * 16 + (uint32_t)(ascii_hex(s[i + k]) & 15);
			text_add_utf8(&t, code);
			i += 5;
		} else if (s[i] != '\\' || i + 1 == n) {
			text_add_char(&t, s[i]);
		}
	}
	return t.data;
}

static void literal_look(struct finder *f, const char *start, const char *quote, size_t n)
{
	bool called;
	char *value;

	if (n < 2 || n > LITERAL_MAX || memchr(quote + 1, ' ', n) || memchr(quote + 1, '{', n) ||
	    memchr(quote + 1, '<', n))
		return;
	value = unescaped(f->w->arena, quote + 1, n);
	called = is_called(start, quote);
	if (!called && (!address_is_of_data(value) ||
			(*value != '/' && *value != '.' && !ascii_starts(value, "http"))))
		return;
	address_add(f, value, called ? RANK_CALLED : RANK_LITERAL);
}

/* Strings do not go over lines, so that an apostrophe in a comment leads astray to its end only. */
static void script_look(struct finder *f, const struct node *text)
{
	const char *start = text->text, *end = start + text->text_length, *p = start;

	while (p < end && f->n < FOUND_MAX) {
		const char *quote = p++, *close;

		if (*quote != '"' && *quote != '\'' && *quote != '`')
			continue;
		for (close = p; close < end && *close != *quote && *close != '\n'; close++)
			close += *close == '\\' && close + 1 < end;
		if (close >= end || *close == '\n')
			continue;
		literal_look(f, start, quote, (size_t)(close - p));
		p = close + 1;
	}
}

/* --- well-known addresses --- */

/* A shop of Shopify has its collections and products as JSON beside the pages. */
static void shop_look(struct finder *f)
{
	const char *path = f->document->url ? f->document->url->path : "/";
	const char *at = strstr(path, "/collections/"), *name;
	size_t n;

	if (!at) {
		at = strstr(path, "/products/");
		if (at)
			address_add(f,
				    arena_printf(f->w->arena, "/products/%.*s.json",
						 (int)strcspn(at + 10, "/"), at + 10),
				    RANK_WELL_KNOWN);
		else
			address_add(f, "/products.json?limit=50&page=1", RANK_WELL_KNOWN);
		return;
	}
	name = at + strlen("/collections/");
	n = strcspn(name, "/");
	address_add(f,
		    arena_printf(f->w->arena, "/collections/%.*s/products.json?limit=50&page=1",
				 (int)n, name),
		    RANK_WELL_KNOWN);
}

static bool says_shopify(const struct node *n)
{
	const char *source = node_attribute(n, "src");
	const struct node *text = n->first_child;

	if (source && strstr(source, "cdn.shopify.com"))
		return true;
	return text && text->kind == NODE_TEXT && strstr(text->text, "Shopify.shop");
}

/* --- all of them --- */

static int by_rank(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static void document_look(struct finder *f)
{
	bool is_shop = false;

	for (size_t i = 1; i < f->document->n_nodes; i++) {
		const struct node *n = &f->document->nodes[i], *text = n->first_child;

		if (n->kind != NODE_ELEMENT)
			continue;
		if (n->tag == TAG_link || n->tag == TAG_a)
			link_look(f, n);
		attributes_look(f, n);
		if (n->tag != TAG_script)
			continue;
		is_shop = is_shop || says_shopify(n);
		if (text && text->kind == NODE_TEXT)
			script_look(f, text);
	}
	if (is_shop)
		shop_look(f);
}

struct captures endpoints_find(struct work *w, const struct document *d, const char *words)
{
	struct captures out = captures_new(w);
	struct finder f = {.w = w, .document = d, .words = words};

	document_look(&f);
	qsort(f.items, f.n, sizeof f.items[0], by_rank);
	for (size_t i = 0; i < f.n && i < ENDPOINTS_MAX; i++) {
		struct capture *c = capture_add(w, &out);

		c->url = f.items[i].url;
		c->is_open = true;
	}
	return out;
}
