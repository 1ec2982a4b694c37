/* Retention: walks through accounts by age, by count and by bytes, in steps. */
#include "queue/retention.h"

#include "bounds.h"
#include "store/database.h"
#include "store/lookup.h"
#include "store/statement.h"

struct tally {
	const char *account_id;
	int64_t jobs, results, young;
};

SHAPE(test_tally_in, struct tally, COLUMN(struct tally, account_id),
      COLUMN(struct tally, account_id), COLUMN(struct tally, account_id));
SHAPE(test_tally_out, struct tally, COLUMN(struct tally, jobs), COLUMN(struct tally, results),
      COLUMN(struct tally, young));
STATEMENT(test_tally, &test_tally_in, &test_tally_out,
	  "SELECT (SELECT COUNT(*) FROM job WHERE account_id = ?) AS jobs,"
	  " (SELECT COUNT(*) FROM result WHERE account_id = ?) AS results,"
	  " (SELECT COUNT(*) FROM job WHERE account_id = ?"
	  " AND created_at > UTC_TIMESTAMP() - INTERVAL 12 HOUR) AS young");

static const struct retention_limits none = {.jobs_days = 36500,
					     .jobs = 1000000000,
					     .results_mb = 1000000,
					     .unseen_days = 365,
					     .pages_days = 365,
					     .traces_days = 365,
					     .ticks_days = 365,
					     .deliveries_days = 365};

/* Every account gets 3,000 jobs, the last ones an hour apart up to now; each with a result of its
 * own of 100,000 bytes. */
static void make_jobs(void)
{
	test_sql("INSERT INTO %1$s.job (id, account_id, strategy_id, status, attempts, created_at,"
		 " completed_at, target, result_hash, url)"
		 " SELECT CONCAT(LPAD(HEX(ms DIV 65536), 8, '0'), '-', LPAD(HEX(ms MOD 65536), 4,"
		 " '0'), '-7000-8000-', LPAD(HEX(n), 12, '0')), account_id, id, 'completed', 1,"
		 " FROM_UNIXTIME(ms DIV 1000), FROM_UNIXTIME(ms DIV 1000), UNHEX(MD5(n)),"
		 " UNHEX(SHA2(n, 256)), url FROM"
		 " (SELECT s.id, s.account_id, s.url, seq + 3000 * ROW_NUMBER() OVER (PARTITION BY"
		 " seq ORDER BY s.id) AS n, (UNIX_TIMESTAMP() - 3600 * (3000 - seq)) * 1000 AS ms"
		 " FROM %1$s.strategy s, %1$s.seq_1_to_3000) AS made");
	test_sql("INSERT INTO %1$s.result (strategy_id, hash, account_id, size, created_at, items)"
		 " SELECT strategy_id, result_hash, account_id, 100000, completed_at, 'x'"
		 " FROM %1$s.job");
}

/* Walks to the end; the number of steps, or -1. */
static int64_t walk(struct work *w, struct retention *r)
{
	bool is_over = false;
	int64_t steps = 0;

	for (; !is_over && steps < 10000; steps++)
		if (!retention_step(w, r, &is_over))
			return -1;
	return steps;
}

static struct tally tally(struct work *w, const char *account)
{
	struct tally t = {.account_id = account};

	ok(statement_one(w, &test_tally, &t, &t), "counted");
	return t;
}

static void test_age(struct work *w, const char *account)
{
	struct retention r = {.limits = none};
	struct tally t;

	ok(walk(w, &r) > 0, "a walk without limits");
	t = tally(w, account);
	is_int(t.jobs, 3000, "takes nothing");
	is_int(r.removed[RETENTION_JOBS], 0, "as it tells");
	r.limits.jobs_days = 100;
	ok(walk(w, &r) > 0, "another one with a limit by age");
	t = tally(w, account);
	ok(t.jobs >= 2399 && t.jobs <= 2401, "leaves a hundred days (%d)", (int)t.jobs);
	ok(t.results >= t.jobs && t.results <= t.jobs + 1, "and their results");
	ok(r.removed[RETENTION_JOBS] >= 3 * 599 && r.removed[RETENTION_RESULTS] >= 3 * 598,
	   "tells what went, of all accounts");
}

static void test_count(struct work *w, const char *account)
{
	struct retention r = {.limits = none};
	struct tally t;

	r.limits.jobs = 1500;
	ok(walk(w, &r) > 0, "a walk with a limit by count");
	t = tally(w, account);
	is_int(t.jobs, 1500, "leaves so many");
	r.limits.jobs = 1;
	ok(walk(w, &r) > 0, "a limit by count that is small");
	t = tally(w, account);
	ok(t.jobs >= 24 && t.jobs <= 25, "spares the last day");
	is_int(t.young, 12, "all of it");
}

static void test_bytes(struct work *w, const char *account)
{
	struct retention r = {.limits = none};
	struct tally t;

	test_sql("DELETE FROM %1$s.job");
	test_sql("DELETE FROM %1$s.result");
	make_jobs();
	test_sql(
	    "INSERT INTO %1$s.target (strategy_id, target, account_id, strategy_version,"
	    " engine, item_count, runs, odd_runs, is_accepting, baseline_job_id, updated_at,"
	    " url) SELECT strategy_id, target, account_id, 1, 1, 1, 1, 0, 0, id, created_at, url"
	    " FROM %1$s.job ORDER BY id LIMIT 300");
	r.limits.results_mb = 150;
	ok(walk(w, &r) > 0, "a walk with a limit by bytes");
	t = tally(w, account);
	ok(t.results <= 1500, "leaves so many (%d)", (int)t.results);
	ok(t.results > 1500 - DELETE_STEP - 100, "and not many less");
	ok(t.jobs >= t.results, "each with its job");
	r.limits.results_mb = 1;
	ok(walk(w, &r) > 0, "one that is small");
	t = tally(w, account);
	ok(t.jobs >= 100 + 24 && t.jobs <= 100 + 25, "spares baselines and the last day");
	is_int(t.results, t.jobs, "with their results");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro");

	test_strategy(w, account);
	test_strategy(w, account_add(w, "other", "pro"));
	test_strategy(w, account_add(w, "third", "pro"));
	make_jobs();
	is_text(retention_name(RETENTION_JOBS), "jobs", "kinds have names");
	test_age(w, account);
	test_count(w, account);
	test_bytes(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
