/* A captured call as an API strategy has it: the address apart from what is asked for. */
#ifndef METER_STRATEGY_CALL_PLAN_H
#define METER_STRATEGY_CALL_PLAN_H

#include "extract/capture.h"

/* Puts "endpoint", "method", "headers", "params", "params_in" and "body" into the strategy, as
 * job/api_call.h reads them. What somebody may want to change becomes a parameter with its default:
 * the pairs of the query or, when there is a body, of the form or the JSON object; numbers as
 * numbers. Keys and signatures stay in the endpoint, what only keeps answers from being cached is
 * left out. *secret is set to the name of a part of the address that looks like a credential. */
void call_plan(struct work *w, const struct capture *call, struct json_object *strategy,
	       const char **secret);

#endif
