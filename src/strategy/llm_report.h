/* What a model is told of its strategy when that does not hold: what it found, what the judge says,
 * and where else to look. Values of the page stand behind bars, as in the question.
 */
#ifndef METER_STRATEGY_LLM_REPORT_H
#define METER_STRATEGY_LLM_REPORT_H

#include "strategy/judge.h"
#include "strategy/llm_plan.h"

struct llm_report_input {
	const struct llm_input *asked;
	const struct llm_plan *made;
	const struct verdict *verdict;
	const struct proposal *own; /* of the embedded generator; strategy NULL: it has none */
};

char *llm_report_text(struct work *w, const struct llm_report_input *in);

#endif
