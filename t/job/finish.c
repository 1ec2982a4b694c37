/* The end of a job: everything of it or nothing, and only by who has the task. */
#include "job/finish.h"

#include "bounds.h"
#include "store/database.h"
#include "store/changes.h"
#include "store/jobs.h"
#include "store/results.h"
#include "store/targets.h"
#include "store/traces.h"

#define OWNER "01890000-0000-7000-8000-00000000000a"

static const char *account, *strategy;

/* The task is somebody's; NULL when it is not there. */
static struct task *claim(struct work *w, const char *id)
{
	static int64_t nonce;
	struct task *rows = NULL;
	int64_t taken;
	size_t n = 0;

	ok(task_take(w, OWNER, ++nonce, &id, 1, &taken) && task_taken(w, OWNER, nonce, &rows, &n),
	   "claimed");
	return n == 1 ? rows : NULL;
}

/* A claimed task of a job on the page. */
static struct task *claimed(struct work *w, const char *url)
{
	const char *id = id_new(w->arena);
	const struct new_task t = {.id = id, .account_id = account, .kind = "job"};
	const struct job j = {.id = id, .account_id = account, .strategy_id = strategy, .url = url};

	ok(db_begin(w) && job_insert(w, &j) && task_insert(w, &t, 1) && db_commit(w), "a job");
	return claim(w, id);
}

static bool finish(struct work *w, const struct ending *e)
{
	bool good = db_begin(w) && job_finish(w, e) && db_commit(w);

	db_rollback(w);
	return good;
}

/* A page that is the baseline's has its items, unless the baseline has moved on. */
static void test_same_page(struct work *w, struct run *run, const uint8_t *known)
{
	const uint8_t other[SHA256_SIZE] = {0};
	struct task *t = claimed(w, "https://shop.test/");
	struct ending e = {.task = t, .run = run, .known = known};
	struct task *held;
	struct job j;
	size_t n;

	run->is_same_page = true;
	run->items = NULL;
	ok(finish(w, &e) && job_find(w, account, t->id, &j), "the same page again");
	ok(!*j.has_changes && *j.item_count == 1, "is no change");
	is_text(result_load(w, account, strategy, j.result_hash.data), "[{\"a\":2}]",
		"and has the baseline's items");
	e.task = t = claimed(w, "https://shop.test/");
	e.known = other;
	ok(finish(w, &e), "a page that was another baseline's");
	ok(job_find(w, account, t->id, &j) && strcmp(j.status, "pending") == 0, "is not believed");
	ok(task_held(w, OWNER, &held, &n) && n == 0, "but put back");
	test_sql("DELETE FROM %s.task");
}

static void test_success(struct work *w)
{
	struct run run = {.items = "[{\"a\":1}]",
			  .input = {.plan = json_stored(w, "{\"type\":\"css\"}")},
			  .item_count = 1,
			  .item_count_before = 1,
			  .content_hash = "0123456789abcdef0123456789abcdef",
			  .structural_signature = "{}"};
	struct task *t = claimed(w, "https://shop.test/");
	struct job_change change;
	struct ending e = {.task = t, .run = &run, .trace = json_new_object(w)};
	struct job j;

	ok(finish(w, &e), "it is completed");
	ok(job_find(w, account, t->id, &j), "found");
	is_text(j.status, "completed", "as such");
	ok(j.has_changes && !*j.has_changes, "the first is no change");
	is_text(result_load(w, account, strategy, j.result_hash.data), "[{\"a\":1}]",
		"with its items");
	ok(strstr(trace_load(w, account, t->id), "\"verdict\":{\"kind\":\"first\"") != NULL,
	   "and its trace");
	ok(!finish(w, &e) && error_is(w, ERR_CONFLICT), "it ends once");
	work_forgive(w);

	e.task = t = claimed(w, "https://shop.test/");
	memcpy(run.content_hash, "1", 1);
	run.items = "[{\"a\":2}]";
	ok(finish(w, &e) && job_find(w, account, t->id, &j), "the next one");
	ok(*j.has_changes, "is a change");
	ok(change_find(w, account, t->id, &change), "which is stored");
	test_same_page(w, &run, j.result_hash.data);
}

static void test_failure(struct work *w)
{
	struct task *t = claimed(w, "https://shop.test/");
	const struct ending e = {.task = t, .class = CLASS_DNS, .error = "No such name"};
	struct task late = *t;
	struct job j;

	late.lease_token--;
	ok(!finish(w, &(struct ending){.task = &late, .class = CLASS_DNS, .error = "late"}),
	   "who has an old token ends nothing");
	work_forgive(w);
	ok(finish(w, &e) && job_find(w, account, t->id, &j), "who has the task does");
	is_text(j.status, "failed", "it has failed");
	is_text(j.error, "No such name", "for its reason");
	is_text(j.error_class, "dns", "of its class");
}

/* --- a change that is fetched again --- */

static struct run run_of(struct work *w, const char *items)
{
	struct run run = {.items = items,
			  .input = {.plan = json_stored(w, "{\"type\":\"css\"}")},
			  .item_count = 1,
			  .item_count_before = 1,
			  .structural_signature = "{}"};
	struct item_list list;

	ok(item_list_scan(w, items, strlen(items), NULL, &list) &&
	       content_hash(w, &list, false, run.content_hash),
	   "hashed");
	return run;
}

/* The first fetch of a job that finds a change. */
static struct task *first_fetch(struct work *w, const char *url, const struct run *found)
{
	static const int64_t pause = 60;
	struct run before = run_of(w, "[{\"a\":1}]");
	struct task *t = claimed(w, url);
	struct target target;

