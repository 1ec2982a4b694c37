/* Jobs: one narrow row a run, from pending to running to completed or failed. */
#include "store/jobs.h"

#include "store/fit.h"
#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/secret.h"
#include "util/text.h"

#define TARGET_SIZE 16 /* of a SHA-256: enough to tell the targets of one strategy apart */

struct new_job {
	const char *id, *schedule_id, *batch_id;
	struct instant created_at;
	struct blob target;
	const char *url;
	struct raw_json parameters;
	const char *account_id, *strategy_id;
};

/* A filter as its statement takes it. */
struct job_search {
	const char *account_id, *strategy_id, *status, *schedule_id;
	const char *since_id; /* no job since then has a smaller id */
	struct instant since;
	int64_t limit, offset;
};

struct job_target {
	const char *account_id, *strategy_id;
	struct blob target;
	const char *id;
};

SHAPE(job_row, struct job, COLUMN(struct job, id), COLUMN(struct job, account_id),
      COLUMN(struct job, strategy_id), COLUMN(struct job, url), COLUMN(struct job, status),
      COLUMN(struct job, error), COLUMN(struct job, error_class), COLUMN(struct job, content_hash),
      COLUMN(struct job, schedule_id), COLUMN(struct job, batch_id),
      COLUMN(struct job, structural_signature), COLUMN(struct job, parameters),
      COLUMN(struct job, item_count), COLUMN(struct job, has_changes), COLUMN(struct job, attempts),
      COLUMN(struct job, created_at), COLUMN(struct job, started_at),
      COLUMN(struct job, completed_at), COLUMN(struct job, result_hash));
SHAPE(new_job_in, struct new_job, COLUMN(struct new_job, id), COLUMN(struct new_job, schedule_id),
      COLUMN(struct new_job, batch_id), COLUMN(struct new_job, created_at),
      COLUMN(struct new_job, target), COLUMN(struct new_job, url),
      COLUMN(struct new_job, parameters), COLUMN(struct new_job, account_id),
      COLUMN(struct new_job, strategy_id));
SHAPE(job_started_in, struct job, COLUMN(struct job, started_at), COLUMN(struct job, account_id),
      COLUMN(struct job, id));
SHAPE(job_completed_in, struct job, COLUMN(struct job, item_count),
      COLUMN(struct job, content_hash), COLUMN(struct job, structural_signature),
      COLUMN(struct job, has_changes), COLUMN(struct job, result_hash),
      COLUMN(struct job, completed_at), COLUMN(struct job, account_id), COLUMN(struct job, id));
SHAPE(job_failed_in, struct job, COLUMN(struct job, error), COLUMN(struct job, error_class),
      COLUMN(struct job, completed_at), COLUMN(struct job, account_id), COLUMN(struct job, id));
SHAPE(job_target_in, struct job_target, COLUMN(struct job_target, account_id),
      COLUMN(struct job_target, strategy_id), COLUMN(struct job_target, target),
      COLUMN(struct job_target, id));
/* Each condition that may be absent takes its value twice: ? IS NULL OR column = ? */
#define SEARCH_COLUMNS                                                                             \
	COLUMN(struct job_search, account_id), COLUMN(struct job_search, strategy_id),             \
	    COLUMN(struct job_search, strategy_id), COLUMN(struct job_search, status),             \
	    COLUMN(struct job_search, status), COLUMN(struct job_search, schedule_id),             \
	    COLUMN(struct job_search, schedule_id), COLUMN(struct job_search, since_id),           \
	    COLUMN(struct job_search, since_id), COLUMN(struct job_search, since),                 \
	    COLUMN(struct job_search, since), COLUMN(struct job_search, limit)
SHAPE(job_search_in, struct job_search, SEARCH_COLUMNS, COLUMN(struct job_search, offset));
SHAPE(job_search_count_in, struct job_search, SEARCH_COLUMNS);

