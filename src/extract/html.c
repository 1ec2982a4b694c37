/* From Gumbo's tree to ours: the only file that knows Gumbo. Everything is a loop over levels kept
 * in memory, because the depth of the tree is a stranger's choice. */
#include "extract/html.h"
#include "bounds.h"
#include "extract/names.h"
#include "extract/scan.h"

#include <gumbo.h>
#include <setjmp.h>

/* --- Gumbo's memory --- */

struct gumbo_memory {
	struct arena *arena;
	size_t left;
	jmp_buf spent;
};

/* Gumbo asserts that memory is never NULL. All that it holds lies in the arena, so it can be left
 * in the middle. */
static void *memory_take(void *data, size_t size)
{
	struct gumbo_memory *m = data;

	if (size > m->left)
		longjmp(m->spent, 1);
	m->left -= size;
	return arena_alloc_raw(m->arena, size);
}

static void memory_give(void *data, void *p)
{
	(void)data;
	(void)p;
}

static const GumboNode *gumbo_tree(struct work *w, const char *html, size_t n)
{
	struct gumbo_memory memory = {.arena = w->arena, .left = HTML_MEMORY_MAX};
	GumboOptions options = kGumboDefaultOptions;

	options.allocator = memory_take;
	options.deallocator = memory_give;
	options.userdata = &memory;
	options.max_errors = 0; /* each unclosed element would store a copy of the open ones */
	options.stop_on_first_error = false;
	if (setjmp(memory.spent))
		return fail_class(w, CLASS_TOO_COMPLEX, "the page's tree needs too much memory");
	return gumbo_parse_with_options(&options, html, n)->document;
}

/* --- walking it --- */

struct level {
	const GumboVector *children;
	unsigned int next;
	struct node *node; /* ours, of the parent of these children */
};

struct walk {
	struct arena *arena;
	struct level *levels;
	size_t depth, room;
};

static bool is_element(const GumboNode *g)
{
	return g->type == GUMBO_NODE_ELEMENT || g->type == GUMBO_NODE_TEMPLATE;
}

static bool is_text(const GumboNode *g)
{
	return g->type == GUMBO_NODE_TEXT || g->type == GUMBO_NODE_WHITESPACE ||
	       g->type == GUMBO_NODE_CDATA;
}

static void walk_enter(struct walk *k, const GumboVector *children, struct node *node)
{
	if (k->depth == k->room) {
		struct level *old = k->levels;

		k->room = k->room ? k->room * 2 : 64;
		k->levels = ARENA_ARRAY(k->arena, k->room, struct level);
		if (old)
			memcpy(k->levels, old, k->depth * sizeof *old);
	}
	k->levels[k->depth++] = (struct level){.children = children, .node = node};
}

/* The next child of the innermost level that has one left; the levels that are used up are left,
 * and the node of each told where it ends. */
static const GumboNode *walk_next(struct walk *k, uint32_t n_nodes)
{
	while (k->depth > 0) {
		struct level *l = &k->levels[k->depth - 1];

		if (l->next < l->children->length)
			return l->children->data[l->next++];
		if (l->node)
			l->node->end = n_nodes;
		k->depth--;
	}
	return NULL;
}

/* An upper bound of the nodes that the tree will have; 0 and the reason when it is too large. */
static size_t count_nodes(struct work *w, const GumboNode *document)
{
	struct walk k = {.arena = w->arena};
	const GumboNode *g;
	size_t n = 1;

	walk_enter(&k, &document->v.document.children, NULL);
	while ((g = walk_next(&k, 0))) {
		if (is_element(g))
			walk_enter(&k, &g->v.element.children, NULL);
		if (is_element(g) || is_text(g))
			n++;
		if (k.depth > HTML_DEPTH_MAX + 1) {
			fail_class(w, CLASS_TOO_COMPLEX, "the page's elements nest deeper than %d",
				   HTML_DEPTH_MAX);
			return 0;
		}
		if (n > HTML_NODES_MAX) {
			fail_class(w, CLASS_TOO_COMPLEX, "the page has more than %d nodes",
				   HTML_NODES_MAX);
			return 0;
		}
	}
	return n;
}

/* --- building ours --- */

struct builder {
	struct document *d;
	struct arena *arena;
	struct walk walk;
	const struct name *by_gumbo_tag[GUMBO_TAG_LAST];
};

