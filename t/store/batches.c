/* Batches: how their jobs stand, for whom, and when they go. */
#include "store/batches.h"

#include "store/database.h"
#include "store/jobs.h"

#define JOBS 1000

/* A batch with jobs, as a call stores them. */
static const char *new_batch(struct work *w, const char *account, const char *strategy,
			     struct job *jobs, size_t n)
{
	const struct batch b = {.id = id_new(w->arena),
				.account_id = account,
				.strategy_id = strategy,
				.created_at = clock_now()};

	for (size_t i = 0; i < n; i++)
		jobs[i] = (struct job){.id = id_new(w->arena),
				       .account_id = account,
				       .strategy_id = strategy,
				       .batch_id = b.id,
				       .url = "https://shop.test/"};
	return batch_insert(w, &b) && job_insert_all(w, jobs, n) ? b.id : NULL;
}

static void test_progress(struct work *w, const char *account, const char *strategy)
{
	struct job *jobs = ARENA_ARRAY(w->arena, JOBS, struct job), *rows;
	const char *id = new_batch(w, account, strategy, jobs, JOBS);
	struct job_filter filter = {.account_id = account, .batch_id = id, .limit = 3};
	struct batch_progress p;
	int64_t count;
	size_t n;

	ok(id, "a thousand jobs of a batch");
	ok(batch_find(w, account, id, &p), "are found");
	ok(p.pending == JOBS && p.running + p.completed + p.failed == 0, "all pending");
	for (int i = 0; i < 6; i++)
		ok(job_start(w, account, jobs[i].id), "one starts");
	for (int i = 0; i < 2; i++)
		ok(job_complete(w, &jobs[i], 1), "one is completed");
	for (int i = 2; i < 5; i++)
		ok(job_fail(w, account, jobs[i].id, CLASS_DNS, "x"), "one fails");
	ok(batch_find(w, account, id, &p), "then");
	ok(p.pending == JOBS - 6 && p.running == 1 && p.completed == 2 && p.failed == 3,
	   "each is counted where it stands");
	ok(job_list(w, &filter, &rows, &n) && n == 3, "its jobs are a list");
	is_text(rows[0].id, jobs[JOBS - 1].id, "the last one first");
	ok(job_count(w, &filter, &count) && count == JOBS, "of all of them");
}

static void test_strangers(struct work *w, const char *account, const char *other,
			   const char *strategy)
{
	struct job job;
	const char *id = new_batch(w, account, strategy, &job, 1);
	struct batch_progress p;

	ok(!batch_find(w, other, id, &p), "another account's batch");
	is_text(w->message, "Batch not found", "is not found");
	ok(!new_batch(w, other, strategy, &job, 1), "nor made of its strategy");
	is_text(w->message, "Strategy not found", "which is not found");
	work_forgive(w);
}

static void test_deletion(struct work *w, const char *account)
{
	const char *strategy = test_strategy(w, account);
	struct job job;
	const char *id = new_batch(w, account, strategy, &job, 1);
	struct batch_progress p;

	ok(strategy_delete(w, account, strategy), "with its strategy");
	ok(!batch_find(w, account, id, &p), "a batch goes");
	is_int(w->error, ERR_NOT_FOUND, "and is not found");
	work_forgive(w);
	ok(!new_batch(w, account, strategy, &job, 1), "a deleted strategy has no new one");
	work_forgive(w);
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro");
	const char *other = account_add(w, "other", "pro");
	const char *strategy = test_strategy(w, account);
	test_progress(w, account, strategy);
	test_strangers(w, account, other, strategy);
	test_deletion(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
