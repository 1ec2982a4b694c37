/* Sweeping: what is too old goes, in steps that look at few rows; what is needed stays. */
#include "store/sweep.h"

#include "store/database.h"
#include "store/workflows.h"
#include "store/lookup.h"
#include "store/pages.h"
#include "store/results.h"
#include "store/statement.h"

#define JOBS	 20000 /* one a second since BEGAN */
#define STEP	 500
#define BEGAN	 "1700000000"
#define BEGAN_US INT64_C(1700000000000000)

STATEMENT_GLOBAL(test_reads, NULL, &counted_out,
		 "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) AS n FROM"
		 " information_schema.SESSION_STATUS WHERE VARIABLE_NAME IN ('HANDLER_READ_NEXT',"
		 " 'HANDLER_READ_PREV', 'HANDLER_READ_KEY', 'HANDLER_READ_FIRST')");
STATEMENT_GLOBAL(test_jobs, NULL, &counted_out, "SELECT COUNT(*) AS n FROM job");
STATEMENT_GLOBAL(test_needed, NULL, &counted_out,
		 "SELECT COUNT(*) AS n FROM job WHERE attempts = 9");
STATEMENT_GLOBAL(test_results, NULL, &counted_out, "SELECT COUNT(*) AS n FROM result");
STATEMENT_GLOBAL(test_dangling, NULL, &counted_out,
		 "SELECT COUNT(*) AS n FROM job j WHERE j.result_hash IS NOT NULL AND NOT EXISTS"
		 " (SELECT 1 FROM result r WHERE r.strategy_id = j.strategy_id"
		 " AND r.hash = j.result_hash)");
STATEMENT_GLOBAL(test_deliveries, NULL, &counted_out, "SELECT COUNT(*) AS n FROM delivery");
STATEMENT_GLOBAL(test_batches, NULL, &counted_out, "SELECT COUNT(*) AS n FROM batch");

static int64_t number(struct work *w, const struct statement *s)
{
	struct counted c = {-1};

	return statement_one(w, s, NULL, &c) ? c.n : -1;
}

static struct instant second(int64_t s)
{
	return (struct instant){BEGAN_US + s * 1000000};
}

