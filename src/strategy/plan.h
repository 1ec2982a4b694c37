/* From an assignment to a strategy as extract/rules.h reads it. */
#ifndef METER_STRATEGY_PLAN_H
#define METER_STRATEGY_PLAN_H

#include "strategy/assign.h"

struct plan {
	struct json_object *strategy;
	double stability;    /* 0 to 1: share of the selectors that count no positions */
	bool counts_records; /* that of the records does */
};

/* NULL when no selector for the records or for any field was found. */
struct plan *plan_make(struct page *p, const struct slots *slots, const struct assignment *a);

#endif