#define JOB_COLUMNS                                                                                \
	"j.id, j.account_id, j.strategy_id, j.url, j.status, j.error, j.error_class,"              \
	" j.content_hash, j.schedule_id, j.batch_id, j.structural_signature, j.parameters,"        \
	" j.item_count, j.has_changes, j.attempts, j.created_at, j.started_at, j.completed_at,"    \
	" j.result_hash"
/* A deleted strategy's jobs are gone with it, however long their rows take to go. Jobs come first:
 * the optimizer would rather visit every strategy of the account. */
#define JOBS_ALIVE "job j STRAIGHT_JOIN strategy s ON s.id = j.strategy_id AND s.deleted_at IS NULL"
#define JOB_FILTER                                                                                 \
	" WHERE j.account_id = ? AND (? IS NULL OR j.strategy_id = ?)"                             \
	" AND (? IS NULL OR j.status = ?) AND (? IS NULL OR j.schedule_id = ?)"                    \
	" AND (? IS NULL OR j.id >= ?) AND (? IS NULL OR j.created_at >= ?)"

STATEMENT(job_new, &new_job_in, NULL,
	  "INSERT INTO job (id, account_id, strategy_id, schedule_id, batch_id, status, attempts,"
	  " created_at, target, url, parameters)"
	  " SELECT ?, account_id, id, ?, ?, 'pending', 0, ?, ?, ?, ? FROM strategy"
	  " WHERE account_id = ? AND id = ? AND deleted_at IS NULL");
STATEMENT(job_started, &job_started_in, NULL,
	  "UPDATE job SET status = 'running', started_at = ?, attempts = attempts + 1"
	  " WHERE account_id = ? AND id = ? AND status = 'pending'");
STATEMENT(job_completed, &job_completed_in, NULL,
	  "UPDATE job SET status = 'completed', item_count = ?, content_hash = ?,"
	  " structural_signature = ?, has_changes = ?, result_hash = ?, completed_at = ?"
	  " WHERE account_id = ? AND id = ? AND status = 'running'");
STATEMENT(job_failed, &job_failed_in, NULL,
	  "UPDATE job SET status = 'failed', error = ?, error_class = ?, completed_at = ?"
	  " WHERE account_id = ? AND id = ? AND status IN ('pending', 'running')");
STATEMENT(job_by_id, &lookup_in, &job_row,
	  "SELECT " JOB_COLUMNS " FROM " JOBS_ALIVE " WHERE j.account_id = ? AND j.id = ?");
STATEMENT(job_newest, &job_search_in, &job_row,
	  "SELECT " JOB_COLUMNS " FROM " JOBS_ALIVE JOB_FILTER
	  " ORDER BY j.id DESC LIMIT ? OFFSET ?");
STATEMENT(job_number, &job_search_count_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM " JOBS_ALIVE JOB_FILTER " LIMIT ?) AS few");
/* All jobs of an account from the index alone, right while no strategy is being taken away. */
STATEMENT(job_number_all, &limited_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM job WHERE account_id = ? LIMIT ?) AS few");
STATEMENT(job_leaving, &account_in, &counted_out,
	  "SELECT EXISTS (SELECT 1 FROM strategy"
	  " WHERE account_id = ? AND deleted_at IS NOT NULL) AS n");
STATEMENT(job_before, &job_target_in, &job_row,
	  "SELECT " JOB_COLUMNS " FROM job j WHERE j.account_id = ? AND j.strategy_id = ?"
	  " AND j.target = ? AND j.status = 'completed' AND j.id < ?"
	  " ORDER BY j.id DESC LIMIT 1");

/* The index that orders a strategy's jobs passes the failed ones by; the optimizer would rather
 * sort what another index finds. */
STATEMENT(job_completed_newest, &lookup_in, &job_row,
	  "SELECT " JOB_COLUMNS " FROM job j FORCE INDEX (job_of_strategy)"
	  " WHERE j.account_id = ? AND j.strategy_id = ? AND j.status = 'completed'"
	  " ORDER BY j.id DESC LIMIT 1");