/* Jobs with a result for every hundred of them, and some that are needed: attempts is 9. */
static void make_jobs(void)
{
	test_sql("INSERT INTO %1$s.job (id, account_id, strategy_id, status, attempts, created_at,"
		 " completed_at, target, result_hash, url) SELECT CONCAT(LPAD(HEX((" BEGAN
		 "000 + seq * 1000) DIV 65536), 8, '0'), '-', LPAD(HEX((" BEGAN
		 "000 + seq * 1000) MOD 65536), 4, '0'), '-7000-8000-', LPAD(HEX(seq), 12, '0')),"
		 " account_id, id, 'completed', 1, FROM_UNIXTIME(" BEGAN " + seq),"
		 " FROM_UNIXTIME(" BEGAN " + seq + 5), '0123456789abcdef',"
		 " UNHEX(SHA2(seq DIV 100, 256)), url"
		 " FROM (SELECT id, account_id, url FROM %1$s.strategy ORDER BY id LIMIT 1) AS s,"
		 " %1$s.seq_1_to_20000");
	test_sql("INSERT INTO %1$s.result (strategy_id, hash, account_id, size, created_at, items)"
		 " SELECT strategy_id, result_hash, account_id, 1000, MIN(completed_at), 'x'"
		 " FROM %1$s.job GROUP BY strategy_id, result_hash, account_id");
	test_sql(
	    "INSERT INTO %1$s.target (strategy_id, target, account_id, strategy_version,"
	    " engine, item_count, runs, odd_runs, is_accepting, baseline_job_id, updated_at,"
	    " url) SELECT strategy_id, target, account_id, 1, 1, 1, 1, 0, 0, id, created_at, url"
	    " FROM %1$s.job WHERE id LIKE '%%-000000000032'");
	test_sql("INSERT INTO %1$s.schedule (id, account_id, kind, strategy_id, enabled,"
		 " jitter_seconds, catch_up, notify, anchor_at, created_at, updated_at)"
		 " SELECT '01890000-0000-7000-8000-000000000001', account_id, 'run', id, 1, 0,"
		 " 'none', 'changes', created_at, created_at, created_at FROM %1$s.strategy"
		 " ORDER BY id LIMIT 1");
	/* 150 unseen, 151 seen, 152 of a schedule that is gone, 153 unseen for too long */
	test_sql("INSERT INTO %1$s.job_change (job_id, account_id, strategy_id, schedule_id,"
		 " target, before_job_id, added, removed, modified, moved, created_at, seen_at)"
		 " SELECT id, account_id, strategy_id, IF(id LIKE '%%-000000000098', UUID(),"
		 " '01890000-0000-7000-8000-000000000001'), target, id, 1, 0, 0, 0,"
		 " IF(id LIKE '%%-000000000099', FROM_UNIXTIME(1), completed_at),"
		 " IF(id LIKE '%%-000000000097', completed_at, NULL) FROM %1$s.job WHERE id LIKE"
		 " '%%-000000000096' OR id LIKE '%%-000000000097' OR id LIKE '%%-000000000098'"
		 " OR id LIKE '%%-000000000099'");
	test_sql("UPDATE %1$s.job SET status = 'running', completed_at = NULL, result_hash = NULL"
		 " WHERE id LIKE '%%-0000000000ff'");
	test_sql("UPDATE %1$s.job SET completed_at = UTC_TIMESTAMP(6)"
		 " WHERE id LIKE '%%-000000000100'");
	test_sql(
	    "INSERT INTO %1$s.delivery (id, account_id, schedule_id, job_id, status, event,"
	    " receiver, endpoint, attempts, tries, created_at, started_at, address,"
	    " strategy_name) SELECT UUID(), account_id,"
	    " '01890000-0000-7000-8000-000000000001', id, IF(id LIKE '%%d', 'pending', 'dead'),"
	    " 'changed', 'standard', '0123456789abcdef', 1, 1, created_at, created_at, '', ''"
	    " FROM %1$s.job WHERE id LIKE '%%-0000000000fd' OR id LIKE '%%-0000000000fe'");
	test_sql("UPDATE %1$s.job SET attempts = 9 WHERE id LIKE '%%-000000000032'"
		 " OR id LIKE '%%-000000000096' OR id LIKE '%%-0000000000ff'"
		 " OR id LIKE '%%-000000000100' OR id LIKE '%%-0000000000fd'");
}

static void test_job_sweep(struct work *w, const char *account, const char *other)
{
	struct job_sweep s = {.account_id = other,
			      .after = ID_LEAST,
			      .until = id_floor(w->arena, second(15001)),
			      .ended_before = second(100000),
			      .unseen_since = second(-1000),
			      .most = STEP};
	int64_t removed = 0, reads, worst = 0, steps = 0;
	const char *id;

	ok(job_sweep(w, &s) && s.is_over && s.removed == 0, "an account without jobs is over");
	s.account_id = account;
	do {
		reads = number(w, &test_reads);
		if (!ok(job_sweep(w, &s) && s.removed <= STEP, "a step"))
			break;
		reads = number(w, &test_reads) - reads;
		worst = reads > worst ? reads : worst;
		removed += s.removed;
		steps++;
	} while (!s.is_over && steps < 100);
	is_int(steps, 15000 / STEP + 1, "as many steps as it takes");
	is_int(removed, 15000 - 5, "what is old went, but what is needed");
	is_int(number(w, &test_needed), 5,
	       "that is there: baseline, unseen, running, just ended, still to be delivered");
	is_int(number(w, &test_jobs), JOBS - removed, "with all that is younger");
	ok(worst < 12 * STEP, "a step reads few rows (%d)", (int)worst);
	ok(job_nth_newest(w, account, 10, &id) && id, "the tenth newest");
	is_int(id_time(id).us, second(JOBS - 9).us, "is found");
	ok(job_nth_newest(w, account, JOBS, &id) && !id, "there are not so many any more");
	ok(job_nth_after(w, account, s.until, 2, &id) && id, "the second after an id");
	is_int(id_time(id).us, second(15002).us, "is found");
	ok(job_nth_after(w, account, id_new(w->arena), 2, &id) && !id, "none is after the last");
}

