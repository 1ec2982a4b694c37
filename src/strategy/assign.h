/* Which place each field is read from: every field at most one, every place at most once. */
#ifndef METER_STRATEGY_ASSIGN_H
#define METER_STRATEGY_ASSIGN_H

#include "strategy/score.h"

struct choice {
	const struct wish *wish;
	const struct slot *slot; /* NULL: the field stays empty */
	double score;
	const struct slot *second; /* the next best place with other evidence, or NULL */
};

struct assignment {
	struct choice *choices; /* in the order of the wishes */
	size_t n;
	size_t n_found;
	double mean; /* of the scores over all wishes; a missing one counts 0 */
};

/* Chooses for all wishes together. With out (may be NULL), writes the best places of each. */
struct assignment *fields_assign(struct page *p, const struct request *r,
				 const struct slots *slots);

/* True when both places hold the same in nearly all records. */
bool slots_agree(const struct slot *a, const struct slot *b, size_t n_samples);

#endif
