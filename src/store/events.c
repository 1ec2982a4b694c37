/* What happened to strategies, and the quota that is counted from it. */
#include "store/events.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/id.h"
#include "util/shape.h"

struct window {
	const char *account_id;
	struct instant from, to;
	int64_t limit, offset;
};

SHAPE(event_row, struct event, COLUMN(struct event, id), COLUMN(struct event, account_id),
      COLUMN(struct event, event_type), COLUMN(struct event, strategy_id),
      COLUMN(struct event, name), COLUMN(struct event, url), COLUMN(struct event, scraper_type),
      COLUMN(struct event, happened_at));
SHAPE(window_in, struct window, COLUMN(struct window, account_id), COLUMN(struct window, from),
      COLUMN(struct window, to));
SHAPE(window_slice_in, struct window, COLUMN(struct window, account_id),
      COLUMN(struct window, from), COLUMN(struct window, to), COLUMN(struct window, limit),
      COLUMN(struct window, offset));
SHAPE(quota_in, struct window, COLUMN(struct window, account_id), COLUMN(struct window, from));
SHAPE(quota_out, struct quota, COLUMN(struct quota, used), COLUMN(struct quota, oldest));

STATEMENT(event_new, &event_row, NULL,
	  "INSERT INTO strategy_event (id, account_id, event_type, strategy_id, name, url,"
	  " scraper_type, happened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(event_window, &window_slice_in, &event_row,
	  "SELECT id, account_id, event_type, strategy_id, name, url, scraper_type, happened_at"
	  " FROM strategy_event WHERE account_id = ? AND happened_at BETWEEN ? AND ?"
	  " ORDER BY happened_at DESC, id DESC LIMIT ? OFFSET ?");
STATEMENT(event_window_size, &window_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM strategy_event"
	  " WHERE account_id = ? AND happened_at BETWEEN ? AND ?");
STATEMENT(event_made_since, &quota_in, &quota_out,
	  "SELECT COUNT(*) AS used, MIN(happened_at) AS oldest FROM strategy_event"
	  " WHERE account_id = ? AND event_type = 'created' AND happened_at > ?");
STATEMENT(quota_lock, &account_in, &counted_out,
	  "SELECT 1 AS n FROM account WHERE id = ? FOR UPDATE");

bool event_insert(struct work *w, const struct event *e)
{
	return statement_run(w, &event_new, e, NULL);
}

bool event_list(struct work *w, const char *account_id, struct instant from, struct instant to,
		int64_t limit, int64_t offset, struct event **rows, size_t *n)
{
	const struct window in = {account_id, from, to, limit, offset};

	return statement_each(w, &event_window, &in, (size_t)limit, rows, n);
}

bool event_count(struct work *w, const char *account_id, struct instant from, struct instant to,
		 int64_t *n)
{
	const struct window in = {.account_id = account_id, .from = from, .to = to};

	return lookup_count(w, &event_window_size, &in, n);
}

bool event_quota(struct work *w, const char *account_id, struct instant since, struct quota *out)
{
	const struct window in = {.account_id = account_id, .from = since};

	return statement_one(w, &event_made_since, &in, out);
}

static struct instant window_start(void)
{
	return (struct instant){clock_now().us - QUOTA_WINDOW_DAYS * INT64_C(86400000000)};
}

bool quota_check(struct work *w, const char *account_id, int64_t limit, struct quota *out)
{
	if (!event_quota(w, account_id, window_start(), out))
		return false;
	if (limit == QUOTA_UNLIMITED || out->used < limit)
		return true;
	return fail(w, ERR_FORBIDDEN,
		    "Strategy quota exceeded: %lld/%lld strategies in the last %d days",
		    (long long)out->used, (long long)limit, QUOTA_WINDOW_DAYS);
}

bool quota_check_many(struct work *w, const char *account_id, int64_t limit, int64_t n,
		      struct quota *out)
{
	if (!quota_check(w, account_id, limit, out))
		return false;
	if (limit == QUOTA_UNLIMITED || out->used + n <= limit)
		return true;
	return fail(w, ERR_FORBIDDEN,
		    "Strategy quota exceeded: %lld/%lld strategies in the last %d days, and %lld"
		    " more are asked for",
		    (long long)out->used, (long long)limit, QUOTA_WINDOW_DAYS, (long long)n);
}

bool quota_take(struct work *w, const char *account_id, int64_t limit, struct quota *after)
{
	struct counted one;

	/* Two that count at once see the same free slot; so the second has to wait for the first.
	 * It reads what the first committed, because the session is READ COMMITTED. */
	if (limit != QUOTA_UNLIMITED &&
	    !statement_one(w, &quota_lock, &(struct lookup){.account_id = account_id}, &one))
		return false;
	if (!quota_check(w, account_id, limit, after))
		return false;
	after->used++;
	if (after->oldest.us == 0)
		after->oldest = clock_now();
	return true;
}
