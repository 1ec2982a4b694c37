/* The queue for its administrator. */
#include "store/queue.h"

#include "store/database.h"
#include "store/jobs.h"
#include "store/schedules.h"
#include "store/tasks.h"

static void all_tests(struct work *w)
{
	struct queue_part *parts;
	struct queue_job *jobs;
	const char **urls;
	size_t n;
	const char *account = account_add(w, "shop", "pro"),
		   *strategy = test_strategy(w, account);
	const struct job j = {.id = id_new(w->arena),
			      .account_id = account,
			      .strategy_id = strategy,
			      .schedule_id = id_new(w->arena),
			      .url = "https://shop.test/"};
	const struct new_task t = {
	    .id = j.id, .account_id = account, .kind = "job", .priority = TASK_SCHEDULED};

	ok(queue_parts(w, &parts, &n) && n == 0, "an empty queue");
	ok(db_begin(w) && job_insert(w, &j) && task_insert(w, &t, 1) && db_commit(w), "a task");
	ok(queue_parts(w, &parts, &n) && n == 1, "is one part");
	is_text(parts->state, "ready", "of its state");
	ok(parts->priority == TASK_SCHEDULED && parts->n == 1 && parts->oldest_s < 60, "and age");
	ok(!queue_again(w, j.id) && error_is(w, ERR_CONFLICT), "a pending job is not put back");
	work_forgive(w);
	test_sql("DELETE FROM %s.task");
	ok(job_fail(w, account, j.id, CLASS_DNS, "No such name"), "it fails");
	ok(queue_jobs(w, "failed", 10, &jobs, &n) && n == 1, "and is shown");
	is_text(jobs->error, "No such name", "with its reason");
	ok(queue_jobs(w, "completed", 10, &jobs, &n) && n == 0, "among its like");
	ok(db_begin(w) && queue_again(w, j.id) && db_commit(w), "it gets another chance");
	ok(queue_parts(w, &parts, &n) && n == 1 && parts->priority == TASK_ASKED, "in the queue");
	ok(schedule_open_urls(w, account, j.schedule_id, &urls, &n) && n == 1,
	   "and its schedule knows of it");
	ok(queue_jobs(w, NULL, 10, &jobs, &n) && n == 1 && !jobs->error, "as if it were new");
	is_text(jobs->status, "pending", "pending");
	ok(!queue_again(w, id_new(w->arena)) && error_is(w, ERR_NOT_FOUND), "an unknown one");
}

int main(void)
{
	return test_with_database(all_tests);
}
