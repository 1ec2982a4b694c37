/* Jobs: one narrow row a run, from pending to running to completed or failed. */
#include "store/jobs_parts.h"

#include "store/fit.h"
#include "store/lookup.h"
#include "store/statement.h"
#include "store/targets.h"

#include "bounds.h"
#include "util/secret.h"
#include "util/text.h"

struct new_job {
	const char *id, *schedule_id, *batch_id, *run_id, *discovery_id;
	struct instant created_at;
	struct blob target;
	const char *url;
	struct raw_json parameters;
	const char *account_id, *strategy_id;
};

SHAPE(job_row, struct job, COLUMN(struct job, id), COLUMN(struct job, account_id),
      COLUMN(struct job, strategy_id), COLUMN(struct job, url), COLUMN(struct job, status),
      COLUMN(struct job, error), COLUMN(struct job, error_class), COLUMN(struct job, content_hash),
      COLUMN(struct job, schedule_id), COLUMN(struct job, batch_id), COLUMN(struct job, run_id),
      COLUMN(struct job, discovery_id), COLUMN(struct job, structural_signature),
      COLUMN(struct job, parameters), COLUMN(struct job, item_count),
      COLUMN(struct job, has_changes), COLUMN(struct job, attempts), COLUMN(struct job, created_at),
      COLUMN(struct job, started_at), COLUMN(struct job, completed_at),
      COLUMN(struct job, result_hash));
SHAPE(new_job_in, struct new_job, COLUMN(struct new_job, id), COLUMN(struct new_job, schedule_id),
      COLUMN(struct new_job, batch_id), COLUMN(struct new_job, run_id),
      COLUMN(struct new_job, discovery_id), COLUMN(struct new_job, created_at),
      COLUMN(struct new_job, target), COLUMN(struct new_job, url),
      COLUMN(struct new_job, parameters), COLUMN(struct new_job, account_id),
      COLUMN(struct new_job, strategy_id));
SHAPE(job_started_in, struct job, COLUMN(struct job, started_at), COLUMN(struct job, account_id),
      COLUMN(struct job, id));
SHAPE(job_completed_in, struct job, COLUMN(struct job, item_count),
      COLUMN(struct job, content_hash), COLUMN(struct job, has_changes),
      COLUMN(struct job, result_hash), COLUMN(struct job, completed_at),
      COLUMN(struct job, account_id), COLUMN(struct job, id));
SHAPE(job_failed_in, struct job, COLUMN(struct job, error), COLUMN(struct job, error_class),
      COLUMN(struct job, completed_at), COLUMN(struct job, account_id), COLUMN(struct job, id));
/* Nobody can delete the strategy before its new jobs are committed. */
STATEMENT(job_strategy_held, &lookup_in, &counted_out,
	  "SELECT 1 AS n FROM strategy WHERE account_id = ? AND id = ? AND deleted_at IS NULL"
	  " LOCK IN SHARE MODE");
STATEMENT(job_new, &new_job_in, NULL,
	  "INSERT INTO job (id, schedule_id, batch_id, run_id, discovery_id, created_at, target,"
	  " url, parameters, account_id, strategy_id, status, attempts)"
	  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0)");
STATEMENT(job_started, &job_started_in, NULL,
	  "UPDATE job SET status = 'running', started_at = ?, attempts = attempts + 1"
	  " WHERE account_id = ? AND id = ? AND status = 'pending'");
STATEMENT(job_completed, &job_completed_in, NULL,
	  "UPDATE job SET status = 'completed', item_count = ?, content = UNHEX(?),"
	  " has_changes = ?, result_hash = ?, completed_at = ?"
	  " WHERE account_id = ? AND id = ? AND status = 'running'");
STATEMENT(job_failed, &job_failed_in, NULL,
	  "UPDATE job SET status = 'failed', error = ?, error_class = ?, completed_at = ?"
	  " WHERE account_id = ? AND id = ? AND status IN ('pending', 'running')");
STATEMENT(job_by_id, &lookup_in, &job_row,
	  "SELECT " JOB_COLUMNS " FROM " JOBS_ALIVE " WHERE j.account_id = ? AND j.id = ?");
STATEMENT(job_is_ended, &lookup_in, &counted_out,
	  "SELECT j.status IN ('completed', 'failed') AS n FROM " JOBS_ALIVE
	  " WHERE j.account_id = ? AND j.id = ?");
