/* The processes of meter-cron, by their heartbeats. */
#include "store/runners.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"

struct runner_search {
	const char *kind;
	int64_t seconds;
};

SHAPE(runner_row_in, struct runner_row, COLUMN(struct runner_row, id),
      COLUMN(struct runner_row, kind), COLUMN(struct runner_row, host),
      COLUMN(struct runner_row, pid), COLUMN(struct runner_row, held),
      COLUMN(struct runner_row, places));
SHAPE(runner_search_in, struct runner_search, COLUMN(struct runner_search, kind),
      COLUMN(struct runner_search, seconds));
SHAPE(runner_age_in, struct runner_search, COLUMN(struct runner_search, seconds));

/* Runners belong to the installation, not to an account. */
STATEMENT_GLOBAL(runner_row_seen, &runner_row_in, NULL,
		 "INSERT INTO runner (id, kind, host, pid, held, places, started_at, seen_at)"
		 " VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))"
		 " ON DUPLICATE KEY UPDATE seen_at = UTC_TIMESTAMP(6), held = VALUES(held)");
STATEMENT_GLOBAL(runner_end, &text_lookup_in, NULL, "DELETE FROM runner WHERE id = ?");
STATEMENT_GLOBAL(runner_alive, &runner_search_in, &counted_out,
		 "SELECT COUNT(*) AS n FROM runner"
		 " WHERE kind = ? AND seen_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND");
STATEMENT_GLOBAL(runner_old, &runner_age_in, NULL,
		 "DELETE FROM runner WHERE seen_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND");

bool runner_seen(struct work *w, const struct runner_row *r)
{
	return statement_run(w, &runner_row_seen, r, NULL);
}

bool runner_gone(struct work *w, const char *id)
{
	return statement_run(w, &runner_end, &(struct text_lookup){id}, NULL);
}

bool runner_count(struct work *w, const char *kind, int64_t *n)
{
	const struct runner_search in = {.kind = kind, .seconds = RUNNER_ALIVE_S};

	return lookup_count(w, &runner_alive, &in, n);
}

bool runner_forget(struct work *w)
{
	const struct runner_search in = {.seconds = RUNNER_FORGET_S};

	return statement_run(w, &runner_old, &in, NULL);
}
