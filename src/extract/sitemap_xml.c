/* Sitemaps and feeds that are XML: where expat stands tells what an element means. Prefixes count
 * as they are written: an entry's own elements have that of the entry, those of others are
 * extensions. The only file that knows expat. */
#include "extract/sitemap_parts.h"

#include "bounds.h"

#include <expat.h>
#include <malloc.h>

enum field { FIELD_NONE, FIELD_URL, FIELD_ID, FIELD_LASTMOD, FIELD_NEWS };

/* A kind of document, by its first element. */
struct kind {
	const char *root, *entry;
	enum sitemap_format format;
	int entry_depth; /* of the entry's element; the first one has 1 */
	struct {
		const char *name;
		enum field field;
	} fields[4];
};

static const struct kind kinds[] = {
    {"urlset", "url", SITEMAP_URLSET, 2, {{"loc", FIELD_URL}, {"lastmod", FIELD_LASTMOD}}},
    {"sitemapindex", "sitemap", SITEMAP_INDEX, 2, {{"loc", FIELD_URL}, {"lastmod", FIELD_LASTMOD}}},
    {"rss",
     "item",
     SITEMAP_RSS,
     3,
     {{"link", FIELD_URL}, {"guid", FIELD_ID}, {"pubDate", FIELD_LASTMOD}}},
    {"RDF", "item", SITEMAP_RSS, 2, {{"link", FIELD_URL}}},
    {"feed", "entry", SITEMAP_ATOM, 2, {{"updated", FIELD_LASTMOD}, {"published", FIELD_NEWS}}},
};

struct sitemap_xml {
	struct sitemap_reading *r;
	XML_Parser parser;
	const struct kind *kind;
	int depth;
	size_t quiet; /* bytes since expat last saw something whole */
	bool has_failed;

	/* the entry that it is in: */
	bool is_entry;
	char prefix[64];  /* of its elements */
	enum field field; /* of the element that it is in, at field_depth or deeper */
	int field_depth;
	struct text url, id, lastmod, news;
};

/* --- memory --- */

/* Of all parsers together; there is one at a time. expat keeps every name that it has seen. */
static size_t taken;

static void give(void *p)
{
	taken -= p ? malloc_usable_size(p) : 0;
	free(p);
}

static void *take(size_t n)
{
	void *p = taken + n <= SITEMAP_MEMORY_MAX ? malloc(n) : NULL;

	taken += p ? malloc_usable_size(p) : 0;
	return p;
}

static void *take_more(void *old, size_t n)
{
	size_t had = old ? malloc_usable_size(old) : 0;
	void *p = taken - had + n <= SITEMAP_MEMORY_MAX ? realloc(old, n) : NULL;

	if (p)
		taken = taken - had + malloc_usable_size(p);
	return p;
}

/* --- failing --- */

static void stop(struct sitemap_xml *x)
{
	x->has_failed = true;
	XML_StopParser(x->parser, XML_FALSE);
}

static void stop_as(struct sitemap_xml *x, enum error_class class, const char *why)
{
	fail_class(x->r->w, class, "%s", why);
	stop(x);
}

/* --- names --- */

/* What stands behind the prefix. */
static const char *local(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

/* Whether the element has the prefix of the entry it is in. */
static bool is_own(const struct sitemap_xml *x, const char *name)
{
	size_t n = (size_t)(local(name) - name);

	return strlen(x->prefix) == n && memcmp(x->prefix, name, n) == 0;
}

static const char *attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2) {
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	}
	return NULL;
}

/* --- entries --- */

static void forget(struct sitemap_xml *x)
{
	text_clear(&x->url);
	text_clear(&x->id);
	text_clear(&x->lastmod);
	text_clear(&x->news);
}

static const char *date_of(const struct sitemap_xml *x)
{
	const char *s = sitemap_trimmed(x->lastmod.data);

	if (!*s)
		s = sitemap_trimmed(x->news.data);
	return *s ? s : NULL;
}

static void end_entry(struct sitemap_xml *x)
{
	char *url = sitemap_trimmed(x->url.data), *id = sitemap_trimmed(x->id.data);

	/* A feed's id may be the address, whatever it says of itself. */
	if (!*url && sitemap_is_address(id))
		url = id;
	if (*url && !sitemap_tell(x->r, x->kind->format, url, date_of(x)))
		stop(x);
	forget(x);
}

static struct text *text_of(struct sitemap_xml *x)
{
	switch (x->field) {
	case FIELD_URL:
		return &x->url;
	case FIELD_ID:
		return &x->id;
	case FIELD_LASTMOD:
		return &x->lastmod;
	case FIELD_NEWS:
		return &x->news;
	case FIELD_NONE:
		break;
	}
	return NULL;
}

static enum field field_of(const struct sitemap_xml *x, const char *name)
{
	if (x->depth == x->kind->entry_depth + 1 && is_own(x, name)) {
		for (size_t i = 0; i < 4 && x->kind->fields[i].name; i++) {
			if (strcmp(x->kind->fields[i].name, local(name)) == 0)
				return x->kind->fields[i].field;
		}
		return FIELD_NONE;
	}
	/* When an article was published, and the date of a feed's item. */
	if (strcmp(name, "news:publication_date") == 0 || strcmp(name, "dc:date") == 0)
		return FIELD_NEWS;
	return FIELD_NONE;
}

static void start_field(struct sitemap_xml *x, const char *name)
{
	struct text *t;

	x->field = field_of(x, name);
	x->field_depth = x->depth;
	/* Entries that were put together without their own elements between them. */
	if (x->field == FIELD_URL && x->url.length > 0)
		end_entry(x);
	t = text_of(x);
	if (t)
		text_clear(t);
}

