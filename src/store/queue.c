/* The queue as an administrator sees it. No statement here names an account: its reader is who runs
 * the server. */
#include "store/queue.h"

#include "store/lookup.h"
#include "store/statement.h"
#include "store/tasks.h"

struct queue_search {
	const char *status;
	int64_t limit;
};

SHAPE(queue_part_out, struct queue_part, COLUMN(struct queue_part, kind),
      COLUMN(struct queue_part, state), COLUMN(struct queue_part, priority),
      COLUMN(struct queue_part, n), COLUMN(struct queue_part, oldest_s),
      COLUMN(struct queue_part, overdue));
SHAPE(queue_search_in, struct queue_search, COLUMN(struct queue_search, status),
      COLUMN(struct queue_search, status), COLUMN(struct queue_search, limit));
SHAPE(queue_job_out, struct queue_job, COLUMN(struct queue_job, id),
      COLUMN(struct queue_job, account_id), COLUMN(struct queue_job, schedule_id),
      COLUMN(struct queue_job, discovery_id), COLUMN(struct queue_job, status),
      COLUMN(struct queue_job, error_class), COLUMN(struct queue_job, error),
      COLUMN(struct queue_job, url), COLUMN(struct queue_job, attempts),
      COLUMN(struct queue_job, created_at));

STATEMENT_GLOBAL(queue_counts, NULL, &queue_part_out,
		 "SELECT kind, state, priority, COUNT(*) AS n,"
		 " TIMESTAMPDIFF(SECOND, MIN(created_at), UTC_TIMESTAMP(6)) AS oldest_s,"
		 " COALESCE(SUM(lease_until < UTC_TIMESTAMP(6)), 0) AS overdue"
		 " FROM task GROUP BY kind, state, priority ORDER BY kind, state, priority");
#define QUEUE_JOB                                                                                  \
	"SELECT id, account_id, schedule_id, discovery_id, status, error_class, error, url,"       \
	" attempts, created_at FROM job"
STATEMENT_GLOBAL(queue_newest, &queue_search_in, &queue_job_out,
		 QUEUE_JOB " WHERE ? IS NULL OR status = ? ORDER BY id DESC LIMIT ?");
STATEMENT_GLOBAL(queue_job_by_id, &text_lookup_in, &queue_job_out, QUEUE_JOB " WHERE id = ?");
STATEMENT_GLOBAL(queue_job_anew, &text_lookup_in, NULL,
		 "UPDATE job SET status = 'pending', error = NULL, error_class = NULL,"
		 " started_at = NULL, completed_at = NULL WHERE id = ? AND status = 'failed'");

const char *priority_word(int64_t priority)
{
	static const char *const words[] = {[TASK_INTERACTIVE] = "interactive",
					    [TASK_ASKED] = "asked",
					    [TASK_SCHEDULED] = "scheduled"};

	return priority >= 0 && priority <= TASK_SCHEDULED ? words[priority] : NULL;
}

bool queue_parts(struct work *w, struct queue_part **rows, size_t *n)
{
	return statement_each(w, &queue_counts, NULL, 1000, rows, n);
}

bool queue_jobs(struct work *w, const char *status, int64_t limit, struct queue_job **rows,
		size_t *n)
{
	const struct queue_search in = {.status = status, .limit = limit};

	return statement_each(w, &queue_newest, &in, (size_t)limit, rows, n);
}

bool queue_again(struct work *w, const char *job_id)
{
	const struct text_lookup key = {job_id};
	struct queue_job job;
	struct new_task task;
	int64_t changed;

	if (!statement_one(w, &queue_job_by_id, &key, &job)) {
		if (error_is(w, ERR_NOT_FOUND))
			fail(w, ERR_NOT_FOUND, "there is no job %s", job_id);
		return false;
	}
	/* Its run of the list is over, and its URL is no page of the strategy's. */
	if (job.discovery_id)
		return fail(w, ERR_CONFLICT,
			    "job %s looked for the URLs of a site: the next run of its schedule "
			    "does so again",
			    job_id);
	if (!statement_run(w, &queue_job_anew, &key, &changed))
		return false;
	if (changed == 0)
		return fail(w, ERR_CONFLICT, "job %s is %s: only a failed one can run again",
			    job_id, job.status);
	task = (struct new_task){.id = job.id,
				 .account_id = job.account_id,
				 .kind = "job",
				 .priority = TASK_ASKED,
				 .host = task_host(w, job.url),
				 .schedule_id = job.schedule_id};
	return task_insert(w, &task, 1);
}
