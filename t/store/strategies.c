/* Strategies: kept whole, seen by their account only, and gone with all that hangs on them. */
#include "store/strategies.h"

#include "bounds.h"
#include "store/database.h"
#include "store/events.h"
#include "store/jobs.h"
#include "store/lookup.h"
#include "store/pages.h"
#include "store/results.h"
#include "store/statement.h"

STATEMENT(group_new, &lookup_in, NULL,
	  "INSERT INTO strategy_group (account_id, id, name, created_at, updated_at)"
	  " VALUES (?, ?, 'Shops', NOW(6), NOW(6))");
STATEMENT(group_end, &lookup_in, NULL,
	  "DELETE FROM strategy_group WHERE account_id = ? AND id = ?");
STATEMENT_GLOBAL(rows_left, NULL, &counted_out,
		 "SELECT (SELECT COUNT(*) FROM strategy) + (SELECT COUNT(*) FROM strategy_version)"
		 " + (SELECT COUNT(*) FROM job) + (SELECT COUNT(*) FROM result)"
		 " + (SELECT COUNT(*) FROM page) AS n");

static int64_t count_rows(struct work *w)
{
	struct counted c = {-1};

	statement_one(w, &rows_left, NULL, &c);
	return c.n;
}

static void test_groups(struct work *w, const char *account)
{
	struct lookup group = {account, id_new(w->arena)};
	struct strategy s;

	strategy_find(w, account, test_strategy(w, account), &s);
	strategy_delete(w, account, s.id);
	s.id = id_new(w->arena);
	s.strategy_group_id = group.id;
	ok(!strategy_insert(w, &s), "a group that is not there cannot be joined");
	is_int(w->error, ERR_CONFLICT, "it went meanwhile");
	work_forgive(w);
	statement_run(w, &group_new, &group, NULL);
	ok(strategy_insert(w, &s) && strategy_find(w, account, s.id, &s), "one that is there can");
	is_text(s.strategy_group_id, group.id, "and is remembered");
	statement_run(w, &group_end, &group, NULL);
	ok(strategy_find(w, account, s.id, &s), "a group that goes leaves its strategies");
	ok(!s.strategy_group_id, "ungrouped");
	strategy_delete(w, account, s.id);
}

static void test_keeping(struct work *w, const char *account, const char *other)
{
	const struct strategy in = {.id = id_new(w->arena),
				    .account_id = account,
				    .name = "K\xc3\xa4se",
				    .description = "",
				    .url = "https://shop.test/",
				    .scraper_type = "api",
				    .generator = "embedded",
				    .plan = {"{\"type\":\"api\"}"},
				    .output_schema = {"{\"a\":\"string\"}"},
				    .api_parameters = {"{\"q\":1}"},
				    .preview = {"[]"},
				    .attempts = 3,
				    .confidence = 0.875,
				    .created_at = {INT64_C(1800000000123456)}};
	struct strategy out;

	ok(strategy_insert(w, &in), "a strategy is kept");
	ok(strategy_find(w, account, in.id, &out), "and found");
	is_text(out.name, in.name, "its name");
	is_text(out.description, "", "an empty description");
	is_text(out.plan.data, in.plan.data, "the plan as it was");
	is_text(out.output_schema.data, in.output_schema.data, "the schema");
	ok(!out.filter_config.data, "no filter");
	ok(!out.strategy_group_id, "no group");
	is_int(out.version, 1, "version 1");
	is_int(out.attempts, 3, "attempts");
	ok(out.confidence == 0.875, "confidence");
	is_int(out.created_at.us, in.created_at.us, "its time to the microsecond");
	ok(!strategy_find(w, other, in.id, &out), "another account does not see it");
	is_int(w->error, ERR_NOT_FOUND, "it is not found");
	is_text(w->message, "Strategy not found", "in the contract's words");
	ok(!strategy_delete(w, other, in.id), "nor may it delete it");
	is_int(w->error, ERR_NOT_FOUND, "not found again");
	ok(strategy_find(w, account, in.id, &out), "it is still there");
	ok(strategy_delete(w, account, in.id), "the owner may");
}

