/* Jobs: their life in one direction, their lists, and which one was before. */
#include "store/jobs.h"
#include "store/results.h"

#include "bounds.h"
#include "store/database.h"

static const char *new_job(struct work *w, const char *account, const char *strategy,
			   const char *url, const char *parameters)
{
	const struct job j = {.id = id_new(w->arena),
			      .account_id = account,
			      .strategy_id = strategy,
			      .url = url,
			      .parameters = {parameters}};

	return job_insert(w, &j) ? j.id : NULL;
}

#define SIGNATURE "{\"fields\":[\"name\"]}"
static uint8_t hash[32] = {1, 2, 3};

static bool complete(struct work *w, const char *account, const char *id)
{
	const int64_t items = 11;
	const bool changed = true;
	const struct job j = {.id = id,
			      .account_id = account,
			      .item_count = &items,
			      .content_hash = "0123456789abcdef0123456789abcdef",
			      .has_changes = &changed,
			      .result_hash = {hash, sizeof hash}};

	return job_complete(w, &j, 1);
}

static void test_life(struct work *w, const char *account, const char *strategy)
{
	const char *id = new_job(w, account, strategy, "https://shop.test/", "{\"q\":1}");
	struct new_result result = {.account_id = account,
				    .strategy_id = strategy,
				    .json = "[{\"name\":\"Cup\"}]",
				    .size = 16};
	struct job j;

	ok(result_store(w, &result, hash), "items that a run was compared with");
	result.signature = SIGNATURE;
	ok(result_store(w, &result, hash), "and that another one found");
	ok(id, "a job is accepted");
	ok(job_find(w, account, id, &j), "and found");
	is_text(j.status, "pending", "pending");
	is_text(j.strategy_id, strategy, "with its strategy");
	is_text(j.parameters.data, "{\"q\":1}", "and parameters");
	ok(!j.item_count && !j.has_changes && !j.error && !j.content_hash, "and nothing else yet");
	ok(!j.result_hash.data && j.started_at.us == 0 && j.created_at.us > 0, "but its time");
	ok(!complete(w, account, id), "it cannot be completed before it runs");
	is_int(w->error, ERR_CONFLICT, "that is a conflict");
	ok(job_start(w, account, id), "it starts");
	ok(!job_start(w, account, id), "once");
	ok(complete(w, account, id), "and is completed");
	ok(job_find(w, account, id, &j), "what is known then:");
	is_text(j.status, "completed", "status");
	is_int(*j.item_count, 11, "items");
	ok(*j.has_changes, "changes");
	is_text(j.content_hash, "0123456789abcdef0123456789abcdef", "hash");
	ok(j.result_hash.size == 32 && memcmp(j.result_hash.data, hash, 32) == 0, "result");
	is_text(j.structural_signature.data, SIGNATURE, "and its signature");
	is_int(j.attempts, 1, "attempts");
	ok(j.completed_at.us >= j.started_at.us && j.started_at.us >= j.created_at.us, "times");
	ok(!job_fail(w, account, id, CLASS_TIMEOUT, "x"), "it cannot fail after that");
	work_forgive(w);
}

static void test_failing(struct work *w, const char *account, const char *strategy)
{
	const char *id = new_job(w, account, strategy, "https://shop.test/", NULL);
	struct job j;

	ok(job_fail(w, account, id, CLASS_TIMEOUT, "no answer \xff after 30 s"), "a job fails");
	ok(job_find(w, account, id, &j), "and tells");
	is_text(j.status, "failed", "that it did");
	is_text(j.error, "no answer \xef\xbf\xbd after 30 s", "why, as UTF-8 whatever came");
	is_text(j.error_class, "timeout", "and of what class");
	ok(!job_start(w, account, id), "it does not start any more");
	work_forgive(w);
}

static void test_strangers(struct work *w, const char *account, const char *other,
			   const char *strategy)
{
	const char *id = new_job(w, account, strategy, "https://shop.test/", NULL);
	struct job_filter f = {.account_id = other, .limit = 10};
	struct job j, *rows;
	size_t n;

	ok(!new_job(w, other, strategy, "https://shop.test/", NULL), "a stranger's strategy");
	is_int(w->error, ERR_NOT_FOUND, "is not found");
	is_text(w->message, "Strategy not found", "and said so");
	ok(!job_find(w, other, id, &j), "a stranger's job");
	is_text(w->message, "Job not found", "is not found");
	ok(!job_start(w, other, id) && !job_fail(w, other, id, CLASS_DNS, "x"), "nor moved");
	ok(job_list(w, &f, &rows, &n) && n == 0, "nor listed");
	work_forgive(w);
}

