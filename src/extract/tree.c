/* From Gumbo's tree to ours: the only file that knows Gumbo. Texts and values stay where Gumbo put
 * them. Everything is a loop over levels kept in memory, because the depth of the tree is a
 * stranger's choice. */
#include "extract/tree.h"
#include "bounds.h"
#include "extract/heap.h"
#include "extract/names.h"

#include <gumbo.h>
#include <setjmp.h>

/* --- Gumbo --- */

static __attribute__((noreturn)) void memory_is_spent(void *parsing)
{
	longjmp(*(jmp_buf *)parsing, 1);
}

/* Gumbo's document, and an upper bound of the nodes in it. Gumbo asserts that memory is never NULL;
 * all that it holds lies in the heap, so it can be left in the middle. */
static const GumboNode *gumbo_tree(struct work *w, const char *html, size_t n, size_t *n_nodes)
{
	jmp_buf parsing;
	struct heap *heap = heap_new(w->arena, HTML_MEMORY_MAX, memory_is_spent, &parsing);
	GumboOptions options = kGumboDefaultOptions;
	const GumboNode *document;

	options.allocator = heap_take;
	options.deallocator = heap_give;
	options.userdata = heap;
	options.max_errors = 0; /* each unclosed element would store a copy of the open ones */
	options.stop_on_first_error = false;
	if (setjmp(parsing))
		return fail_class(w, CLASS_TOO_COMPLEX, "the page's tree needs too much memory");
	document = gumbo_parse_with_options(&options, html, n)->document;
	*n_nodes = heap_pieces(heap, sizeof *document);
	return document;
}

/* --- walking it --- */

struct level {
	GumboNode **next, **end; /* children */
	struct node *node;	 /* ours, of their parent */
};

struct builder {
	struct work *w;
	struct document *d;
	size_t room; /* nodes */
	struct level *levels;
	size_t depth, levels_room;
	bool checks_texts;
	const struct name *class, *id;
	const struct name *by_gumbo_tag[GUMBO_TAG_LAST];
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

static void enter(struct builder *b, const GumboVector *children, struct node *node)
{
	GumboNode **first = (GumboNode **)children->data;

	if (b->depth == b->levels_room) {
		struct level *old = b->levels;

		b->levels_room = b->levels_room ? b->levels_room * 2 : 64;
		b->levels = ARENA_ARRAY(b->w->arena, b->levels_room, struct level);
		if (old)
			memcpy(b->levels, old, b->depth * sizeof *old);
	}
	b->levels[b->depth++] = (struct level){first, first + children->length, node};
}

/* The next child of the innermost level that has one left. The node of a level that is used up is
 * told where it ends. */
static const GumboNode *next_node(struct builder *b)
{
	while (b->depth > 0) {
		struct level *l = &b->levels[b->depth - 1];

		if (l->next < l->end)
			return *l->next++;
		l->node->end = (uint32_t)b->d->n_nodes;
		b->depth--;
	}
	return NULL;
}

/* --- names --- */

/* The element's name as written, for those that Gumbo has no number for. */
static const struct name *name_in_source(struct builder *b, const GumboElement *e)
{
	struct text t = text_new(b->w->arena, HTML_SIZE_MAX);
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
	lower = arena_printf(b->w->arena, "%s%s", prefix, g->name);
	for (char *s = lower; *s; s++)
		*s = ascii_lower(*s);
	return intern(b, lower);
}

/* --- texts --- */

/* Whether the page refers to a character by more digits than there are characters: Gumbo 0.10
 * writes a single byte for a number beyond 31 bits, which is no UTF-8. */
static bool has_long_reference(const char *html, size_t n)
{
	const char *end = html + n;

	for (const char *p = html; n > 0 && (p = memchr(p, '&', (size_t)(end - p))); p++) {
		const char *digits = p + 2;

		if (end - p < 2 || p[1] != '#')
			continue;
		digits += digits < end && ascii_lower(*digits) == 'x';
		p = digits;
		while (p < end && ascii_hex(*p) >= 0)
			p++;
		if (p - digits > 7)
			return true;
		p--;
	}
	return false;
}

/* The text, with U+FFFD for what is not UTF-8. */
static const char *valid_text(struct builder *b, const char *s, size_t n)
{
	const char *end = s + n;
	struct text t;

	if (!b->checks_texts || utf8_is_valid(s, n))
		return s;
	t = text_new(b->w->arena, 3 * n);
	while (s < end)
		text_add_utf8(&t, utf8_next(&s, end));
	return t.data;
}

/* --- nodes --- */

static void set_attributes(struct builder *b, struct node *node, const GumboVector *from)
{
	struct attribute *list;

	if (from->length == 0)
		return;
	list = arena_alloc_raw(b->w->arena, from->length * sizeof *list);
	for (unsigned int i = 0; i < from->length; i++) {
		const GumboAttribute *g = from->data[i];
		const char *value = valid_text(b, g->value, strlen(g->value));

		list[i] = (struct attribute){name_of_attribute(b, g), value};
		if (list[i].name == b->class->text) {
			const struct name *all = names_classes(b->d->names, value);

			node->classes = all->classes;
			node->n_classes = all->n_classes;
		} else if (list[i].name == b->id->text && *value) {
			node->id = intern(b, value);
		}
	}
	node->attributes = list;
	node->n_attributes = from->length;
}

static struct node *add_node(struct builder *b, enum node_kind kind)
{
	struct node *parent = b->levels[b->depth - 1].node;
	struct node *node = &b->d->nodes[b->d->n_nodes];
	uint32_t index = (uint32_t)b->d->n_nodes++;

