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
	struct work *w;
	struct document *document;
	const struct node *scope;  /* :scope; also the anchor of the outer list */
	const struct node *anchor; /* what a relative selector starts from */
	const char *const *strings;
	struct nth_memory *memories; /* by slot */
	uint64_t steps, steps_max;
	bool is_spent;	   /* the steps are used up: every answer since was false */
	bool has_failed;   /* so are those of a pattern: as is_spent, the reason is in w */
	struct text *text; /* for :contains() */
};

bool complex_matches(struct matcher *m, const struct complex *x, const struct node *n);

/* True when any of them matches. */
bool list_matches(struct matcher *m, const struct complex_list *list, const struct node *n);

/* --- selector_nth.c --- */

/* Whether n has one of the places that An+B names. */
bool nth_matches(struct matcher *m, const struct nth *nth, const struct node *n);

/* --- selector_state.c --- */

bool state_matches(struct matcher *m, enum state state, const struct node *n);

/* --- selector_range.c --- */

enum range { RANGE_NONE, RANGE_IN, RANGE_OUT };

/* How the value of an input with a type that has limits stands to its min and max. RANGE_NONE:
 * it has no valid limit. */
enum range input_range(const struct node *input);

/* --- selector_lang.c --- */

/* Whether the language of n is in a range such as "de-*-DE": extended filtering, RFC 4647. */
bool language_matches(struct matcher *m, const char *range, const struct node *n);

/* --- selector_dir.c --- */

/* The directionality of n (HTML standard, 3.2.6.4). */
enum direction node_direction(struct matcher *m, const struct node *n);

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
