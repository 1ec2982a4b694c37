/* A hypothesis: these are the records, and these the places of the fields. */
#ifndef METER_STRATEGY_HYPOTHESIS_H
#define METER_STRATEGY_HYPOTHESIS_H

#include "strategy/assign.h"
#include "strategy/generate.h"
#include "strategy/judge.h"

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

/* One of them: these are the records. `lists`: see slots_read(). */
struct hypothesis hypothesis_new(struct page *p, const struct request *r, const struct candidate *c,
				 bool lists);

/* How good it is: what its fields score, and what the records say. */
double hypothesis_score(const struct page *p, const struct request *r, const struct hypothesis *h);

/* Does some field want all values that a record has? */
bool request_wants_lists(const struct request *r);

/* Writes what it finds for each field, and the terms of the score. */
void hypothesis_explain(struct page *p, const struct hypothesis *h, struct text *out);

/* How sure, 0 to 1: how well the fields fit, how far the next hypothesis is (margin), how many of
 * the selectors count no positions (stability, 0 to 1), what the judge saw. */
double hypothesis_confidence(const struct hypothesis *h, double margin, double stability,
			     const struct verdict *v);

/* Writes the best hypotheses down as strategies and executes them until one holds (generate.c). No
 * strategy in it: none extracts anything. `explain` may be NULL. */
struct proposal *proposal_best(struct page *p, const struct request *r,
			       const struct hypotheses *all, struct text *explain);

#endif
