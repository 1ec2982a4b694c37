/* Ways to name an element by itself: the compounds that selectors are made of. */
#ifndef METER_STRATEGY_COMPOUND_H
#define METER_STRATEGY_COMPOUND_H

#include "bounds.h"
#include "strategy/page.h"

struct compound {
	const char *text;
	double penalty;
};

struct compounds {
	struct compound items[COMPOUNDS_MAX];
	size_t n;
};

/* Compounds that match every one of the n nodes, by what they have in common; in order of penalty.
 * `attribute` (may be NULL) is one that they are wanted for. Positions are among them when
 * `positions`; ids when `ids`. */
void compounds_find(struct page *p, struct node *const *nodes, size_t n, const char *attribute,
		    bool positions, bool ids, struct compounds *out);

#endif
