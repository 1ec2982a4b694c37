/* The model for this worker's generations, with the budget that all workers share. */
#include "api/llm.h"

#include "store/llm_usage.h"
#include "util/log.h"

static bool take(struct work *w, void *data, int64_t tokens, int64_t *month_out)
{
	struct api *api = data;

	/* The connection may have gone while we fetched. */
	return db_ready(w, api->db) &&
	       llm_usage_take(w, tokens, api->config.llm_tokens_month, month_out);
}

static void settle(struct work *w, void *data, int64_t month, int64_t more)
{
	struct api *api = data;
	struct work before = *w;

	if (!db_ready(w, api->db) || !llm_usage_settle(w, month, more))
		log_warning(w, "llm: %lld tokens of %lld are not settled: %s", (long long)more,
			    (long long)month, w->message);
	before.db = w->db;
	*w = before;
}

struct llm *api_llm_new(struct api *api)
{
	struct llm_settings settings = api->config.llm;

	settings.budget = (struct llm_budget){take, settle, api};
	return llm_new(&settings);
}
