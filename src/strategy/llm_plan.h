/* From a model's answer to a strategy: the elements it named become the embedded generator's own
 * candidate and slots, so that selectors, fallbacks and transforms are made as they always are.
 */
#ifndef METER_STRATEGY_LLM_PLAN_H
#define METER_STRATEGY_LLM_PLAN_H

#include "strategy/condense.h"
#include "strategy/llm_answer.h"
#include "strategy/plan.h"

struct llm_input {
	struct page *page;
	const struct request *request; /* what is wanted: the schema's fields, or the answer's */
	const struct hypotheses *all;
	const struct condensed *condensed;
	const struct llm_answer *answer;
};

struct llm_plan {
	struct hypothesis hypothesis; /* what the answer means */
	struct plan *plan;
	size_t agreed; /* fields that the embedded generator reads from the same place */
};

/* NULL with ERR_UNACCEPTABLE and a message for the model. */
struct llm_plan *llm_plan_make(struct work *w, const struct llm_input *in);

#endif