static void test_lists(struct work *w, const char *account)
{
	const char *one = test_strategy(w, account), *two = test_strategy(w, account);
	struct job_filter f = {.account_id = account, .strategy_id = one, .limit = 3};
	const char *ids[6];
	struct job *rows, j;
	size_t n;
	int64_t count;

	for (int i = 0; i < 6; i++)
		ids[i] = new_job(w, account, i % 2 ? two : one, "https://shop.test/", NULL);
	job_fail(w, account, ids[2], CLASS_DNS, "x");
	ok(job_list(w, &f, &rows, &n) && n == 3, "one strategy's jobs");
	is_text(rows[0].id, ids[4], "newest first");
	f.limit = 1;
	f.offset = 2;
	ok(job_list(w, &f, &rows, &n) && n == 1, "a part of them");
	is_text(rows[0].id, ids[0], "from the offset");
	ok(job_count(w, &f, &count) && count == 3, "counted without it");
	f = (struct job_filter){
	    .account_id = account, .strategy_id = one, .status = "failed", .limit = 9};
	ok(job_list(w, &f, &rows, &n) && n == 1, "the failed ones");
	is_text(rows[0].id, ids[2], "alone");
	job_find(w, account, ids[4], &j);
	f = (struct job_filter){.account_id = account, .since = j.created_at, .limit = 9};
	ok(job_list(w, &f, &rows, &n) && n == 2, "those since a moment");
	f = (struct job_filter){.account_id = account, .schedule_id = one, .limit = 9};
	ok(job_list(w, &f, &rows, &n) && n == 0, "those of a schedule");
	f = (struct job_filter){.account_id = account, .status = "odd", .limit = 9};
	ok(job_list(w, &f, &rows, &n) && n == 0, "a status that is none");
}

static void test_latest(struct work *w, const char *account, const char *other)
{
	const char *strategy = test_strategy(w, account), *ids[4];
	struct job j;

	for (int i = 0; i < 4; i++) {
		ids[i] = new_job(w, account, strategy,
				 i % 2 ? "https://a.test/" : "https://b.test/", NULL);
		job_start(w, account, ids[i]);
	}
	ok(!job_latest(w, account, strategy, &j), "no job is completed yet");
	is_int(w->error, ERR_NOT_FOUND, "so none is found");
	is_text(w->message, "No completed job found", "and said so");
	work_forgive(w);
	complete(w, account, ids[2]);
	complete(w, account, ids[0]);
	job_fail(w, account, ids[3], CLASS_DNS, "x");
	ok(job_latest(w, account, strategy, &j), "the latest completed job");
	is_text(j.id, ids[2], "is the newest, on whatever URL, failed ones aside");
	ok(!job_latest(w, other, strategy, &j), "strangers do not find it");
	work_forgive(w);
}

static void test_urls(struct work *w)
{
	const char *account = account_add(w, "urls", "pro"), *strategy = test_strategy(w, account);
	static const char *const urls[] = {"https://a.test/", "https://b.test/", "https://a.test/",
					   "https://c.test/"};
	struct job_url *rows;
	size_t n;

	for (int i = 0; i < 4; i++)
		new_job(w, account, strategy, urls[i], NULL);
	ok(job_urls(w, account, 10, &rows, &n) && n == 3, "where jobs go to");
	is_text(rows[0].url, urls[3], "the newest first");
	is_text(rows[1].url, urls[0], "each once");
	is_int(rows[1].jobs, 2, "with how many");
	ok(job_urls(w, account, 2, &rows, &n) && n == 2 && rows[1].jobs == 1, "the latest alone");
}

static void test_history(struct work *w, const char *account, const char *other)
{
	const char *strategy = test_strategy(w, account), *ids[5];
	struct job_past *rows;
	size_t n;

	for (int i = 0; i < 5; i++)
		ids[i] = new_job(w, account, strategy, "https://shop.test/", NULL);
	job_start(w, account, ids[1]);
	complete(w, account, ids[1]);
	ok(job_history(w, account, strategy, NULL, 100, 0, &rows, &n) && n == 5, "all runs");
	is_text(rows[0].id, ids[4], "newest first");
	ok(rows[3].has_changes && *rows[3].item_count == 11, "what came of one");
	ok(!rows[0].has_changes && !rows[0].item_count, "and of one that has not run");
	ok(job_history(w, account, strategy, ids[3], 2, 0, &rows, &n) && n == 2, "two before one");
	is_text(rows[0].id, ids[2], "the next one first");
	ok(job_history(w, account, strategy, NULL, 2, 4, &rows, &n) && n == 1, "an offset");
	is_text(rows[0].id, ids[0], "leaves out");
	ok(job_history(w, other, strategy, NULL, 9, 0, &rows, &n) && n == 0,
	   "nothing to strangers");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro");
	const char *other = account_add(w, "other", "pro");
	const char *strategy = test_strategy(w, account);
	test_life(w, account, strategy);
	test_failing(w, account, strategy);
	test_strangers(w, account, other, strategy);
	test_lists(w, account);
	test_latest(w, account, other);
	test_urls(w);
	test_history(w, account, other);
}

int main(void)
{
	return test_with_database(all_tests);
}