	*node = (struct node){.kind = kind,
			      .parent = parent,
			      .previous = parent->last_child,
			      .index = index,
			      .end = index + 1};
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
	if (node->tag == TAG_title && e->tag_namespace == GUMBO_NAMESPACE_SVG)
		node->tag = TAG_SVG_TITLE;
	node->position = before ? before->position + 1 : 0;
	set_attributes(b, node, &e->attributes);
	enter(b, &e->children, node);
}

/* The texts from first up to the next element, as one. */
static const char *joined_texts(struct builder *b, GumboNode *const *first, GumboNode *const *end)
{
	size_t length = 0;
	struct text all;

	for (GumboNode *const *g = first; g < end; g++)
		length += is_text(*g) ? strlen((*g)->v.text.text) : 0;
	all = text_new(b->w->arena, length);
	for (GumboNode *const *g = first; g < end; g++)
		if (is_text(*g))
			text_add(&all, (*g)->v.text.text);
	return all.data;
}

/* Comments are dropped, which leaves texts side by side: a run of both is one node. */
static void add_text(struct builder *b, const GumboNode *first)
{
	struct level *l = &b->levels[b->depth - 1];
	GumboNode *const *from = l->next - 1;
	struct node *node = add_node(b, NODE_TEXT);
	const char *text = first->v.text.text;

	while (l->next < l->end && !is_element(*l->next))
		l->next++;
	if (l->next - from > 1)
		text = joined_texts(b, from, l->next);
	node->text = valid_text(b, text, strlen(text));
	node->text_length = (uint32_t)strlen(node->text);
}

static bool build(struct builder *b, const GumboNode *document)
{
	const GumboNode *g;

	b->d->nodes[0] = (struct node){.kind = NODE_DOCUMENT};
	b->d->n_nodes = 1;
	enter(b, &document->v.document.children, &b->d->nodes[0]);
	while ((g = next_node(b))) {
		if (b->d->n_nodes == b->room)
			return fail_class(b->w, CLASS_TOO_COMPLEX,
					  "the page has more than %d nodes", HTML_NODES_MAX);
		if (is_element(g))
			add_element(b, &g->v.element);
		else if (is_text(g))
			add_text(b, g);
		if (b->depth > HTML_DEPTH_MAX + 1)
			return fail_class(b->w, CLASS_TOO_COMPLEX,
					  "the page's elements nest deeper than %d",
					  HTML_DEPTH_MAX);
	}
	b->d->root = node_first_element(&b->d->nodes[0]);
	return true;
}

bool tree_build(struct work *w, struct document *d, const char *html, size_t n)
{
	struct builder b = {.w = w, .d = d};
	const GumboNode *document = gumbo_tree(w, html, n, &b.room);
	size_t size;

	if (!document)
		return false;
	if (b.room > HTML_NODES_MAX)
		b.room = HTML_NODES_MAX;
	b.room++; /* comments are in the count, so that what does not fit is more than allowed */
	size = b.room * sizeof *d->nodes;
	d->nodes = arena_alloc_raw(w->arena, size);
	b.checks_texts = has_long_reference(html, n);
	b.class = names_add(d->names, "class", strlen("class"));
	b.id = names_add(d->names, "id", strlen("id"));
	return build(&b, document);
}
