/* Several endings in one transaction, as if they came one after the other. */
#include "job/closing.h"

#include "store/database.h"
#include "util/secret.h"

#define OWNER "01890000-0000-7000-8000-00000000000a"

static const char *account, *strategy;

/* n claimed tasks of jobs on these pages. */
static struct task *claimed(struct work *w, const char *const urls[], size_t n)
{
	struct job *jobs = ARENA_ARRAY(w->arena, n, struct job);
	struct new_task *tasks = ARENA_ARRAY(w->arena, n, struct new_task);
	const char **ids = ARENA_ARRAY(w->arena, n, const char *);
	static int64_t nonce;
	struct task *rows = NULL;
	int64_t taken;
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		ids[i] = id_new(w->arena);
		jobs[i] = (struct job){
		    .id = ids[i], .account_id = account, .strategy_id = strategy, .url = urls[i]};
		tasks[i] = (struct new_task){.id = ids[i], .account_id = account, .kind = "job"};
	}
	ok(db_begin(w) && job_insert_all(w, jobs, n) && task_insert(w, tasks, n) && db_commit(w),
	   "jobs");
	ok(task_take(w, OWNER, ++nonce, ids, n, &taken) &&
	       task_taken(w, OWNER, nonce, &rows, &found) && found == n,
	   "claimed");
	return rows;
}

/* The task of that page. */
static const struct task *of(const struct task *tasks, size_t n, const char *url)
{
	while (--n > 0 && strcmp(tasks[n].url, url) != 0)
		;
	return &tasks[n];
}

/* One more run of the task's page. */
static bool count(struct work *w, struct closing *c, const struct task *t, int64_t *before)
{
	struct target target;

	if (!closing_target(w, c, t, &target))
		return false;
	*before = target.runs;
	target.runs++;
	c->targets[c->n_targets++] = target;
	c->tasks[c->n_tasks++] = t;
	return true;
}

static void test_targets(struct work *w)
{
	static const char *const urls[] = {"http://a.test/1", "http://a.test/2", "http://a.test/1"};
	const struct task *tasks = claimed(w, urls, 3);
	const struct closing_run ahead[] = {{&tasks[0], "a"}, {&tasks[1], "a"}, {&tasks[2], "a"}};
	struct closing c;
	struct target t;
	int64_t runs = -1, sum = 0;

	closing_begin(&c);
	ok(db_begin(w) && closing_prepare(w, &c, ahead, 3), "three tasks of two pages");
	is_int(c.n_locked, 2, "two targets, which are made");
	for (size_t i = 0; i < 3; i++) {
		ok(count(w, &c, &tasks[i], &runs), "a run");
		sum += runs;
	}
	is_int(sum, 1, "of which the second of a page sees what the first one left");
	ok(closing_store(w, &c) && db_commit(w), "stored");
	t = task_target(w, of(tasks, 3, urls[0]));
	ok(target_find(w, account, strategy, t.target, &t) && t.runs == 2, "two of one page");
	t = task_target(w, of(tasks, 3, urls[1]));
	ok(target_find(w, account, strategy, t.target, &t) && t.runs == 1, "one of the other");
}

static void test_without_locking_ahead(struct work *w)
{
	static const char *const urls[] = {"http://a.test/1", "http://a.test/new"};
	const struct task *tasks = claimed(w, urls, 2);
	struct closing c;
	int64_t runs = -1;

	closing_begin(&c);
	ok(db_begin(w) && count(w, &c, of(tasks, 2, urls[0]), &runs) && runs == 2,
	   "a target that was there");
	ok(count(w, &c, of(tasks, 2, urls[1]), &runs) && runs == 0, "and one that was not");
	ok(closing_store(w, &c) && db_commit(w), "stored");
	ok(db_begin(w) && closing_store(w, &c) && db_commit(w), "and nothing twice");
}

static void test_baselines(struct work *w)
{
	static const char *const urls[] = {"http://c.test/1", "http://c.test/2", "http://c.test/3"};
	const char *long_one = arena_printf(w->arena, "[\"%0*d\"]", (int)RESULT_TOGETHER, 1);
	const char *const items[] = {"[1]", "[2]", long_one};
	const struct task *tasks = claimed(w, urls, 3);
	struct closing_run runs[3];
	struct target targets[3];
	struct closing c;

	closing_begin(&c);
	ok(db_begin(w), "begun");
	for (size_t i = 0; i < 3; i++) {
		uint8_t *hash = arena_alloc(w->arena, SHA256_SIZE);

		ok(closing_target(w, &c, &tasks[i], &targets[i]) &&
		       result_store(w,
				    &(struct new_result){.account_id = account,
							 .strategy_id = strategy,
							 .json = items[i],
							 .size = strlen(items[i])},
				    hash),
		   "a baseline");
		targets[i].content_hash = "old";
		targets[i].result_hash = (struct blob){hash, SHA256_SIZE};
		runs[i] = (struct closing_run){&tasks[i], i == 1 ? "old" : "new"};
	}
	ok(target_save(w, targets, 3) && db_commit(w), "stored");
	closing_begin(&c);
	ok(db_begin(w) && closing_prepare(w, &c, runs, 3) && db_commit(w), "three runs");
	is_text(closing_items(&c, &targets[0]), "[1]", "what one is compared with is loaded");
	ok(!closing_items(&c, &targets[1]), "but not where nothing has changed");
	ok(!closing_items(&c, &targets[2]), "nor what is long");
}

/* Rows of many endings stand or fall together. */
static void test_conflicts(struct work *w)
{
	static const char *const urls[] = {"http://b.test/1", "http://b.test/2"};
	static const bool no = false;
	static const int64_t none = 0;
	const struct task *tasks = claimed(w, urls, 2);
	struct task late = tasks[1];
	struct closing c;
	struct job j;

	closing_begin(&c);
	late.lease_token--;
	c.tasks[c.n_tasks++] = &tasks[0];
	c.tasks[c.n_tasks++] = &late;
	ok(db_begin(w) && !closing_store(w, &c) && error_is(w, ERR_CONFLICT),
	   "a task that is another's");
	work_forgive(w);
	db_rollback(w);

	test_sql("UPDATE %s.job SET status = 'failed' WHERE url = 'http://b.test/2'");
	closing_begin(&c);
	for (size_t i = 0; i < 2; i++)
		c.jobs[c.n_jobs++] = (struct job){.id = tasks[i].id,
						  .account_id = account,
						  .has_changes = &no,
						  .item_count = &none};
	ok(db_begin(w) && !closing_store(w, &c) && error_is(w, ERR_CONFLICT), "a job that ended");
	work_forgive(w);
	db_rollback(w);
	ok(job_find(w, account, of(tasks, 2, urls[0])->id, &j) && strcmp(j.status, "running") == 0,
	   "takes the others with it");
}

static void all_tests(struct work *w)
{
	account = account_add(w, "shop", "pro");
	strategy = test_strategy(w, account);
	test_targets(w);
	test_without_locking_ahead(w);
	test_baselines(w);
	test_conflicts(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
