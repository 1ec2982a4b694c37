/* Taking away what is too old. A step first asks the index for its end, so that it never looks at
 * more rows than it should, however many of them have to stay. */
#include "store/sweep.h"

#include "store/db.h"
#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"

struct edge_id {
	const char *id;
};

struct edge_time {
	struct instant at;
};

/* A result that may go. */
struct lonely {
	const char *account_id, *strategy_id;
	struct blob hash;
	int64_t size;
};

struct range {
	const char *account_id, *after, *upto, *until;
	struct instant ended_before, unseen_since;
	int64_t most;
};

struct run_range {
	const char *after, *upto, *old;
	int64_t kept;
};

struct span {
	const char *account_id;
	struct instant after, upto, until;
	int64_t most;
};

#define R(member) COLUMN(struct range, member)
#define S(member) COLUMN(struct span, member)
SHAPE(edge_id_out, struct edge_id, COLUMN(struct edge_id, id));
SHAPE(edge_time_out, struct edge_time, COLUMN(struct edge_time, at));
SHAPE(job_edge_in, struct range, R(account_id), R(after), R(until), R(most));
SHAPE(job_after_in, struct range, R(account_id), R(after), R(most));
SHAPE(job_range_in, struct range, R(account_id), R(after), R(upto), R(ended_before),
      R(unseen_since));
SHAPE(id_edge_in, struct range, R(after), R(until), R(most));
SHAPE(id_range_in, struct range, R(after), R(upto));
SHAPE(run_range_in, struct run_range, COLUMN(struct run_range, after),
      COLUMN(struct run_range, upto), COLUMN(struct run_range, old),
      COLUMN(struct run_range, kept));
SHAPE(result_edge_in, struct span, S(account_id), S(after), S(until), S(most));
SHAPE(result_range_in, struct span, S(account_id), S(after), S(upto));
SHAPE(page_edge_in, struct span, S(after), S(until), S(most));
SHAPE(page_range_in, struct span, S(after), S(upto));
SHAPE(lonely_out, struct lonely, COLUMN(struct lonely, account_id),
      COLUMN(struct lonely, strategy_id), COLUMN(struct lonely, hash), COLUMN(struct lonely, size));
SHAPE(lonely_in, struct lonely, COLUMN(struct lonely, account_id),
      COLUMN(struct lonely, strategy_id), COLUMN(struct lonely, hash));

/* --- jobs --- */

STATEMENT(job_edge, &job_edge_in, &edge_id_out,
	  "SELECT MAX(id) AS id FROM (SELECT id FROM job FORCE INDEX (job_list)"
	  " WHERE account_id = ? AND id > ? AND id < ? ORDER BY id LIMIT ?) AS few");
STATEMENT(job_after, &job_after_in, &edge_id_out,
	  "SELECT MAX(id) AS id FROM (SELECT id FROM job FORCE INDEX (job_list)"
	  " WHERE account_id = ? AND id > ? ORDER BY id LIMIT ?) AS few");
STATEMENT(job_nth, &slice_in, &edge_id_out,
	  "SELECT id FROM job FORCE INDEX (job_list)"
	  " WHERE account_id = ? ORDER BY id DESC LIMIT ? OFFSET ?");
/* A baseline's job has its result; so has that of a change that is still to be told. */
STATEMENT(job_too_old, &job_range_in, NULL,
	  "DELETE FROM job WHERE account_id = ? AND id > ? AND id <= ?"
	  " AND status IN ('completed', 'failed') AND completed_at < ?"
	  " AND NOT EXISTS (SELECT 1 FROM target t WHERE t.strategy_id = job.strategy_id"
	  " AND t.target = job.target AND t.baseline_job_id = job.id)"
	  " AND NOT EXISTS (SELECT 1 FROM job_change c JOIN schedule s ON s.id = c.schedule_id"
	  " WHERE c.job_id = job.id AND c.seen_at IS NULL AND c.created_at >= ?)"
	  " AND NOT EXISTS (SELECT 1 FROM delivery d"
	  " WHERE d.job_id = job.id AND d.status = 'pending')");

static bool edge_of(struct work *w, const struct statement *s, const void *in, const char **id)
{
	struct edge_id edge = {0};

	*id = NULL;
	if (statement_one(w, s, in, &edge)) {
		*id = edge.id;
		return true;
	}
	return work_forgive_missing(w);
}

