/* The judge: executes a proposed strategy with the product's own engine on the page it was made
 * for, and says whether what comes out holds. It does not know who proposed.
 */
#ifndef METER_STRATEGY_JUDGE_H
#define METER_STRATEGY_JUDGE_H

#include "strategy/generate.h"
#include "strategy/request.h"

#define MERIT_HOLDS 0.7 /* with less a strategy is taken only when nothing better is found */

struct verdict {
	struct items *items; /* what the strategy extracts; NULL when it cannot be run */
	double merit;	     /* 0 to 1 */
	bool holds;	     /* good enough to be taken without looking further */
	const char **warnings;
	size_t n_warnings;
};

/* `expected`: records that the proposer meant to find; 0 when it did not say. */
struct verdict judge(struct work *w, const struct request *r, struct document *d,
		     struct json_object *strategy, size_t expected);

/* The same of what was extracted already; items may be NULL. */
struct verdict judge_items(struct work *w, const struct request *r, struct items *items,
			   size_t expected);

#endif