/* The index that orders a strategy's jobs passes the failed ones by; the optimizer would rather
 * sort what another index finds. */
STATEMENT(job_completed_newest, &lookup_in, &job_row,
	  "SELECT " JOB_COLUMNS " FROM job j FORCE INDEX (job_of_strategy)"
	  " WHERE j.account_id = ? AND j.strategy_id = ? AND j.status = 'completed'"
	  " AND j.discovery_id IS NULL"
	  " ORDER BY j.id DESC LIMIT 1");

/* What is compared from run to run. */
static struct blob target_of(struct work *w, const struct job *j)
{
	return target_name(w, j->url, j->parameters.data, j->schedule_id);
}

static struct new_job new_job_of(struct work *w, const struct job *j)
{
	return (struct new_job){.id = j->id,
				.schedule_id = j->schedule_id,
				.batch_id = j->batch_id,
				.run_id = j->run_id,
				.discovery_id = j->discovery_id,
				.created_at = j->created_at.us ? j->created_at : clock_now(),
				.target = target_of(w, j),
				.url = j->url,
				.parameters = j->parameters,
				.account_id = j->account_id,
				.strategy_id = j->strategy_id};
}

bool job_hold_strategy(struct work *w, const char *account_id, const char *strategy_id)
{
	struct counted held;

	if (statement_one(w, &job_strategy_held, &(struct lookup){account_id, strategy_id}, &held))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Strategy not found");
	return false;
}

bool job_insert_all(struct work *w, const struct job *jobs, size_t n)
{
	struct new_job *rows = ARENA_ARRAY(w->arena, n, struct new_job);

	for (size_t i = 0; i < n; i++)
		rows[i] = new_job_of(w, &jobs[i]);
	return job_hold_strategy(w, jobs->account_id, jobs->strategy_id) &&
	       statement_bulk(w, &job_new, rows, n, NULL);
}

bool job_insert(struct work *w, const struct job *j)
{
	return job_insert_all(w, j, 1);
}

/* Runs a step of a job's life, which only happens from the right status. */
static bool step(struct work *w, const struct statement *s, const struct job *j)
{
	int64_t moved;

	if (!statement_run(w, s, j, &moved))
		return false;
	return moved > 0 || fail(w, ERR_CONFLICT, "job \"%s\" is not in the right state", j->id);
}

bool job_start(struct work *w, const char *account_id, const char *id)
{
	const struct job j = {.id = id, .account_id = account_id, .started_at = clock_now()};

	return step(w, &job_started, &j);
}

bool job_complete(struct work *w, const struct job *jobs, size_t n)
{
	struct job *rows = ARENA_ARRAY(w->arena, n, struct job);
	int64_t moved;

	for (size_t i = 0; i < n; i++) {
		rows[i] = jobs[i];
		if (rows[i].completed_at.us == 0)
			rows[i].completed_at = clock_now();
	}
	if (n == 0)
		return true;
	if (!statement_bulk(w, &job_completed, rows, n, &moved))
		return false;
	/* A trigger's rows are counted, too. */
	return moved >= (int64_t)n ||
	       fail(w, ERR_CONFLICT, "one of %zu jobs is not in the right state", n);
}

bool job_fail(struct work *w, const char *account_id, const char *id, enum error_class class,
	      const char *error)
{
	const struct job j = {.id = id,
			      .account_id = account_id,
			      .error = fit_text(w, error, TEXT_MAX),
			      .error_class = error_class_word(class),
			      .completed_at = clock_now()};

	return step(w, &job_failed, &j);
}

bool job_ended(struct work *w, const char *account_id, const char *id, bool *out)
{
	struct counted ended;

	if (!statement_one(w, &job_is_ended, &(struct lookup){account_id, id}, &ended)) {
		if (error_is(w, ERR_NOT_FOUND))
			fail(w, ERR_NOT_FOUND, "Job not found");
		return false;
	}
	*out = ended.n > 0;
	return true;
}

bool job_find(struct work *w, const char *account_id, const char *id, struct job *out)
{
	if (statement_one(w, &job_by_id, &(struct lookup){account_id, id}, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Job not found");
	return false;
}

bool job_latest(struct work *w, const char *account_id, const char *strategy_id, struct job *out)
{
	if (statement_one(w, &job_completed_newest, &(struct lookup){account_id, strategy_id}, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "No completed job found");
	return false;
}