bool job_sweep(struct work *w, struct job_sweep *s)
{
	struct range range = {.account_id = s->account_id,
			      .after = s->after,
			      .until = s->until,
			      .ended_before = s->ended_before,
			      .unseen_since = s->unseen_since,
			      .most = s->most};

	s->removed = 0;
	if (!edge_of(w, &job_edge, &range, &range.upto))
		return false;
	s->is_over = !range.upto;
	if (s->is_over)
		return true;
	s->after = range.upto;
	return statement_run(w, &job_too_old, &range, &s->removed);
}

bool job_nth_newest(struct work *w, const char *account_id, int64_t n, const char **id)
{
	return edge_of(w, &job_nth, &(struct slice){account_id, 1, n - 1}, id);
}

bool job_nth_after(struct work *w, const char *account_id, const char *after, int64_t n,
		   const char **id)
{
	const struct range range = {.account_id = account_id, .after = after, .most = n};

	return edge_of(w, &job_after, &range, id);
}

/* --- results --- */

STATEMENT(result_edge, &result_edge_in, &edge_time_out,
	  "SELECT MAX(created_at) AS at FROM (SELECT created_at FROM result"
	  " FORCE INDEX (result_age) WHERE account_id = ? AND created_at > ? AND created_at < ?"
	  " ORDER BY created_at LIMIT ?) AS few");
#define UNNEEDED                                                                                   \
	" NOT EXISTS (SELECT 1 FROM job j FORCE INDEX (job_of_items)"                              \
	" WHERE j.result_hash = result.hash AND j.strategy_id = result.strategy_id)"               \
	" AND NOT EXISTS (SELECT 1 FROM target t WHERE t.strategy_id = result.strategy_id"         \
	" AND t.result_hash = result.hash)"                                                        \
	" AND NOT EXISTS (SELECT 1 FROM target t WHERE t.strategy_id = result.strategy_id"         \
	" AND t.reference_hash = result.hash)"                                                     \
	" AND NOT EXISTS (SELECT 1 FROM node_input i FORCE INDEX (node_input_result)"              \
	" WHERE i.strategy_id = result.strategy_id AND i.result_hash = result.hash)"
/* Locked, so that a run that finds one of them waits, and then does not find it. */
STATEMENT(result_lonely, &result_range_in, &lonely_out,
	  "SELECT account_id, strategy_id, hash, size FROM result FORCE INDEX (result_age)"
	  " WHERE account_id = ? AND created_at > ? AND created_at <= ? AND" UNNEEDED
	  " FOR UPDATE");
/* Looked at again now that nobody can take it up. */
STATEMENT(result_too_old, &lonely_in, NULL,
	  "DELETE FROM result WHERE account_id = ? AND strategy_id = ? AND hash = ? AND" UNNEEDED);
STATEMENT(result_size, &account_in, &counted_out,
	  "SELECT CAST(COALESCE(SUM(size), 0) AS SIGNED) AS n FROM result"
	  " FORCE INDEX (result_age) WHERE account_id = ?");

static bool time_edge(struct work *w, const struct statement *s, struct span *span, bool *is_over)
{
	struct edge_time edge = {0};

	if (span->after.us == 0)
		span->after.us = 1; /* 0 is bound as NULL */
	if (!statement_one(w, s, span, &edge))
		return false;
	span->upto = edge.at;
	*is_over = edge.at.us == 0;
	return true;
}

