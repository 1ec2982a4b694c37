/* The places in the records of a candidate where a value may be: a column of texts or attributes,
 * with what the mark-up, labels and the values themselves say about it.
 */
#ifndef METER_STRATEGY_SLOT_H
#define METER_STRATEGY_SLOT_H

#include "strategy/candidate.h"
#include "strategy/values.h"

enum slot_source {
	SLOT_TEXT, /* of an element */
	SLOT_OWN,  /* its own text, without that of its child elements */
	SLOT_ATTRIBUTE,
	SLOT_NEXT,    /* the element after a label */
	SLOT_REST,    /* what stands after a label in the same text */
	SLOT_JSON,    /* a path in the page's JSON-LD */
	SLOT_PATTERN, /* after a label in the middle of the element's own text */
	SLOT_LINES,   /* the lines of one element, for fields that are lists */
};

/* What one record has at a place where it has several. */
struct instances {
	struct node **nodes;
	const char **values;
	size_t n, sample;
};

struct slot {
	enum slot_source source;
	const char *attribute; /* of SLOT_ATTRIBUTE */
	const char *label;     /* what the page calls it, or NULL; the anchor of NEXT and REST */
	const char *path;      /* of SLOT_JSON */
	unsigned depth;	       /* of JSON: objects and lists between the record and it */
	bool in_list;	       /* of JSON: the record may have several */
	bool is_ordinal;       /* told from its like by position only */
	unsigned following;    /* lies in the k-th element sibling after the record */
	struct node **nodes; /* by sampled record: the first one, NULL where there is none; of NEXT
				and REST the label or what holds it */
	const char **values; /* by sampled record, NULL where there is none */
	uint16_t *counts;    /* by sampled record: how many */
	struct instances many; /* of the record that has most, when lists are wanted */
	struct instances now;  /* of the record being read */
	struct slot *base;     /* of an ordinal slot: the one without positions; of PATTERN: the
				  element's own text */

	/* --- what the column looks like --- */
	double fill;	       /* 0 to 1: share of the records that have it */
	double instances;      /* mean number in the records that have it */
	double distinct;       /* 0 to 1: different values among the filled */
	double length;	       /* mean, in code points */
	double kinds[N_KINDS]; /* 0 to 1: share of the values of each kind */
	double whole;	       /* 0 to 1: share that is short enough to be one typed value */
	double digits;	       /* 0 to 1: share of values with a digit */
	double one_number;     /* 0 to 1: share with exactly one number */
	double two_monies;     /* 0 to 1: share with two amounts of money or more */
	double words;	       /* mean */
	double capitals;       /* 0 to 1: share of words that begin with a capital */
	double internal; /* 0 to 1: of an attribute: share of addresses on the page's own host */

	/* --- what the mark-up says --- */
	bool cut;     /* of REST: values end at a bar, with more behind it */
	bool differs; /* where a record has several, they are not all the same */
	struct words
	    names[3]; /* of the element, its parent, its grandparent: classes, itemprop … */
	struct words property; /* itemprop, or the last key of a path: names meant for machines */
	struct words label_words;
	struct words before_words; /* of the heading in front, where a record has several */
	struct words link_words;   /* common to the addresses it links to */
	struct words value_words;  /* common to the values: "points" of "58 points" */
	enum tag tag;
	bool in_heading, in_link, is_struck, is_hidden, is_composite, is_wrapper;
	double chrome;
};

struct slots {
	const struct candidate *candidate;
	struct node **samples; /* records looked at, at most SAMPLES_MAX */
	size_t n_samples;
	struct slot *items;
	size_t n;
	bool plain_price; /* there is money that is not struck, in most records */
};

/* The columns of a candidate. `lists`: some field wants all values that a record has at a place. */
struct slots *slots_read(struct page *p, const struct candidate *c, bool lists);

/* A share of kinds: kinds is an enum kind. */
double slot_kind(const struct slot *s, enum kind kind);

/* --- label.c --- */

/* The label that element n is, when the element after it (or after its parent) holds its value, and
 * that element; NULL when it is none. In the work's arena. */
const char *label_next(struct page *p, const struct node *n, struct node **value_out);

/* The label with which the text of n begins ("Area: 50 m²"), and the rest in *rest_out. */
const char *label_inside(struct page *p, const struct node *n, const char **rest_out);

/* The label that element n is when its value is the text beside it, up to the next element like it
 * or the line's end ("<b>Area:</b> 50 m²<br>"), as the engine's "rest" reads it. */
const char *label_beside(struct page *p, const struct node *n, const char **rest_out);

/* The heading or label in front of a list that begins with n; NULL when none is near. */
const char *label_before(struct page *p, const struct node *n);

/* What stands above a table cell, or beside the element as data-title, aria-label; NULL. */
const char *label_above(struct page *p, const struct node *n);

/* The first row of a table without th reads like its head: short texts without figures above a row
 * that has some. */
bool row_heads_table(const struct page *p, const struct node *row);

/* A label without its colon. */
char *label_clean(struct arena *a, const char *text);

/* --- slot_pattern.c --- */

/* Calls found() for each line of the element's own text that begins with a label. */
void pattern_lines(struct page *p, const struct node *n,
		   void (*found)(void *to, const char *label, const char *value), void *to);

/* The regular expression for a SLOT_PATTERN; NULL when it would be too long. */
const char *pattern_text(struct page *p, const struct slots *slots, const struct slot *slot);

/* --- slot_profile.c --- */

/* Fills what the column looks like and what the mark-up says. */
void slot_profile(struct page *p, struct slot *s, size_t n_samples);

/* What the mark-up calls an element: classes, itemprop, id. */
struct words element_names(struct page *p, const struct node *n);

/* True for keys that say nothing without the one around them: the name of an author. */
bool key_is_generic(const char *key);

/* The attribute's value as the strategy engine reads it: lazy pictures resolved. NULL without. */
const char *slot_attribute_value(struct arena *a, const struct node *n, const char *attribute);

#endif
