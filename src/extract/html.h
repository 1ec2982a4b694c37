/* A parsed page: a flat tree of our own, built from Gumbo's in one pass.
 *
 * Nodes lie in document order in one array, so "is a descendant of" is two comparisons and every
 * walk is a loop. Comments and doctypes are dropped. Everything lives in the arena given. Only
 * tree.c knows Gumbo.
 */
#ifndef METER_EXTRACT_HTML_H
#define METER_EXTRACT_HTML_H

#include "util/text.h"
#include "util/url.h"
#include "util/work.h"

#define TAG(name) TAG_##name,
enum tag {
	TAG_OTHER,
	TAG_SVG_TITLE, /* "title" too, but of a drawing: a tooltip */
#include "extract/tags.def"
	TAG__MAX
} __attribute__((packed));
#undef TAG

enum node_kind { NODE_DOCUMENT, NODE_ELEMENT, NODE_TEXT } __attribute__((packed));

struct attribute {
	const char *name;  /* lower case; interned: equal names are equal pointers in a document */
	const char *value; /* entities decoded; never NULL */
};

/* A page of 1 MB has about 50,000 of them, so their size is half of what the tree costs. */
struct node {
	enum node_kind kind;
	enum tag tag;	/* of an element; TAG_OTHER for what tags.def does not list */
	uint32_t index; /* in document->nodes */
	uint32_t end;	/* index of the first node after the last descendant */
	union {
		uint32_t position;    /* of an element: 0-based among its parent's elements */
		uint32_t text_length; /* of a text: bytes */
	};
	union {
		const char *name; /* of an element, lower case; interned */
		const char *text; /* of a text: entities decoded, white space as in the source */
	};
	struct node *parent, *first_child, *last_child, *previous, *next;

	const struct attribute *attributes;
	const char **classes; /* tokens of class="", interned, without repeats */
	const char *id;	      /* NULL without or with an empty one; interned */
	uint32_t n_attributes;
	uint32_t n_classes;
};

struct document {
	struct arena *arena;
	struct node *nodes; /* nodes[0] is the document */
	size_t n_nodes;
	struct node *root;	/* the html element; NULL for an empty document */
	const struct url *url;	/* where the page came from, after redirects; may be NULL */
	const struct url *base; /* url, moved by <base href>; NULL when url is */
	struct names *names;	/* interned strings; see extract/names.h */
	void *index;		/* the selector engine's; see extract/selector.c */
};

/* Parses n bytes of UTF-8, scripting off (the content of noscript is elements). Names are lower
 * case in SVG and MathML too; prefixed attributes keep their prefix ("xlink:href"). The content of
 * a template is among its children. Neighbouring texts are one node. Fails with CLASS_TOO_COMPLEX
 * beyond the bounds (depth, attributes, nodes, size), found by a scan before Gumbo sees the page.
 * url may be NULL. */
struct document *html_parse(struct work *w, const char *html, size_t n, const char *url);

/* The interned form of a name, id or class token; NULL when the document has no such string.
 * Compare pointers afterwards. */
const char *document_intern(const struct document *d, const char *s);

/* The attribute's value, or NULL. `name` in lower case. */
const char *node_attribute(const struct node *n, const char *name);

static inline bool node_contains(const struct node *outer, const struct node *inner)
{
	return inner->index >= outer->index && inner->index < outer->end;
}

/* Text as a person reads it: white space (Unicode's spaces and NBSP too) folded and trimmed, br and
 * block boundaries a space, invisible characters (soft hyphen, zero-width space, BOM) dropped.
 * script, style, template, noscript, iframe, noframes, noembed and the titles and descriptions of
 * drawings inside of n are left out; when n itself is one of them its content is read. Never NULL.
 * In arena a. */
char *node_text(struct arena *a, const struct node *n);

/* The same in lines, '\n' between them, where br stands and where blocks start and end. */
char *node_lines(struct arena *a, const struct node *n);

/* The text of the node's own text children only. */
char *node_own_text(struct arena *a, const struct node *n);

/* Appends node_text to t: for callers that reuse a buffer. */
void node_add_text(struct text *t, const struct node *n);

/* The serialised children (inner HTML), as the HTML standard says, at most HTML_SIZE_MAX bytes. */
char *node_inner_html(struct arena *a, const struct node *n);

/* The next/previous sibling that is an element, the first child that is one; NULL at the end. */
struct node *node_next_element(const struct node *n);
struct node *node_previous_element(const struct node *n);
struct node *node_first_element(const struct node *n);

/* True for elements whose boundaries separate words when read (p, div, li, td, …). */
bool tag_is_block(enum tag tag);

/* True when a block that holds the node before n (in document order) ends there. Each element ends
 * once, so that the climbing of a whole walk is linear. */
bool node_ends_block(const struct node *n);

/* Absolute URL of a link found in the page; NULL when it is no http(s) URL. */
char *document_url(struct arena *a, const struct document *d, const char *link);

#define NODE_EACH(child, outer)                                                                    \
	for (struct node *child = (outer)->first_child; child; child = child->next)

#endif