static void test_result_sweep(struct work *w, const char *account)
{
	struct result_sweep s = {.account_id = account, .until = second(15000), .most = 70};
	int64_t removed = 0, bytes, before;

	test_sql("UPDATE %s.target SET result_hash = UNHEX(SHA2(20, 256)),"
		 " reference_hash = UNHEX(SHA2(30, 256))");
	test_sql(
	    "SET STATEMENT foreign_key_checks = 0 FOR INSERT INTO %1$s.node_input (node_run_id,"
	    " number, account_id, run_id, strategy_id, state, target, url, result_hash)"
	    " SELECT UUID(), 0, account_id, UUID(), strategy_id, 'carried', '', '', hash"
	    " FROM %1$s.result WHERE hash = UNHEX(SHA2(40, 256))");
	ok(result_bytes(w, account, &before) && before == 201000, "bytes of results");
	do {
		if (!ok(result_sweep(w, &s), "a step"))
			break;
		removed += s.removed;
		ok(s.bytes == 1000 * s.removed, "tells the bytes that went");
	} while (!s.is_over);
	/* of 0 to 149: the baseline's, the unseen's and the just ended's stay, two of a target, and
	 * one that a workflow's run carries over */
	is_int(removed, 144, "results without jobs went");
	ok(result_bytes(w, account, &bytes) && bytes == before - 144000, "and their bytes");
	is_int(number(w, &test_dangling), 0, "no job misses its result");
}

/* A run that has the items of a result just as it is swept away. */
static void test_taken_up(struct work *w, const char *account)
{
	struct db_settings settings = test_settings(test_database_name);
	struct db *db = db_new(&settings);
	const char *strategy = test_strategy(w, account);
	struct result_sweep s = {
	    .account_id = account, .until = {clock_now().us + 1000000}, .most = 1000};
	int64_t before = number(w, &test_results);
	struct work other;
	uint8_t hash[32];

	ok(result_store(
	       w,
	       &(struct new_result){
		   .account_id = account, .strategy_id = strategy, .json = "[]", .size = 2},
	       hash),
	   "a result without a job");
	ok(db_begin(w) && result_store(w,
				       &(struct new_result){.account_id = account,
							    .strategy_id = strategy,
							    .json = "[]",
							    .size = 2},
				       hash),
	   "a run finds it");
	work_begin(&other);
	ok(db_ready(&other, db) && db_script(&other, "SET SESSION innodb_lock_wait_timeout = 1"),
	   "meanwhile");
	ok(!result_sweep(&other, &s) && error_is(&other, ERR_UNAVAILABLE), "a sweep waits for it");
	ok(db_commit(w), "until it has ended");
	s.after = (struct instant){0};
	work_forgive(&other);
	ok(result_sweep(&other, &s), "then it goes on");
	is_int(s.removed, 1, "and takes what the run left alone after all");
	is_int(number(w, &test_results), before, "that one alone");
	work_end(&other);
	db_free(db);
}

static void test_page_sweep(struct work *w, const char *account)
{
	const char *one = test_strategy(w, account), *two = test_strategy(w, account);
	struct page_sweep s = {.until = second(100), .most = 2};
	struct page p;
	int64_t removed = 0;

	for (int i = 0; i < 5; i++) {
		clock_set(second(i));
		ok(page_store(w, account, one, "http://a.test/", NULL, "12345", (size_t)i), "page");
	}
	ok(page_store(w, account, two, "http://a.test/", NULL, "1", 1), "and another strategy's");
	clock_set((struct instant){0});
	do {
		if (!ok(page_sweep(w, &s), "a step"))
			break;
		removed += s.removed;
	} while (!s.is_over);
	is_int(removed, 4, "earlier pages went");
	ok(page_load(w, account, one, NULL, &p) && p.size == 4, "the newest stays");
	ok(page_load(w, account, two, NULL, &p) && p.size == 1, "of each strategy");
}

static void test_batch_sweep(struct work *w)
{
	struct id_sweep s = {.after = ID_LEAST, .most = 60};
	int64_t removed = 0;

	test_sql("INSERT INTO %1$s.batch (id, account_id, strategy_id, created_at)"
		 " SELECT CONCAT('01890000-0000-7000-8000-', LPAD(HEX(seq), 12, '0')), account_id,"
		 " id, created_at FROM (SELECT id, account_id, created_at FROM %1$s.strategy"
		 " ORDER BY id LIMIT 1) AS s, %1$s.seq_1_to_100");
	test_sql("UPDATE %1$s.job SET batch_id = '01890000-0000-7000-8000-000000000010' LIMIT 3");
	s.until = "01890000-0000-7000-8000-000000000060";
	do {
		if (!ok(batch_sweep(w, &s), "a step"))
			break;
		removed += s.removed;
	} while (!s.is_over);
	is_int(removed, 94, "batches without jobs went");
	is_int(number(w, &test_batches), 6, "the one with jobs stays, and the younger ones");
}

