/* The outbox: rows, tasks, filters, replay and endpoints. */
#include "store/deliveries.h"

#include "bounds.h"
#include "store/database.h"
#include "store/jobs.h"
#include "store/schedules.h"
#include "store/tasks.h"

static const char *account, *strategy;

static const char *new_schedule(struct work *w)
{
	static const int64_t hour = 3600;
	const struct schedule s = {.id = id_new(w->arena),
				   .account_id = account,
				   .kind = "strategy",
				   .strategy_id = strategy,
				   .enabled = true,
				   .interval_seconds = &hour,
				   .catch_up = "one",
				   .url = "https://shop.test/",
				   .webhook_url = "https://app.test/hook",
				   .webhook_type = "standard",
				   .webhook_metadata = {"{\"a\":1}"},
				   .secret = {"sealed", 6},
				   .notify = "changes",
				   .anchor_at = clock_now()};

	ok(schedule_insert(w, &s), "a schedule");
	return s.id;
}

static const char *new_job(struct work *w, const char *schedule)
{
	const struct job j = {.id = id_new(w->arena),
			      .account_id = account,
			      .strategy_id = strategy,
			      .schedule_id = schedule,
			      .url = "https://shop.test/"};

	ok(job_insert(w, &j), "a job");
	return j.id;
}

static struct delivery new_delivery(struct work *w, const char *schedule)
{
	const struct delivery d = {.id = id_new(w->arena),
				   .account_id = account,
				   .schedule_id = schedule,
				   .job_id = new_job(w, schedule),
				   .event = "changed",
				   .receiver = "standard",
				   .address = "https://app.test/hook",
				   .strategy_name = "Catalogue",
				   .metadata = {"{\"a\":1}"}};

	ok(db_begin(w) && delivery_insert(w, &d) && db_commit(w), "a delivery");
	return d;
}

static int64_t tasks(struct work *w)
{
	size_t n = 0, all = 0;
	const char *ids[CLAIM_MAX];
	struct instant turn;

	for (int shard = 0; shard < TASK_SHARDS; shard++)
		if (task_candidates(w, shard, CLAIM_MAX, ids, &n, &turn))
			all += n;
	return (int64_t)all;
}

static void test_audience(struct work *w, const char *schedule)
{
	struct audience a;

	ok(db_begin(w) && delivery_audience(w, account, schedule, &a) && db_commit(w),
	   "whom a schedule tells");
	is_text(a.webhook_url, "https://app.test/hook", "where");
	is_text(a.notify, "changes", "of what");
	is_text(a.strategy_name, "Catalogue", "under which name");
	ok(!delivery_audience(w, account, id_new(w->arena), &a) && error_is(w, ERR_NOT_FOUND),
	   "a schedule that is gone tells nobody");
	work_forgive(w);
}

static void test_attempts(struct work *w, struct delivery *d)
{
	const int64_t status = 500;
	struct delivery_attempt a = {.delivery_id = d->id,
				     .account_id = account,
				     .number = 1,
				     .started_at = clock_now(),
				     .duration_ms = 12,
				     .status_code = &status,
				     .error = "The receiver answered 500",
				     .answer = "oh\xff no"},
				*rows;
	size_t n;

	ok(attempt_insert(w, &a), "an attempt");
	a.number = 2;
	a.status_code = NULL;
	a.error_class = "connect";
	ok(attempt_insert(w, &a), "another");
	ok(attempt_list(w, account, d->id, &rows, &n) && n == 2, "both are listed");
	ok(rows[0].number == 1 && *rows[0].status_code == 500 && !rows[1].status_code,
	   "in their order");
	is_text(rows[0].answer, "oh\xEF\xBF\xBD no", "with an answer that is text");
	ok(attempt_list(w, id_new(w->arena), d->id, &rows, &n) && n == 0, "to their owner alone");
	d->status = "dead";
	d->attempts = 2;
	d->tries = 2;
	d->error = "gone";
	d->ended_at = clock_now();
	ok(delivery_update(w, d) && delivery_find(w, account, d->id, d), "it dies");
	is_text(d->status, "dead", "which is stored");
	is_text(d->error, "gone", "with the reason");
}

