/* A hypothesis: these are the records, and these the places of the fields. */
#ifndef METER_STRATEGY_HYPOTHESIS_H
#define METER_STRATEGY_HYPOTHESIS_H

#include "strategy/assign.h"

struct hypothesis {
	const struct candidate *candidate;
	const struct slots *slots;
	const struct assignment *fields;
	double score;
};

struct hypotheses {
	struct hypothesis *items; /* the best first */
	size_t n;
};

/* Every candidate with its fields, the page as one record among them. `explain` may be NULL. */
struct hypotheses hypotheses_make(struct page *p, const struct request *r, struct text *explain);

#endif
