/* Tokens out of the database's row of the month. */
#include "job/llm_purse.h"

#include "store/llm_usage.h"
#include "util/log.h"

static bool take(struct work *w, void *data, int64_t tokens, int64_t *month_out)
{
	const struct llm_purse *purse = data;

	/* The connection may have gone while we fetched. */
	return db_ready(w, purse->db) && llm_usage_take(w, tokens, purse->tokens_month, month_out);
}

static void settle(struct work *w, void *data, int64_t month, int64_t more)
{
	const struct llm_purse *purse = data;
	struct work before = *w;

	if (!db_ready(w, purse->db) || !llm_usage_settle(w, month, more))
		log_warning(w, "llm: %lld tokens of %lld are not settled: %s", (long long)more,
			    (long long)month, w->message);
	before.db = w->db;
	*w = before;
}

struct llm *llm_new_from(struct llm_purse *purse, const struct llm_settings *s)
{
	struct llm_settings settings = *s;

	settings.budget = (struct llm_budget){take, settle, purse};
	return llm_new(&settings);
}
