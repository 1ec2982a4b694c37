/* What a model is asked. The instructions are constant; the page stands in a fence of lines that
 * begin with a bar, which no text of a page can leave (strategy/condense.h). Nothing of the
 * account, of its keys or of other strategies is in it.
 */
#ifndef METER_STRATEGY_LLM_PROMPT_H
#define METER_STRATEGY_LLM_PROMPT_H

#include "strategy/condense.h"

/* Role, rules and the grammar of the answer. */
extern const char llm_system[];

struct llm_question {
	const char *url, *description;
	const struct request *request; /* NULL: the words name no field */
	struct json_object *schema;    /* NULL: field names are the model's */
	const struct condensed *page;
};

char *llm_question_text(struct work *w, const struct llm_question *q);

#endif
