/* The best strategy that takes its records from data instead of mark-up: from a call's answer or
 * from JSON in the page. Found, scored, executed and judged as those from elements are. */
#ifndef METER_STRATEGY_DATA_PROPOSE_H
#define METER_STRATEGY_DATA_PROPOSE_H

#include "strategy/hypothesis.h"
#include "strategy/source.h"

struct data_proposal {
	struct proposal proposal; /* no strategy in it: no data fit */
	bool is_own;		  /* out of what the user gave, or of the URL's own answer */
	double visible;		  /* 0 to 1: share of the values that the page shows, too */
};

struct data_proposal data_propose(struct page *p, const struct request *r,
				  const struct sources *sources, struct text *explain);

#endif
