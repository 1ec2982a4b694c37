/* An answer while it becomes a strategy. Internal to strategy/. */
#ifndef METER_STRATEGY_LLM_PARTS_H
#define METER_STRATEGY_LLM_PARTS_H

#include "strategy/llm_plan.h"

/* The hypothesis of which the named record is one: with that record among the samples, fields
 * assigned as the embedded generator would. False with a message for the model. */
bool llm_records_find(struct work *w, const struct llm_input *in, struct hypothesis *out);

/* The slot that the field means, in the records of slots; NULL with a message for the model. */
const struct slot *llm_slot_find(struct work *w, const struct llm_input *in,
				 const struct slots *slots, const struct wish *wish,
				 const struct llm_field *field);

#endif
