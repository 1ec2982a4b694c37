/* A page on its way to sections, as the files of extract/content share it. Nobody else includes
 * this. */
#ifndef METER_EXTRACT_CONTENT_PARTS_H
#define METER_EXTRACT_CONTENT_PARTS_H

#include "extract/html.h"
#include "util/list.h"

enum mark {
	MARK_DROPPED = 1 << 0, /* no content, with all that is in it */
	MARK_HEADING = 1 << 1, /* h1 to h6 inside */
	MARK_TITLE = 1 << 2,   /* h1 inside */
	MARK_MAIN = 1 << 3,    /* main inside */
	MARK_BLOCKS = 1 << 4,  /* inside is what does not fit into a cell of a row */
};

/* Of an element; bytes are of visible text inside, white space not counted. */
struct measure {
	uint32_t chars;
	uint32_t linked; /* of them, in links */
	uint32_t prose;	 /* of them, not in links and in a run that reads like a sentence */
	uint32_t before; /* not in links, before the element in the document */
	uint8_t marks;
};

struct reading {
	struct work *w;
	struct document *d;
	struct measure *of; /* by node index */
	bool is_marked;	    /* the page says which element holds its content */
};

static inline struct measure *measure_of(const struct reading *r, const struct node *n)
{
	return &r->of[n->index];
}

static inline bool is_dropped(const struct reading *r, const struct node *n)
{
	return r->of[n->index].marks & MARK_DROPPED;
}

/* The node after n and all that is in it. It may be past the last one. */
static inline struct node *node_after(const struct reading *r, const struct node *n)
{
	return r->d->nodes + n->end;
}

/* 1 to 6 for a heading, else 0. */
int heading_level(const struct node *n);

static inline bool is_link(const struct node *n)
{
	return n->tag == TAG_a && node_attribute(n, "href");
}

/* --- content_measure.c --- */

/* Measures everything that is not dropped. What is dropped keeps its measure from before. */
void measure_all(struct reading *r);

/* --- content_chrome.c --- */

/* Marks what is no content: navigation, banners, side bars, footers, comments, what is hidden. */
void drop_chrome(struct reading *r);

/* The word's kind in content_chrome.def; for the test. */
bool chrome_words_sorted(void);

/* --- content_root.c --- */

/* The element that holds the content; NULL when there is no text. *title is the page's main
 * heading when that stands outside of it, else NULL. */
struct node *content_root(struct reading *r, struct node **title);

/* --- content_lines.c --- */

struct line {
	const char *text;   /* "" for an empty line of preformatted text */
	int level;	    /* of a heading; 0: text */
	bool is_gap;	    /* no text: here something was dropped */
	uint32_t n, linked; /* visible bytes, and those in links */
	struct line *next;
};

struct lines {
	LIST_HEAD(struct line) list;
};

/* Appends the lines of an element that is not dropped. */
void lines_add(struct reading *r, struct lines *lines, const struct node *n);

/* A heading as one line; "" when nothing of it can be read. */
const char *heading_text(struct reading *r, const struct node *n);

#endif