static void test_lists(struct work *w, const char *account)
{
	const char *ids[5];
	struct strategy *rows;
	size_t n;
	int64_t count;

	for (int i = 0; i < 5; i++)
		ids[i] = test_strategy(w, account);
	ok(strategy_list(w, account, 2, 1, &rows, &n) && n == 2, "a part of the list");
	is_text(rows[0].id, ids[3], "newest first");
	is_text(rows[1].id, ids[2], "then older");
	ok(strategy_count(w, account, &count), "they are counted");
	is_int(count, 5, "all five");
	for (int i = 0; i < 5; i++)
		strategy_delete(w, account, ids[i]);
	ok(strategy_list(w, account, 100, 0, &rows, &n) && n == 0, "an empty list");
}

/* One of everything that hangs on a strategy, and `jobs` jobs. */
static void fill(struct work *w, const char *account, const char *id, int jobs)
{
	uint8_t hash[32];

	result_store(w,
		     &(struct new_result){
			 .account_id = account, .strategy_id = id, .json = "[1]", .size = 3},
		     hash);
	page_store(w, account, id, "https://shop.test/", "text/html", "<p>", 3);
	db_begin(w);
	for (int i = 0; i < jobs; i++)
		job_insert(w, &(struct job){.id = id_new(w->arena),
					    .account_id = account,
					    .strategy_id = id,
					    .url = "https://shop.test/"});
	db_commit(w);
}

static void test_deleting(struct work *w, const char *account)
{
	const char *id = test_strategy(w, account), *kept = test_strategy(w, account);
	struct strategy out;
	struct event *events;
	size_t n;

	fill(w, account, id, 3);
	fill(w, account, kept, 3);
	is_int(count_rows(w), 14, "two strategies with versions, jobs, results and pages");
	ok(db_begin(w) && strategy_delete(w, account, id) && db_commit(w), "one is deleted");
	is_int(count_rows(w), 7, "with all that hung on it");
	ok(!strategy_delete(w, account, id), "and cannot be deleted again");
	is_int(w->error, ERR_NOT_FOUND, "it is not found");
	work_forgive(w);
	ok(event_list(w, account, (struct instant){1}, clock_now(), 2, 0, &events, &n), "events");
	is_text(events[0].event_type, "deleted", "tell of it");
	is_text(events[0].strategy_id, id, "by its id");
	is_text(events[0].name, "Catalogue", "and name");
	ok(strategy_find(w, account, kept, &out), "the other is as it was");
	ok(db_begin(w) && strategy_delete(w, account, kept), "a deletion");
	db_rollback(w);
	ok(strategy_find(w, account, kept, &out), "that is rolled back has not happened");
	strategy_delete(w, account, kept);
	is_int(count_rows(w), 0, "all gone");
}

static void test_sweeping(struct work *w, const char *account)
{
	const char *id = test_strategy(w, account);
	struct job_filter filter = {.account_id = account, .limit = 10};
	struct job *jobs;
	struct strategy out;
	size_t n;
	int64_t count;
	bool left;

	fill(w, account, id, 3 * DELETE_STEP + 1);
	ok(strategy_delete(w, account, id), "a strategy with many jobs");
	ok(!strategy_find(w, account, id, &out), "is gone at once");
	ok(job_list(w, &filter, &jobs, &n) && n == 0, "its jobs too");
	ok(job_count(w, &filter, &count) && count == 0, "nor are they counted");
	ok(!job_insert(w, &(struct job){.id = id_new(w->arena),
					.account_id = account,
					.strategy_id = id,
					.url = "https://shop.test/"}),
	   "and it takes no more");
	work_forgive(w);
	is_int(count_rows(w), 2 * DELETE_STEP + 1 + 1, "though rows are left");
	ok(strategy_sweep(w, DELETE_STEP, &left) && left, "a small sweep leaves some");
	ok(strategy_sweep(w, 100000, &left) && !left, "a large one none");
	is_int(count_rows(w), 0, "nothing is left");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro");
	const char *other = account_add(w, "other", "pro");
	test_keeping(w, account, other);
	test_groups(w, account);
	test_lists(w, account);
	test_deleting(w, account);
	test_sweeping(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
