/* Whether an element matches a complex selector. */
#ifndef METER_EXTRACT_SELECTOR_MATCH_H
#define METER_EXTRACT_SELECTOR_MATCH_H

#include "extract/selector_parts.h"

/* A count that was made, so that the next sibling's needs only the difference. */
struct nth_memory {
	const struct node *node;
	int index;
};

struct matcher {
	struct document *document;
	const struct node *scope;  /* :scope; also the anchor of the outer list */
	const struct node *anchor; /* what a relative selector starts from */
	const char *const *strings;
	struct nth_memory *memories; /* by slot */
	uint64_t steps, steps_max;
	bool is_spent;	   /* the steps are used up: every answer since was false */
	struct text *text; /* for :contains() */
};

bool complex_matches(struct matcher *m, const struct complex *x, const struct node *n);

/* True when any of them matches. */
bool list_matches(struct matcher *m, const struct complex_list *list, const struct node *n);

/* --- selector_nth.c --- */

/* Whether n has one of the places that An+B names. */
bool nth_matches(struct matcher *m, const struct nth *nth, const struct node *n);

/* Counts a step; false when there are none left. */
static inline bool matcher_step(struct matcher *m)
{
	if (m->steps < m->steps_max) {
		m->steps++;
		return true;
	}
	m->is_spent = true;
	return false;
}

#endif
