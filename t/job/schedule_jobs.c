/* The jobs of a schedule's run: one a URL, but for those whose last one is not over. */
#include "job/schedule_jobs.h"

#include "extract/operation.h"
#include "store/database.h"
#include "store/jobs.h"
#include "store/tasks.h"

const struct operation operations[] = {{NULL, NULL}};

static const int64_t every = 60;

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "one", "enterprise");
	const struct schedule s = {.id = id_new(w->arena),
				   .account_id = account,
				   .kind = "strategy",
				   .strategy_id = test_strategy(w, account),
				   .enabled = true,
				   .interval_seconds = &every,
				   .catch_up = "one",
				   .notify = "always",
				   .anchor_at = clock_now(),
				   .url = "https://shop.test/"};
	const char *items[] = {"https://shop.test/c", "https://shop.test/a", "https://shop.test/b"};
	struct texts urls = {items, 2}, none = {0};
	size_t n_busy, n;
	struct job *jobs;

	ok(schedule_insert(w, &s), "a schedule");
	ok(schedule_make_jobs(w, &s, &none, clock_now()), "no URL, no job");
	ok(db_begin(w) && schedule_make_jobs(w, &s, &urls, clock_now()) && db_commit(w), "two");
	ok(job_list(w,
		    &(struct job_filter){.account_id = account, .schedule_id = s.id, .limit = 10},
		    &jobs, &n) &&
	       n == 2,
	   "are two jobs");
	is_text(jobs[0].status, "pending", "that wait");
	urls.n = 3;
	ok(schedule_drop_busy(w, &s, &urls, &n_busy), "of three");
	ok(n_busy == 2 && urls.n == 1, "two are busy");
	is_text(urls.items[0], "https://shop.test/b", "and the third is not");
	ok(task_withdraw(w, account, jobs[0].id), "one is over");
	urls = (struct texts){(const char *[]){jobs[0].url, jobs[1].url}, 2};
	ok(schedule_drop_busy(w, &s, &urls, &n_busy) && urls.n == 1, "and may be run again");
}

int main(void)
{
	return test_with_database(all_tests);
}
