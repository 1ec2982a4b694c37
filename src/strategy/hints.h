/* What feedback says about fields and records, as the scores take it in. */
#ifndef METER_STRATEGY_HINTS_H
#define METER_STRATEGY_HINTS_H

#include "strategy/assign.h"

/* A value as the user gave it. */
struct example {
	const char *text;
	bool literal; /* quoted, or with a figure: surely a value, not a description of one */
	bool first;   /* of the first record */
};

struct hint {
	const struct map **rejected; /* each the values of a place that was wrong */
	size_t n_rejected;
	const struct map *kept; /* the values of the place nobody complained about; NULL: none */
	struct example *examples;
	size_t n_examples;
	struct words wanted, unwanted; /* names of the right and of wrong places */
};

struct record_hint {
	struct node **now; /* the records that were not right, in document order; n of them */
	size_t n;
	bool more, fewer;    /* there should be */
	bool advert;	     /* the words speak of advertisements */
	struct words words;  /* which ones */
	size_t count;	     /* how many records there should be; 0: not said */
	struct map rejected; /* hash of a group of records -> how often it was rejected */
};

/* What is to be added to the score of the field at that place. */
double hint_score(struct page *p, const struct wish *wish, const struct slots *slots,
		  const struct slot *slot);

/* What is to be added to the score of a hypothesis. */
double hints_weigh(struct page *p, const struct request *r, const struct candidate *c,
		   const struct slots *slots, const struct assignment *a);

/* How many literal examples the fields do not give. */
size_t hints_missed(struct page *p, const struct slots *slots, const struct assignment *a);

/* True when a value is what the user wrote: the same words and figures, whatever the marks between
 * them, or the same address. */
bool value_is_example(struct page *p, const char *value, const char *example);

/* A number for a group of records. */
uint64_t records_hash(struct node *const *records, size_t n);

/* Is the record marked with one of the words: by a class or an id, by a short text of its own, or
 * (with `around`) by the elements it lies in? */
bool record_is_marked(struct page *p, const struct record_hint *h, const struct node *record,
		      bool around);

/* The node that marks it: in the record, or the record itself; NULL when none does. `token_out` is
 * the class that says so, or NULL when its text does. */
const struct node *record_mark(struct page *p, const struct record_hint *h,
			       const struct node *record, const char **token_out);

#endif