static void test_replay(struct work *w, const char *schedule, struct delivery *d)
{
	const struct delivery_filter dead = {.account_id = account,
					     .schedule_id = schedule,
					     .status = "dead",
					     .since = {1},
					     .limit = 10};
	struct delivery *rows;
	struct instant last;
	int64_t total;
	size_t n;

	test_sql("DELETE FROM %s.task");
	ok(delivery_list(w, &dead, &rows, &n) && n == 1, "the dead are found");
	ok(delivery_count(w, &dead, &total) && total == 1, "and counted");
	ok(db_begin(w) && delivery_replay_all(w, &dead, &n, &last) && db_commit(w) && n == 1,
	   "all are put back");
	ok(last.us == rows[0].created_at.us, "up to that time");
	ok(delivery_find(w, account, d->id, d) && d->tries == 0 && d->attempts == 2,
	   "with all tries, and what was tried");
	is_text(d->status, "pending", "pending");
	is_int(tasks(w), 1, "with a task");
	test_sql("UPDATE %s.task SET order_at = order_at + INTERVAL 1 HOUR");
	is_int(tasks(w), 0, "that may have to wait");
	ok(delivery_replay(w, account, d->id), "again");
	is_int(tasks(w), 1, "makes it due");
	ok(!delivery_replay(w, id_new(w->arena), d->id) && error_is(w, ERR_NOT_FOUND),
	   "not for others");
	work_forgive(w);
	ok(delivery_replay_all(w, &dead, &n, &last) && n == 0, "there may be none");
}

static void test_endpoints(struct work *w, const struct delivery *d)
{
	struct delivery_state s;
	int64_t rest_s = 0, removed;

	ok(delivery_state(w, d, &s) && s.failures == 0 && !s.is_proven, "a new address");
	ok(s.secret.size == 6 && memcmp(s.secret.data, "sealed", 6) == 0, "and its secret");
	for (int i = 1; i <= ENDPOINT_FAILURES; i++) {
		ok(endpoint_failed(w, d) && delivery_state(w, d, &s), "failure %d", i);
		is_int(s.failures, i, "is counted");
		ok((s.open_until.us != 0) == (i == ENDPOINT_FAILURES), "and the last opens it");
	}
	for (int i = 0; i < 12; i++) {
		int64_t before_s = rest_s;

		rest_s = (s.open_until.us - clock_now().us + 999999) / 1000000;
		ok(rest_s <= ENDPOINT_REST_MAX_S && rest_s + 1 >= before_s,
		   "it rests longer and longer, up to a bound");
		ok(endpoint_failed(w, d) && delivery_state(w, d, &s), "another failure");
	}
	ok(endpoint_delivered(w, d) && delivery_state(w, d, &s), "a success");
	ok(s.failures == 0 && s.open_until.us == 0 && s.is_proven, "forgives all");
	ok(endpoint_sweep(w, 10, &removed) && removed == 0, "it is remembered");
	test_sql("UPDATE %s.endpoint SET updated_at = updated_at - INTERVAL 31 DAY;");
	ok(endpoint_sweep(w, 10, &removed) && removed == 1, "for a month without deliveries");
}

static void all_tests(struct work *w)
{
	struct delivery d;
	const char *schedule;

	account = account_add(w, "shop", "pro");
	strategy = test_strategy(w, account);
	schedule = new_schedule(w);
	test_audience(w, schedule);
	d = new_delivery(w, schedule);
	is_int(tasks(w), 1, "has a task");
	ok(delivery_find(w, account, d.id, &d), "it is found");
	ok(d.attempts == 0 && d.next_attempt_at.us && !d.ended_at.us, "pending");
	is_text(d.metadata.data, "{\"a\":1}", "with its metadata");
	ok(!delivery_find(w, id_new(w->arena), d.id, &d) && error_is(w, ERR_NOT_FOUND),
	   "by its owner alone");
	work_forgive(w);
	test_attempts(w, &d);
	test_replay(w, schedule, &d);
	test_endpoints(w, &d);
	ok(schedule_delete(w, account, schedule), "the schedule is deleted");
	ok(!delivery_find(w, account, d.id, &d), "and all of it is gone");
}

int main(void)
{
	return test_with_database(all_tests);
}
