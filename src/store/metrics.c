/* What is counted. No statement here names an account: its reader is who runs the server. */
#include "store/metrics.h"

#include "bounds.h"
#include "store/lookup.h"
#include "store/statement.h"

SHAPE(metric_row, struct metric, COLUMN(struct metric, name), COLUMN(struct metric, part),
      COLUMN(struct metric, value));
SHAPE(load_out, struct load, COLUMN(struct load, runners), COLUMN(struct load, held),
      COLUMN(struct load, places), COLUMN(struct load, hosts_slowed),
      COLUMN(struct load, hosts_paused));
SHAPE(load_in, struct counted, COLUMN(struct counted, n));

STATEMENT_GLOBAL(metric_sum, &metric_row, NULL,
		 "INSERT INTO metric (name, part, value) VALUES (?, ?, ?)"
		 " ON DUPLICATE KEY UPDATE value = value + VALUES(value)");
STATEMENT_GLOBAL(metric_all, NULL, &metric_row,
		 "SELECT name, part, value FROM metric ORDER BY name, part");
STATEMENT_GLOBAL(load_all, &load_in, &load_out,
		 "SELECT COUNT(*) AS runners, COALESCE(SUM(held), 0) AS held,"
		 " COALESCE(SUM(places), 0) AS places,"
		 " (SELECT COUNT(*) FROM host WHERE slow_ms > 0) AS hosts_slowed,"
		 " (SELECT COUNT(*) FROM host WHERE paused_until > UTC_TIMESTAMP(6))"
		 " AS hosts_paused FROM runner WHERE kind = 'runner'"
		 " AND seen_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND");

bool metric_add(struct work *w, const struct metric *rows, size_t n)
{
	return n == 0 || statement_bulk(w, &metric_sum, rows, n, NULL);
}

bool metric_list(struct work *w, struct metric **rows, size_t *n)
{
	return statement_each(w, &metric_all, NULL, METRICS_MAX, rows, n);
}

bool load_now(struct work *w, struct load *out)
{
	return statement_one(w, &load_all, &(struct counted){RUNNER_ALIVE_S}, out);
}