static void test_delivery_sweep(struct work *w)
{
	struct id_sweep s = {.after = ID_LEAST, .most = 2};
	int64_t removed = 0;

	test_sql("DELETE FROM %1$s.delivery");
	test_sql("INSERT INTO %1$s.delivery (id, account_id, schedule_id, job_id, status, event,"
		 " receiver, endpoint, attempts, tries, created_at, started_at, address,"
		 " strategy_name) SELECT CONCAT('01890000-0000-7000-8000-', LPAD(seq, 12, '0')),"
		 " account_id, '01890000-0000-7000-8000-000000000001', id,"
		 " ELT(1 + seq MOD 3, 'pending', 'delivered', 'dead'), 'changed', 'standard',"
		 " '0123456789abcdef', 1, 1, created_at, created_at, '', '' FROM"
		 " (SELECT id, account_id, created_at FROM %1$s.job ORDER BY id LIMIT 1) AS j,"
		 " %1$s.seq_1_to_9");
	s.until = "01890000-0000-7000-8000-000000000006";
	do {
		if (!ok(delivery_sweep(w, &s), "a step"))
			break;
		removed += s.removed;
	} while (!s.is_over);
	is_int(removed, 4, "old deliveries that have ended went, but the pending one");
	is_int(number(w, &test_deliveries), 5, "and the younger ones");
}

STATEMENT_GLOBAL(test_runs, NULL, &counted_out, "SELECT COUNT(*) AS n FROM workflow_run");

/* Every second run failed; the last two are old, too, but one of them is the newest that is
 * completed. */
static void test_run_sweep(struct work *w, const char *account)
{
	const struct workflow f = {
	    .id = id_new(w->arena), .account_id = account, .name = "Shelf", .enabled = true};
	struct run_sweep s = {.after = ID_LEAST,
			      .until = "01890000-0000-7000-8000-000000000100",
			      .old = "01890000-0000-7000-8000-000000000040",
			      .kept = 1000,
			      .most = 7};
	int64_t removed = 0;

	ok(workflow_insert(w, &f), "a workflow");
	test_sql("INSERT INTO %1$s.workflow_run (id, account_id, workflow_id, active, status,"
		 " is_forced, created_at, completed_at, triggered_by, workflow_name, graph)"
		 " SELECT CONCAT('01890000-0000-7000-8000-', LPAD(seq, 12, '0')), account_id, id,"
		 " IF(seq = 5, id, NULL), IF(seq = 5, 'running', IF(seq MOD 2 OR seq > 30,"
		 " 'failed', 'completed')), FALSE, created_at, created_at, 'manual', '', ''"
		 " FROM %1$s.workflow, %1$s.seq_1_to_60");
	do {
		if (!ok(run_sweep(w, &s), "a step"))
			break;
		removed += s.removed;
	} while (!s.is_over);
	is_int(removed, 37, "old runs went, but what goes on and the newest completed one");
	is_int(number(w, &test_runs), 23, "these and the younger ones stay");
	s.after = ID_LEAST;
	s.kept = 10;
	removed = 0;
	do {
		if (!ok(run_sweep(w, &s), "a step"))
			break;
		removed += s.removed;
	} while (!s.is_over);
	is_int(removed, 11, "others went that were not among the newest");
	is_int(number(w, &test_runs), 12, "with the two that stay in any case");
	ok(db_begin(w) && workflow_delete(w, account, f.id) && db_commit(w), "the workflow goes");
	is_int(number(w, &test_runs), 12, "without its runs");
	s.after = ID_LEAST;
	do {
		if (!ok(run_sweep(w, &s), "a step"))
			break;
	} while (!s.is_over);
	is_int(number(w, &test_runs), 0, "which are swept");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro");
	const char *other = account_add(w, "other", "pro");

	test_strategy(w, account);
	make_jobs();
	test_job_sweep(w, account, other);
	test_result_sweep(w, account);
	test_taken_up(w, other);
	test_page_sweep(w, account);
	test_batch_sweep(w);
	test_delivery_sweep(w);
	test_run_sweep(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