/* What is compared from run to run: the same page asked in the same way. */
static struct blob target_of(struct work *w, const struct job *j)
{
	struct text t = text_new(w->arena, URL_MAX + BODY_MAX);
	uint8_t *hash = arena_alloc(w->arena, SHA256_SIZE);

	text_add(&t, j->url);
	text_add_char(&t, '\n');
	if (j->parameters.data)
		text_add(&t, j->parameters.data);
	sha256(t.data, t.length, hash);
	return (struct blob){hash, TARGET_SIZE};
}

bool job_insert(struct work *w, const struct job *j)
{
	const struct new_job row = {.id = j->id,
				    .schedule_id = j->schedule_id,
				    .batch_id = j->batch_id,
				    .created_at = j->created_at.us ? j->created_at : clock_now(),
				    .target = target_of(w, j),
				    .url = j->url,
				    .parameters = j->parameters,
				    .account_id = j->account_id,
				    .strategy_id = j->strategy_id};
	int64_t stored = 0;

	/* A strategy that is deleted between the statement's reading and its writing is a conflict
	 * to the server. */
	if (!statement_run(w, &job_new, &row, &stored) && !error_is(w, ERR_CONFLICT))
		return false;
	return stored > 0 || fail(w, ERR_NOT_FOUND, "Strategy not found");
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

bool job_complete(struct work *w, const struct job *j)
{
	struct job row = *j;

	if (row.completed_at.us == 0)
		row.completed_at = clock_now();
	return step(w, &job_completed, &row);
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

bool job_find(struct work *w, const char *account_id, const char *id, struct job *out)
{
	if (statement_one(w, &job_by_id, &(struct lookup){account_id, id}, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Job not found");
	return false;
}

/* Ids begin with the time of their making, so that the index which orders jobs also finds those
 * since a moment; the margin is for clocks that differ between machines. */
static struct job_search search_of(struct work *w, const struct job_filter *f)
{
	const int64_t margin_us = 60 * INT64_C(1000000);
	struct job_search search = {.account_id = f->account_id,
				    .strategy_id = f->strategy_id,
				    .status = f->status,
				    .schedule_id = f->schedule_id,
				    .since = f->since,
				    .limit = f->limit,
				    .offset = f->offset};

	if (f->since.us > margin_us) {
		uint64_t ms = (uint64_t)(f->since.us - margin_us) / 1000;
		search.since_id =
		    arena_printf(w->arena, "%08llx-%04llx-7000-8000-000000000000",
				 (unsigned long long)(ms >> 16), (unsigned long long)(ms & 0xffff));
	}
	return search;
}

bool job_list(struct work *w, const struct job_filter *f, struct job **rows, size_t *n)
{
	const struct job_search search = search_of(w, f);

	return statement_each(w, &job_newest, &search, (size_t)f->limit, rows, n);
}

bool job_count(struct work *w, const struct job_filter *f, int64_t *n)
{
	const struct slice all = {.account_id = f->account_id, .limit = COUNT_EXACT_MAX + 1};
	const bool is_filtered = f->strategy_id || f->status || f->schedule_id || f->since.us;
	struct job_search search = search_of(w, f);
	struct counted leaving = {0}, out;

	search.limit = all.limit;
	if (!is_filtered && !statement_one(w, &job_leaving,
					   &(struct lookup){.account_id = f->account_id}, &leaving))
		return false;
	const bool by_index = !is_filtered && leaving.n == 0;
	const void *in = by_index ? (const void *)&all : &search;
	if (!statement_one(w, by_index ? &job_number_all : &job_number, in, &out))
		return false;
	*n = out.n;
	return true;
}

bool job_previous(struct work *w, const struct job *j, struct job *out)
{
	const struct job_target in = {.account_id = j->account_id,
				      .strategy_id = j->strategy_id,
				      .target = target_of(w, j),
				      .id = j->id};

	return statement_one(w, &job_before, &in, out);
}

bool job_latest(struct work *w, const char *account_id, const char *strategy_id, struct job *out)
{
	if (statement_one(w, &job_completed_newest, &(struct lookup){account_id, strategy_id}, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "No completed job found");
	return false;
}
