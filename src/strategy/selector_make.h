/* Selectors for given elements: the shortest that says it, made of names that last. */
#ifndef METER_STRATEGY_SELECTOR_MAKE_H
#define METER_STRATEGY_SELECTOR_MAKE_H

#include "strategy/slot.h"

struct made {
	const char *text; /* NULL: the scope itself */
	double penalty;	  /* 0 is best; above 3 it counts positions */
	size_t wrong;	  /* records where it finds something else, or elements too many */
};

/* A selector for the records of the candidate over the whole document. With wrong > 0 it finds
 * further elements, but all records. False when there is none at all. */
bool selector_for_records(struct page *p, const struct candidate *c, struct made *out);

/* How many elements the selector finds beside the records, of those that hold what `require` finds;
 * SIZE_MAX when a record is not among them. */
size_t records_extra(struct page *p, const struct candidate *c, const char *selector,
		     const char *require);

/* A selector that finds the slot's element first in each sampled record, and nothing in records
 * that have none; with `many`, all of them and no other. False when every try is wrong in more than
 * a fifth of the records. */
bool selector_for_slot(struct page *p, const struct slots *slots, const struct slot *slot,
		       bool many, struct made *out);

#endif
