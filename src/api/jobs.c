/* /api/jobs: read and cancelled. jobs_create.c makes them, execute.c runs one at once. */
#include "api/api.h"
#include "api/jobs_view.h"
#include "bounds.h"
#include "store/results.h"
#include "store/run_steps.h"
#include "store/tasks.h"
#include "util/id.h"

/* --- GET /api/jobs --------------------------------------------------------------------------- */

struct list_jobs {
	const char *strategy_id, *status, *since, *schedule_id, *batch_id;
	int64_t limit, offset;
};

#define LIST(member, ...) FIELD(struct list_jobs, member, .check_kind = ERR_INVALID, __VA_ARGS__)

SHAPE(list_jobs_in, struct list_jobs, LIST(strategy_id, .check = id_check, .format = "uuid"),
      LIST(status, .one_of = JOB_STATUS_WORDS),
      LIST(since, .check = since_check,
	   .summary = "Jobs made since then: a time, or how long ago (30m, 24h, 7d, 2w)."),
      LIST(schedule_id, .check = id_check, .format = "uuid"),
      LIST(batch_id, .check = id_check, .format = "uuid"), LIST_FIELDS(struct list_jobs));

/* The results of a page of jobs, as many as the bound allows: runs of an unchanged page share
 * theirs. */
static bool add_results(struct call *c, const struct job *jobs, struct job_view *views, size_t n)
{
	static const bool is_omitted = true;
	size_t left = LIST_RESULTS_MAX;

	for (size_t i = 0; i < n; i++) {
		const struct blob *hash = &jobs[i].result_hash;
		const char *items;
		size_t size;

		if (!hash->data)
			continue;
		if (!result_load_small(c->work, c->account_id, jobs[i].strategy_id, hash->data,
				       left, &items, &size)) {
			if (!work_forgive_missing(c->work)) /* meanwhile */
				return false;
			continue;
		}
		views[i].results.data = items;
		views[i].results_omitted = items ? NULL : &is_omitted;
		left -= items ? size : 0;
	}
	return true;
}

static bool list_jobs(struct call *c)
{
	const struct list_jobs *in = INPUT(c, struct list_jobs);
	struct job_filter filter = {
	    .account_id = c->account_id,
	    .strategy_id = in->strategy_id,
	    .status = in->status,
	    .schedule_id = in->schedule_id,
	    .batch_id = in->batch_id,
	    .limit = list_limit(in->limit, 20, LIST_LIMIT_MAX),
	    .offset = in->offset,
	};
	struct job_view *views;
	struct job *rows;
	int64_t total;
	size_t n;

	if (in->since)
		(void)instant_parse_since(in->since, clock_now(), &filter.since);
	if (!job_list(c->work, &filter, &rows, &n) || !job_count(c->work, &filter, &total))
		return false;
	views = ARENA_ARRAY(c->work->arena, n, struct job_view);
	for (size_t i = 0; i < n; i++)
		views[i] = job_view_of(&rows[i]);
	return add_results(c, rows, views, n) &&
	       reply_list(c, &job_out, views, n, filter.limit, filter.offset, total);
}

/* --- GET /api/jobs/{id} ---------------------------------------------------------------------- */

static bool get_job(struct call *c)
{
	return reply_job(c, INPUT(c, struct by_id)->id, NULL);
}

/* --- DELETE /api/jobs/{id} -------------------------------------------------------------------- */

/* The task goes first: a runner that claims it meanwhile has won. */
static bool cancel_job(struct call *c)
{
	const char *id = INPUT(c, struct by_id)->id;
	struct work *w = c->work;
	struct job job;

	if (!job_find(w, c->account_id, id, &job))
		return false;
	if (strcmp(job.status, "pending") != 0)
		return fail(w, ERR_CONFLICT, "the job is %s: only pending jobs can be cancelled",
			    job.status);
	if (task_cancel(w, c->account_id, id))
		return job_fail(w, c->account_id, id, CLASS_CANCELLED, "Job cancelled") &&
		       run_job_ended(w, c->account_id, id) && reply_job(c, id, NULL);
	if (error_is(w, ERR_CONFLICT))
		fail(w, ERR_CONFLICT, "the job has begun: only pending jobs can be cancelled");
	return false;
}

const struct route jobs_routes[] = {
    {GET, "/api/jobs", list_jobs, &list_jobs_in, &job_out, ROUTE_LIST, 200, "Job",
     .summary = "The account's jobs with their results, newest first."},
    {GET, "/api/jobs/{id}", get_job, &by_id_in, &job_out, 0, 200, "Job",
     .summary = "One job, with its results."},
    {DELETE, "/api/jobs/{id}", cancel_job, &by_id_in, &job_out, ROUTE_WRITES, 200, "Job",
     .summary = "Cancel a pending job: it fails with the error \"Job cancelled\"."},
    {0},
};
