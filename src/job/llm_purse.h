/* The model of one process, with the budget of tokens that all processes share. */
#ifndef METER_JOB_LLM_PURSE_H
#define METER_JOB_LLM_PURSE_H

#include "job/llm.h"
#include "store/db.h"

/* Lives as long as the model. */
struct llm_purse {
	struct db *db; /* the process's own */
	int64_t tokens_month;
};

/* As the settings, which have no budget, say; NULL when they name no model. malloc, freed by
 * llm_free. */
struct llm *llm_new_from(struct llm_purse *purse, const struct llm_settings *s);

#endif