static bool remove_lonely(struct work *w, const struct span *span, struct result_sweep *s)
{
	struct lonely *rows;
	size_t n;

	/* Of one instant there may be more than of a step. */
	if (!statement_each(w, &result_lonely, span, (size_t)s->most, &rows, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		int64_t removed;
		if (!statement_run(w, &result_too_old, &rows[i], &removed))
			return false;
		s->removed += removed;
		s->bytes += removed * rows[i].size;
	}
	return true;
}

bool result_sweep(struct work *w, struct result_sweep *s)
{
	struct span span = {
	    .account_id = s->account_id, .after = s->after, .until = s->until, .most = s->most};

	s->removed = s->bytes = 0;
	if (!time_edge(w, &result_edge, &span, &s->is_over))
		return false;
	if (s->is_over)
		return true;
	s->after = span.upto;
	if (db_begin(w) && remove_lonely(w, &span, s) && db_commit(w))
		return true;
	db_rollback(w);
	return false;
}

bool result_bytes(struct work *w, const char *account_id, int64_t *bytes)
{
	struct counted sum;

	if (!statement_one(w, &result_size, &(struct lookup){.account_id = account_id}, &sum))
		return false;
	*bytes = sum.n;
	return true;
}

/* --- pages, batches and deliveries, of every account: how long they stay is the administrator's
 * business ---
 */

STATEMENT_GLOBAL(page_edge, &page_edge_in, &edge_time_out,
		 "SELECT MAX(fetched_at) AS at FROM (SELECT fetched_at FROM page"
		 " FORCE INDEX (page_age) WHERE fetched_at > ? AND fetched_at < ?"
		 " ORDER BY fetched_at LIMIT ?) AS few");
STATEMENT_GLOBAL(page_too_old, &page_range_in, NULL,
		 "DELETE FROM page WHERE fetched_at > ? AND fetched_at <= ?"
		 " AND EXISTS (SELECT 1 FROM page newer WHERE newer.strategy_id = page.strategy_id"
		 " AND newer.fetched_at > page.fetched_at)");
STATEMENT_GLOBAL(batch_edge, &id_edge_in, &edge_id_out,
		 "SELECT MAX(id) AS id FROM (SELECT id FROM batch WHERE id > ? AND id < ?"
		 " ORDER BY id LIMIT ?) AS few");
STATEMENT_GLOBAL(batch_too_old, &id_range_in, NULL,
		 "DELETE FROM batch WHERE id > ? AND id <= ?"
		 " AND NOT EXISTS (SELECT 1 FROM job j WHERE j.batch_id = batch.id"
		 " AND j.schedule_id IS NULL)");
STATEMENT_GLOBAL(delivery_edge, &id_edge_in, &edge_id_out,
		 "SELECT MAX(id) AS id FROM (SELECT id FROM delivery WHERE id > ? AND id < ?"
		 " ORDER BY id LIMIT ?) AS few");
STATEMENT_GLOBAL(delivery_too_old, &id_range_in, NULL,
		 "DELETE FROM delivery WHERE id > ? AND id <= ? AND status <> 'pending'");

/* The newest completed run is what the next one is compared with. Runs of a workflow that is gone
 * were left to us: they are too many for one transaction. */
STATEMENT_GLOBAL(run_edge, &id_edge_in, &edge_id_out,
		 "SELECT MAX(id) AS id FROM (SELECT id FROM workflow_run WHERE id > ? AND id < ?"
		 " ORDER BY id LIMIT ?) AS few");
STATEMENT_GLOBAL(run_too_old, &run_range_in, NULL,
		 "DELETE FROM workflow_run WHERE id > ? AND id <= ? AND ((active IS NULL"
		 " AND (id < ? OR ? < (SELECT COUNT(*) FROM workflow_run n"
		 " WHERE n.workflow_id = workflow_run.workflow_id AND n.id > workflow_run.id))"
		 " AND (status <> 'completed' OR EXISTS (SELECT 1 FROM workflow_run n"
		 " WHERE n.workflow_id = workflow_run.workflow_id AND n.status = 'completed'"
		 " AND n.id > workflow_run.id)))"
		 " OR NOT EXISTS (SELECT 1 FROM workflow f WHERE f.id = workflow_run.workflow_id))"
		 " AND NOT EXISTS (SELECT 1 FROM delivery d"
		 " WHERE d.run_id = workflow_run.id AND d.status = 'pending')");

bool page_sweep(struct work *w, struct page_sweep *s)
{
	struct span span = {.after = s->after, .until = s->until, .most = s->most};

	s->removed = 0;
	if (!time_edge(w, &page_edge, &span, &s->is_over))
		return false;
	s->after = span.upto;
	return s->is_over || statement_run(w, &page_too_old, &span, &s->removed);
}

static bool id_sweep(struct work *w, struct id_sweep *s, const struct statement *edge,
		     const struct statement *too_old)
{
	struct range range = {.after = s->after, .until = s->until, .most = s->most};

	s->removed = 0;
	if (!edge_of(w, edge, &range, &range.upto))
		return false;
	s->is_over = !range.upto;
	s->after = range.upto;
	return s->is_over || statement_run(w, too_old, &range, &s->removed);
}

bool batch_sweep(struct work *w, struct id_sweep *s)
{
	return id_sweep(w, s, &batch_edge, &batch_too_old);
}

bool delivery_sweep(struct work *w, struct id_sweep *s)
{
	return id_sweep(w, s, &delivery_edge, &delivery_too_old);
}

bool run_sweep(struct work *w, struct run_sweep *s)
{
	struct range range = {.after = s->after, .until = s->until, .most = s->most};
	struct run_range runs = {.after = s->after, .old = s->old, .kept = s->kept - 1};

	s->removed = 0;
	if (!edge_of(w, &run_edge, &range, &runs.upto))
		return false;
	s->is_over = !runs.upto;
	s->after = runs.upto;
	return s->is_over || statement_run(w, &run_too_old, &runs, &s->removed);
}