/* The element's name as written, for those that Gumbo has no number for. */
static const struct name *name_in_source(struct builder *b, const GumboElement *e)
{
	struct text t = text_new(b->arena, HTML_SIZE_MAX);
	const char *s = e->original_tag.data;
	size_t n = e->original_tag.length;

	for (size_t i = 1; i < n && !ascii_is_space(s[i]) && s[i] != '/' && s[i] != '>'; i++) {
		if (s[i] == '\0')
			text_add_utf8(&t, 0xfffd);
		else
			text_add_char(&t, ascii_lower(s[i]));
	}
	return names_add(b->d->names, t.data, t.length);
}

static const struct name *name_of_element(struct builder *b, const GumboElement *e)
{
	const struct name **known = &b->by_gumbo_tag[e->tag];
	const char *s;

	if (e->tag == GUMBO_TAG_UNKNOWN)
		return name_in_source(b, e);
	if (!*known) {
		s = gumbo_normalized_tagname(e->tag);
		*known = names_add(b->d->names, s, strlen(s));
	}
	return *known;
}

static const char *intern(struct builder *b, const char *s)
{
	return names_add(b->d->names, s, strlen(s))->text;
}

static const char *prefix_of(const GumboAttribute *g)
{
	switch (g->attr_namespace) {
	case GUMBO_ATTR_NAMESPACE_XLINK:
		return "xlink:";
	case GUMBO_ATTR_NAMESPACE_XML:
		return "xml:";
	case GUMBO_ATTR_NAMESPACE_XMLNS:
		return strcmp(g->name, "xmlns") == 0 ? "" : "xmlns:";
	case GUMBO_ATTR_NAMESPACE_NONE:
		break;
	}
	return "";
}

/* Gumbo gives lower case but for SVG's own (viewBox) and takes the prefixes off. */
static const char *name_of_attribute(struct builder *b, const GumboAttribute *g)
{
	const char *prefix = prefix_of(g);
	bool mixed = *prefix != '\0';
	char *lower;

	for (const char *s = g->name; *s && !mixed; s++)
		mixed = *s >= 'A' && *s <= 'Z';
	if (!mixed)
		return intern(b, g->name);
	lower = arena_printf(b->arena, "%s%s", prefix, g->name);
	for (char *s = lower; *s; s++)
		*s = ascii_lower(*s);
	return intern(b, lower);
}

/* The text, with U+FFFD for what is not UTF-8. The page is, but Gumbo 0.10 writes a single byte for
 * a reference beyond 32 bits (&#11111111111;). */
static const char *valid_text(struct builder *b, const char *s, size_t n)
{
	const char *end = s + n;
	struct text t;

	if (utf8_is_valid(s, n))
		return s;
	t = text_new(b->arena, 3 * n);
	while (s < end)
		text_add_utf8(&t, utf8_next(&s, end));
	return t.data;
}

static size_t token_length(const char *s)
{
	size_t n = 0;

	while (s[n] && !ascii_is_space(s[n]))
		n++;
	return n;
}

static void set_classes(struct builder *b, struct node *node, const char *value)
{
	size_t room = 0, n;

	for (const char *s = value; *s; s += n ? n : 1) {
		n = token_length(s);
		room += n > 0;
	}
	node->classes = ARENA_ARRAY(b->arena, room, const char *);
	for (const char *s = value; *s; s += n ? n : 1) {
		struct name *e;

		n = token_length(s);
		if (n == 0)
			continue;
		e = names_add(b->d->names, s, n);
		if (e->mark == node->index) /* never 0: that is the document */
			continue;
		e->mark = node->index;
		node->classes[node->n_classes++] = e->text;
	}
}

static void set_attributes(struct builder *b, struct node *node, const GumboVector *from)
{
	struct attribute *list;

	if (from->length == 0)
		return;
	list = ARENA_ARRAY(b->arena, from->length, struct attribute);
	for (unsigned int i = 0; i < from->length; i++) {
		const GumboAttribute *g = from->data[i];

		list[i].name = name_of_attribute(b, g);
		list[i].value = valid_text(b, g->value, strlen(g->value));
		if (strcmp(list[i].name, "class") == 0)
			set_classes(b, node, list[i].value);
		else if (strcmp(list[i].name, "id") == 0 && *list[i].value)
			node->id = intern(b, list[i].value);
	}
	node->attributes = list;
	node->n_attributes = from->length;
}

