/* The budget: a guarded counter, so that no number of workers takes more than there is. */
#include "store/llm_usage.h"

#include "store/statement.h"

#include "bounds.h"
#include "util/clock.h"
#include "util/shape.h"

#include <inttypes.h>

struct taking {
	int64_t tokens, month, again, limit;
};

struct month {
	int64_t month;
};

SHAPE(llm_month_in, struct month, COLUMN(struct month, month));
SHAPE(llm_usage_row, struct llm_usage, COLUMN(struct llm_usage, month),
      COLUMN(struct llm_usage, tokens), COLUMN(struct llm_usage, calls));
SHAPE(llm_taking_in, struct taking, COLUMN(struct taking, tokens), COLUMN(struct taking, month),
      COLUMN(struct taking, again), COLUMN(struct taking, limit));
SHAPE(llm_settling_in, struct taking, COLUMN(struct taking, tokens), COLUMN(struct taking, month));

/* The installation's, no customer's. */
STATEMENT_GLOBAL(llm_month_begin, &llm_month_in, NULL,
		 "INSERT INTO llm_usage (month, tokens, calls) VALUES (?, 0, 0)"
		 " ON DUPLICATE KEY UPDATE calls = calls");
STATEMENT_GLOBAL(llm_tokens_take, &llm_taking_in, NULL,
		 "UPDATE llm_usage SET tokens = tokens + ?, calls = calls + 1"
		 " WHERE month = ? AND tokens + ? <= ?");
STATEMENT_GLOBAL(llm_tokens_settle, &llm_settling_in, NULL,
		 "UPDATE llm_usage SET tokens = GREATEST(0, tokens + ?) WHERE month = ?");
STATEMENT_GLOBAL(llm_month_look, &llm_month_in, &llm_usage_row,
		 "SELECT month, tokens, calls FROM llm_usage WHERE month = ?");

static int64_t this_month(void)
{
	struct civil c = instant_civil(clock_now());

	return c.year * 100 + c.month;
}

/* A statement that gave way to another one's lock is run again. */
static bool run(struct work *w, const struct statement *s, const void *in, int64_t *affected)
{
	for (int try = 1; !statement_run(w, s, in, affected); try++) {
		if (try == TRANSACTION_TRIES || !error_is(w, ERR_UNAVAILABLE) || !w->retry_after_s)
			return false;
		work_forgive(w);
	}
	return true;
}

bool llm_usage_take(struct work *w, int64_t tokens, int64_t limit, int64_t *month_out)
{
	struct taking in = {tokens, this_month(), tokens, limit < 0 ? INT64_MAX : limit};
	const struct month month = {in.month};
	int64_t affected = 0;

	if (!run(w, &llm_month_begin, &month, NULL) || !run(w, &llm_tokens_take, &in, &affected))
		return false;
	if (!affected)
		return fail(w, ERR_FORBIDDEN,
			    "the month's %" PRId64 " tokens do not allow %" PRId64 " more", limit,
			    tokens);
	*month_out = in.month;
	return true;
}

bool llm_usage_settle(struct work *w, int64_t month, int64_t more)
{
	const struct taking in = {.tokens = more, .month = month};

	return more == 0 || run(w, &llm_tokens_settle, &in, NULL);
}

bool llm_usage_look(struct work *w, struct llm_usage *out)
{
	const struct month month = {this_month()};

	*out = (struct llm_usage){.month = month.month};
	if (statement_one(w, &llm_month_look, &month, out))
		return true;
	return work_forgive_missing(w);
}
