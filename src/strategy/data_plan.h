/* From an assignment over JSON records to a strategy: of type "api" when they are a call's answer,
 * of type "css" with a JSON container when they lie in the page. */
#ifndef METER_STRATEGY_DATA_PLAN_H
#define METER_STRATEGY_DATA_PLAN_H

#include "strategy/assign.h"
#include "strategy/record_sets.h"

/* NULL when no field was found. *secret: see call_plan.h. */
struct json_object *data_plan(struct work *w, const struct record_set *set,
			      const struct slots *slots, const struct assignment *a,
			      const char **secret);

#endif
