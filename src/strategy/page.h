/* A page with what the generator wants to know about each node, found in one pass down and one up.
 */
#ifndef METER_STRATEGY_PAGE_H
#define METER_STRATEGY_PAGE_H

#include "extract/html.h"
#include "strategy/values.h"
#include "strategy/vocabulary.h"
#include "strategy/weights.h"

struct feature {
	uint64_t look;	      /* of an element: equal when tag and stable classes are */
	uint64_t inner_look;  /* the looks of its child elements, runs counted once */
	uint64_t row_look;    /* both */
	uint32_t text_length; /* bytes of text inside, white space not counted */
	uint32_t link_length; /* of it, inside links */
	uint32_t offset;      /* bytes of text before it in the document */
	uint32_t n_images;    /* inside, itself included */
	float length_log;     /* natural logarithm of text_length + 2 */
	uint8_t chrome;	      /* percent: navigation, footers, side bars … */
	bool hidden;	      /* not shown to a reader */
	bool skipped;	      /* script, style, template: no text at all */
	bool has_own_text;
};

struct page {
	struct work *work;
	struct document *document;
	struct vocabulary *vocabulary;
	const double *weights;	    /* see weights.h */
	struct feature *features;   /* by node index */
	uint64_t *paths, *ordinals; /* by node index: room for slots_read() */
	uint32_t n_read;	    /* nodes that slots_read() has looked at, of all candidates */
	struct node *heading;	    /* the page's main heading; NULL when there is none */
	const char *title;	    /* the text of <title>; "" when there is none */
	const char *title_main;	    /* the part of it that is not the site's name */
	struct words title_words;   /* of that part */
	struct map tokens;	    /* hash of a class, id or name -> index in token_words */
	struct token *token_list;
	size_t n_tokens, tokens_capacity;
	struct map read; /* hash of a value -> index in readings: candidates share most values */
	struct reading *readings;
	size_t n_readings, readings_capacity;
};

/* A class, an id or another name that the mark-up gives. */
struct token {
	struct words words;
	bool stable;
};

struct page *page_read(struct work *w, struct vocabulary *v, struct document *d);

static inline struct feature *feature_of(const struct page *p, const struct node *n)
{
	return &p->features[n->index];
}

/* Words and stability of a name; remembered. */
const struct token *page_token(struct page *p, const char *name);

/* What a value looks like; remembered. */
const struct reading *page_reading(struct page *p, const char *value);

/* The stable classes of an element, at most CLASSES_MAX; their number. */
size_t stable_classes(struct page *p, const struct node *n, const char **out);

/* A name that will be there after the next release of the site: no hash, no number of a record, no
 * word of state or layout. */
bool name_is_stable(const char *name);

/* True for elements that stand inside a line of text. */
bool tag_is_inline(enum tag tag);

#endif