/* Atom has its address in an attribute: the first that is the page itself. */
static void start_link(struct sitemap_xml *x, const char *name, const char **attributes)
{
	const char *rel = attribute(attributes, "rel"), *href = attribute(attributes, "href");

	if (x->depth == x->kind->entry_depth + 1 && is_own(x, name) &&
	    strcmp(local(name), "link") == 0 && href && x->url.length == 0 &&
	    (!rel || strcmp(rel, "alternate") == 0))
		text_add(&x->url, href);
}

/* --- what expat calls --- */

static void start_root(struct sitemap_xml *x, const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kinds[i].root, local(name)) == 0)
			x->kind = &kinds[i];
	}
	if (x->kind) {
		x->r->reader->format = x->kind->format;
		return;
	}
	fail_class(x->r->w, CLASS_DATA, "Not a sitemap: its first element is <%.*s>", 40, name);
	stop(x);
}

static void start_entry(struct sitemap_xml *x, const char *name)
{
	size_t n = (size_t)(local(name) - name);

	if (x->depth != x->kind->entry_depth || strcmp(local(name), x->kind->entry) != 0 ||
	    n >= sizeof x->prefix)
		return;
	memcpy(x->prefix, name, n);
	x->prefix[n] = '\0';
	x->is_entry = true;
}

static void on_start(void *data, const char *name, const char **attributes)
{
	struct sitemap_xml *x = data;

	x->quiet = 0;
	if (x->has_failed)
		return;
	if (++x->depth > SITEMAP_DEPTH_MAX) {
		stop_as(x, CLASS_TOO_COMPLEX, "Sitemap is too complex: its elements are too deep");
		return;
	}
	if (x->depth == 1) {
		start_root(x, name);
	} else if (!x->is_entry) {
		start_entry(x, name);
	} else if (x->field == FIELD_NONE) {
		start_field(x, name);
		if (x->kind->format == SITEMAP_ATOM)
			start_link(x, name, attributes);
	}
}

static void on_end(void *data, const char *name)
{
	struct sitemap_xml *x = data;

	(void)name;
	x->quiet = 0;
	if (x->has_failed)
		return;
	if (x->field != FIELD_NONE && x->depth == x->field_depth)
		x->field = FIELD_NONE;
	if (x->is_entry && x->depth == x->kind->entry_depth) {
		end_entry(x);
		x->is_entry = false;
	}
	x->depth--;
}

static void on_text(void *data, const char *s, int n)
{
	struct sitemap_xml *x = data;
	struct text *t = text_of(x);

	x->quiet = 0;
	if (t && !x->has_failed)
		sitemap_add(t, s, (size_t)n);
}

static void on_comment(void *data, const char *comment)
{
	(void)comment;
	((struct sitemap_xml *)data)->quiet = 0;
}

static void on_instruction(void *data, const char *target, const char *rest)
{
	(void)target;
	(void)rest;
	((struct sitemap_xml *)data)->quiet = 0;
}

static void on_doctype(void *data, const char *name, const char *file, const char *public,
		       int has_subset)
{
	(void)file;
	(void)public;
	(void)has_subset;
	if (ascii_equal(name, "html"))
		stop_as(data, CLASS_DATA, "Not a sitemap: it is a page of HTML");
	else
		stop_as(data, CLASS_DATA, "Sitemap is refused: it has a DOCTYPE");
}

/* --- the whole --- */

static void end_parser(void *parser)
{
	XML_ParserFree(parser);
}

struct sitemap_xml *sitemap_xml_new(struct sitemap_reading *r)
{
	static const XML_Memory_Handling_Suite memory = {take, take_more, give};
	struct arena *a = r->w->arena;
	struct sitemap_xml *x = ARENA_NEW(a, struct sitemap_xml);

	x->r = r;
	x->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
	if (!x->parser)
		return fail_class(r->w, CLASS_TOO_COMPLEX, "no memory to parse the sitemap");
	arena_defer(a, end_parser, x->parser);
	x->url = text_new(a, SITEMAP_TEXT_MAX);
	x->id = text_new(a, SITEMAP_TEXT_MAX);
	x->lastmod = text_new(a, SITEMAP_TEXT_MAX);
	x->news = text_new(a, SITEMAP_TEXT_MAX);
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetCommentHandler(x->parser, on_comment);
	XML_SetProcessingInstructionHandler(x->parser, on_instruction);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	return x;
}

bool sitemap_xml_read(struct sitemap_xml *x, const char *data, size_t n, bool is_last)
{
	enum XML_Status status = XML_Parse(x->parser, data, (int)n, is_last);
	enum XML_Error error;

	x->quiet += n;
	if (x->has_failed)
		return false;
	if (x->quiet > SITEMAP_TOKEN_MAX)
		return fail_class(x->r->w, CLASS_TOO_COMPLEX,
				  "Sitemap is too complex: a tag or comment has more than %u bytes",
				  SITEMAP_TOKEN_MAX);
	if (status != XML_STATUS_ERROR)
		return true;
	error = XML_GetErrorCode(x->parser);
	if (error == XML_ERROR_NO_MEMORY)
		return fail_class(x->r->w, CLASS_TOO_COMPLEX,
				  "Sitemap is too complex: too many names, or too long ones");
	return fail_class(x->r->w, CLASS_DATA, "Sitemap is not well-formed XML: %s in line %llu",
			  XML_ErrorString(error),
			  (unsigned long long)XML_GetCurrentLineNumber(x->parser));
}