	ok(finish(w, &(struct ending){.task = t, .run = &before}), "a baseline");
	t = claimed(w, url);
	t->confirm_seconds = &pause;
	ok(finish(w, &(struct ending){.task = t, .run = found, .trace = json_new_object(w)}),
	   "a change");
	ok(target_find(w, account, strategy, target_name(w, url, NULL, NULL), &target) &&
	       strcmp(target.content_hash, before.content_hash) == 0,
	   "does not become the baseline");
	return t;
}

static void test_waiting(struct work *w)
{
	const struct run found = run_of(w, "[{\"a\":2}]");
	struct task *t = first_fetch(w, "https://shop.test/wait", &found);
	const struct ending late = {.task = t, .run = &found};
	struct job_change change;
	struct job j;
	size_t n;
	struct task *held;
	const char *ids[CLAIM_MAX];
	struct instant turn;

	ok(job_find(w, account, t->id, &j) && strcmp(j.status, "running") == 0,
	   "its job is not over");
	ok(strstr(trace_load(w, account, t->id),
		  "{\"kind\":\"waiting\",\"note\":\"a change is fetched again in 60 s to confirm "
		  "it\""),
	   "and its trace says why");
	ok(!change_find(w, account, t->id, &change), "nothing is told");
	work_forgive(w);
	ok(task_held(w, OWNER, &held, &n) && n == 0, "nobody holds the task");
	for (int shard = 0; shard < TASK_SHARDS; shard++)
		ok(task_candidates(w, shard, 1, ids, &n, &turn) && n == 0,
		   "and nobody is to take it");
	ok(!finish(w, &late) && error_is(w, ERR_CONFLICT), "who is late does not end it");
	work_forgive(w);
	test_sql("DELETE FROM %s.task");
}

/* What the second fetch finds, and what becomes of the job then. */
static bool confirm(struct work *w, const char *url, const struct run *second, struct job *out)
{
	const struct run found = run_of(w, "[{\"a\":2}]");
	struct task *t = first_fetch(w, url, &found);
	const char *id = t->id;

	t = claim(w, id);
	ok(t && t->first_hash.data, "the task knows what waits");
	ok(finish(w,
		  &(struct ending){
		      .task = t, .run = second, .class = CLASS_CONNECT, .error = "No answer"}),
	   "a second fetch");
	ok(!finish(w, &(struct ending){.task = t, .run = second}) && error_is(w, ERR_CONFLICT),
	   "ends it once");
	work_forgive(w);
	return job_find(w, account, id, out);
}

static void test_second_fetch(struct work *w)
{
	struct run same = run_of(w, "[{\"a\":2}]"), back = run_of(w, "[{\"a\":1}]");
	struct run other = run_of(w, "[{\"a\":3}]");
	struct job_change change;
	struct target target;
	struct job j;
	struct task *t;

	ok(confirm(w, "https://shop.test/same", &same, &j) && *j.has_changes &&
	       change_find(w, account, j.id, &change) && change.modified == 1,
	   "the same change is told");
	ok(confirm(w, "https://shop.test/back", &back, &j) && !*j.has_changes,
	   "one that is gone is not");
	ok(confirm(w, "https://shop.test/other", &other, &j) && !*j.has_changes,
	   "nor is one of two that differ");
	is_text(result_load(w, account, strategy, j.result_hash.data), "[{\"a\":3}]",
		"but the job has what was there");
	ok(target_find(w, account, strategy, target_name(w, "https://shop.test/other", NULL, NULL),
		       &target) &&
	       !target.etag && !target.body_hash.data && target.reference_hash.data,
	   "and the next run looks at it, whatever its page is like");
	t = claimed(w, "https://shop.test/other");
	ok(finish(w, &(struct ending){.task = t, .run = &other}) &&
	       job_find(w, account, t->id, &j) && *j.has_changes,
	   "and finds it");
	ok(confirm(w, "https://shop.test/fails", NULL, &j) && strcmp(j.status, "failed") == 0,
	   "a second fetch that fails");
	t = claimed(w, "https://shop.test/fails");
	ok(finish(w, &(struct ending){.task = t, .run = &same}) &&
	       job_find(w, account, t->id, &j) && *j.has_changes,
	   "loses nothing: the next run tells it");
}

/* Nothing of a job is stored that cannot be stored as a whole. */
static void test_atomic(struct work *w)
{
	struct run run = {.items = "[{\"b\":1}]",
			  .input = {.plan = json_stored(w, "{\"type\":\"css\"}")},
			  .content_hash = "2123456789abcdef0123456789abcdef",
			  .structural_signature = "{}"};
	struct task *t = claimed(w, "https://shop.test/");
	const struct ending e = {.task = t, .run = &run};
	struct task *held;
	size_t n;

	test_sql("UPDATE %s.job SET status = 'failed' WHERE status = 'running'");
	ok(!finish(w, &e) && error_is(w, ERR_CONFLICT), "a job that has ended");
	work_forgive(w);
	ok(task_held(w, OWNER, &held, &n) && n == 1, "keeps its task");
	ok(db_begin(w) && task_forget(w, t) && db_commit(w), "until that is taken away alone");
}

static void all_tests(struct work *w)
{
	account = account_add(w, "shop", "pro");
	strategy = test_strategy(w, account);
	test_success(w);
	test_failure(w);
	test_waiting(w);
	test_second_fetch(w);
	test_atomic(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