static struct node *add_node(struct builder *b, enum node_kind kind)
{
	struct node *parent = b->walk.levels[b->walk.depth - 1].node;
	struct node *node = &b->d->nodes[b->d->n_nodes];

	node->kind = kind;
	node->index = (uint32_t)b->d->n_nodes++;
	node->end = node->index + 1;
	node->parent = parent;
	node->previous = parent->last_child;
	if (node->previous)
		node->previous->next = node;
	else
		parent->first_child = node;
	parent->last_child = node;
	return node;
}

static void add_element(struct builder *b, const GumboElement *e)
{
	struct node *node = add_node(b, NODE_ELEMENT);
	const struct node *before = node_previous_element(node);
	const struct name *name = name_of_element(b, e);

	node->name = name->text;
	node->tag = name->tag;
	node->position = before ? before->position + 1 : 0;
	set_attributes(b, node, &e->attributes);
	walk_enter(&b->walk, &e->children, node);
}

/* Comments are dropped, which leaves texts side by side: a run of both is one node. */
static void add_text(struct builder *b, const GumboNode *first)
{
	struct level *l = &b->walk.levels[b->walk.depth - 1];
	unsigned int from = l->next - 1, n_texts = 1;
	size_t length = strlen(first->v.text.text);
	struct node *node;
	struct text all;

	for (; l->next < l->children->length; l->next++) {
		const GumboNode *g = l->children->data[l->next];

		if (is_element(g))
			break;
		if (!is_text(g))
			continue;
		length += strlen(g->v.text.text);
		n_texts++;
	}
	node = add_node(b, NODE_TEXT);
	node->text = first->v.text.text;
	if (n_texts > 1) {
		all = text_new(b->arena, length);
		for (unsigned int i = from; i < l->next; i++) {
			const GumboNode *g = l->children->data[i];

			if (is_text(g))
				text_add(&all, g->v.text.text);
		}
		node->text = all.data;
	}
	node->text = valid_text(b, node->text, length);
	node->text_length = (uint32_t)strlen(node->text);
}

static void build(struct builder *b, const GumboNode *document)
{
	const GumboNode *g;

	b->d->n_nodes = 1; /* nodes[0] is the document, all zero */
	walk_enter(&b->walk, &document->v.document.children, &b->d->nodes[0]);
	while ((g = walk_next(&b->walk, (uint32_t)b->d->n_nodes))) {
		if (is_element(g))
			add_element(b, &g->v.element);
		else if (is_text(g))
			add_text(b, g);
	}
	b->d->root = node_first_element(&b->d->nodes[0]);
}

/* The first base element with an href moves the document's links. */
static void set_base(struct document *d, const char *url)
{
	const char *why;

	d->url = d->base = url ? url_parse(d->arena, url, &why) : NULL;
	if (!d->url)
		return;
	for (size_t i = 0; i < d->n_nodes; i++) {
		const struct node *n = &d->nodes[i];
		const char *href = n->tag == TAG_base ? node_attribute(n, "href") : NULL;
		const struct url *moved;

		if (!href)
			continue;
		moved = url_join(d->arena, d->url, href, &why);
		if (moved)
			d->base = moved;
		return;
	}
}

struct document *html_parse(struct work *w, const char *html, size_t n, const char *url)
{
	struct builder b = {.arena = w->arena, .walk.arena = w->arena};
	struct document *d = ARENA_NEW(w->arena, struct document);
	const GumboNode *document;
	size_t room;

	if (!html_scan(w, html, n))
		return NULL;
	document = gumbo_tree(w, html, n);
	if (!document)
		return NULL;
	room = count_nodes(w, document);
	if (room == 0)
		return NULL;
	d->arena = w->arena;
	d->names = names_new(w->arena);
	d->nodes = ARENA_ARRAY(w->arena, room, struct node);
	b.d = d;
	build(&b, document);
	set_base(d, url);
	return d;
}

const char *document_intern(const struct document *d, const char *s)
{
	const struct name *e = names_find(d->names, s, strlen(s));

	return e ? e->text : NULL;
}

char *document_url(struct arena *a, const struct document *d, const char *link)
{
	const char *why;
	const struct url *u = d->base ? url_join(a, d->base, link, &why) : url_parse(a, link, &why);

	return u ? url_print(a, u, true) : NULL;
}
