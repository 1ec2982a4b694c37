/* What happened in runs, as JSON text, compressed. */
#include "store/traces.h"

#include "store/lookup.h"
#include "store/pack.h"
#include "store/statement.h"

#include "bounds.h"

struct trace_row {
	const char *job_id, *account_id, *strategy_id;
	struct blob target;
	const int64_t *turn;
	int64_t size;
	struct blob trace;
};

struct trace_age {
	struct instant before;
	int64_t limit;
};

SHAPE(trace_row_in, struct trace_row, COLUMN(struct trace_row, job_id),
      COLUMN(struct trace_row, account_id), COLUMN(struct trace_row, strategy_id),
      COLUMN(struct trace_row, target), COLUMN(struct trace_row, turn),
      COLUMN(struct trace_row, size), COLUMN(struct trace_row, trace));
SHAPE(trace_out, struct trace_row, COLUMN(struct trace_row, size), COLUMN(struct trace_row, trace));
SHAPE(trace_age_in, struct trace_age, COLUMN(struct trace_age, before),
      COLUMN(struct trace_age, limit));

STATEMENT(trace_new, &trace_row_in, NULL,
	  "REPLACE INTO job_trace (job_id, account_id, created_at, strategy_id, target, turn, size,"
	  " trace) VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?)");
STATEMENT(trace_by_job, &lookup_in, &trace_out,
	  "SELECT size, trace FROM job_trace WHERE account_id = ? AND job_id = ?");
/* Of every account: how long traces are kept is the administrator's business. */
STATEMENT_GLOBAL(trace_old, &trace_age_in, NULL,
		 "DELETE FROM job_trace WHERE created_at < ? ORDER BY created_at LIMIT ?");

bool trace_store(struct work *w, const struct trace *traces, size_t n)
{
	struct trace_row *rows = ARENA_ARRAY(w->arena, n, struct trace_row);

	for (size_t i = 0; i < n; i++) {
		const struct trace *t = &traces[i];

		rows[i] = (struct trace_row){.job_id = t->job_id,
					     .account_id = t->account_id,
					     .strategy_id = t->strategy_id,
					     .target = t->target,
					     .turn = t->strategy_id ? &t->turn : NULL,
					     .size = (int64_t)strlen(t->json)};
		if (!pack(w, t->json, strlen(t->json), &rows[i].trace))
			return false;
	}
	return n == 0 || statement_bulk(w, &trace_new, rows, n, NULL);
}

const char *trace_load(struct work *w, const char *account_id, const char *job_id)
{
	struct trace_row row;

	if (!statement_one(w, &trace_by_job, &(struct lookup){account_id, job_id}, &row))
		return NULL;
	return unpack(w, row.trace, row.size, TRACE_MAX);
}

bool trace_sweep(struct work *w, struct instant before, int64_t most, int64_t *removed)
{
	return statement_run(w, &trace_old, &(struct trace_age){before, most}, removed);
}
