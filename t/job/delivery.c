/* A delivery's message from the rows of its run, and what attempts leave behind. */
#include "job/delivery.h"

#include "bounds.h"
#include "store/database.h"
#include "store/jobs.h"
#include "store/results.h"
#include "store/schedules.h"
#include "store/targets.h"
#include "store/workflow_parts.h"

#define OWNER "01890000-0000-7000-8000-00000000000a"

static const char *account, *strategy, *schedule;
static const struct seal_key key = {{1}}, other_key = {{2}};

static void make_schedule(struct work *w)
{
	static const int64_t hour = 3600;
	struct schedule s = {.id = id_new(w->arena),
			     .account_id = account,
			     .kind = "strategy",
			     .strategy_id = strategy,
			     .interval_seconds = &hour,
			     .catch_up = "one",
			     .url = "https://shop.test/",
			     .webhook_url = "https://app.test/hook",
			     .webhook_type = "standard",
			     .notify = "always",
			     .anchor_at = clock_now()};

	s.secret = seal(w, &key, s.id, "new");
	s.secret_before = seal(w, &key, s.id, "old");
	s.secret_before_until.us = clock_now().us + 60000000;
	ok(schedule_insert(w, &s), "a schedule");
	schedule = s.id;
}

/* A delivery of a run that found one item, and its claimed task. */
static struct task *claimed(struct work *w, struct delivery *d)
{
	static int64_t nonce;
	static const int64_t one = 1;
	static const bool changes = false;
	uint8_t *hash = arena_alloc(w->arena, 32);
	struct job j = {.id = id_new(w->arena),
			.account_id = account,
			.strategy_id = strategy,
			.schedule_id = schedule,
			.url = "https://shop.test/"};
	struct task *rows = NULL;
	int64_t taken;
	size_t n = 0;

	ok(job_insert(w, &j) && job_start(w, account, j.id) &&
	       result_store(w,
			    &(struct new_result){.account_id = account,
						 .strategy_id = strategy,
						 .json = "[{\"a\":1}]",
						 .size = 9},
			    hash),
	   "a run");
	j.item_count = &one;
	j.has_changes = &changes;
	j.content_hash = "0123456789abcdef0123456789abcdef";
	j.result_hash = (struct blob){hash, 32};
	*d = (struct delivery){.id = id_new(w->arena),
			       .account_id = account,
			       .schedule_id = schedule,
			       .job_id = j.id,
			       .event = "unchanged",
			       .receiver = "standard",
			       .address = "https://app.test/hook",
			       .strategy_name = "Pans"};
	ok(job_complete(w, &j, 1) && delivery_insert(w, d) && delivery_find(w, account, d->id, d),
	   "and its delivery");
	ok(task_take(w, OWNER, ++nonce, &d->id, 1, &taken) &&
	       task_taken(w, OWNER, nonce, &rows, &n) && n == 1,
	   "is claimed");
	return rows;
}

static void test_message(struct work *w)
{
	struct delivery_state state;
	struct message *m, *again;
	struct event_body one, two;
	struct delivery d;

	claimed(w, &d);
	ok(delivery_state(w, &d, &state), "as things stand");
	m = delivery_message(w, &d, &state, &key);
	again = delivery_message(w, &d, &state, &key);
	if (!m || !again) {
		ok(false, "there is no message: %s", w->message);
		return;
	}
	ok(m->n_secrets == 2 && strcmp(m->secrets[0], "new") == 0 &&
	       strcmp(m->secrets[1], "old") == 0,
	   "its message is signed by both secrets");
	is_text(m->id, d.id, "and has its id");
	ok(event_body(w, m->receiver, m->event, &one) &&
	       event_body(w, again->receiver, again->event, &two),
	   "made twice");
	is_text(two.data, one.data, "it is the same");
	ok(strstr(one.data, "\"results\":[{\"a\":1}]") &&
	       strstr(one.data, "\"changes\":{\"added\":[]"),
	   "with what the run found");
	ok(!delivery_message(w, &d, &state, &other_key) && error_is(w, ERR_INTERNAL),
	   "another key may be replaced by the right one");
	work_forgive(w);
	state.secret = seal(w, &other_key, schedule, "newest");
	m = delivery_message(w, &d, &state, &other_key);
	ok(m && m->n_secrets == 1 && strcmp(m->secrets[0], "newest") == 0,
	   "a secret of a lost key holds up no new one");
	state.secret.data = NULL;
	ok(!delivery_message(w, &d, &state, &key) && error_is(w, ERR_NOT_FOUND),
	   "a schedule that tells nobody will not");
	ok(delivery_state(w, &d, &state), "the results go");
	test_sql("DELETE FROM %s.result");
	ok(!delivery_message(w, &d, &state, &key) && error_is(w, ERR_NOT_FOUND),
	   "and so does the message");
	work_forgive(w);
}

static void test_ends(struct work *w)
{
	struct sending s = {.started_at = clock_now(), .result = {.status = 500}, .error = "no"};
	struct delivery_state state = {0};
	struct delivery_attempt *attempts;
	struct delivery d;
	struct task *t = claimed(w, &d), late = *t;
	size_t n;

	late.lease_token--;
	ok(!delivery_tried(w, &late, &d, &state, &s) && error_is(w, ERR_CONFLICT),
	   "who has an old token stores nothing");
	work_forgive(w);
	ok(delivery_tried(w, t, &d, &state, &s) && delivery_find(w, account, d.id, &d),
	   "a failed attempt");
	ok(d.attempts == 1 && d.tries == 1 && d.next_attempt_at.us > clock_now().us,
	   "is followed by another");
	ok(attempt_list(w, account, d.id, &attempts, &n) && n == 1 && *attempts->status_code == 500,
	   "and is in the log");
	ok(delivery_state(w, &d, &state) && state.failures == 1, "and counts against its address");
	t = claimed(w, &d);
	s.result.status = 204;
	s.error = NULL;
	ok(delivery_tried(w, t, &d, &state, &s) && delivery_find(w, account, d.id, &d),
	   "a good one");
	is_text(d.status, "delivered", "is the end");
	ok(delivery_state(w, &d, &state) && state.failures == 0 && state.is_proven,
	   "and speaks for its address");
	t = claimed(w, &d);
	s.result.status = 410;
	s.error = "gone";
	ok(delivery_tried(w, t, &d, &state, &s) && delivery_find(w, account, d.id, &d), "410");
	is_text(d.status, "dead", "is the end, too");
	ok(delivery_state(w, &d, &state) && state.failures == 0, "of this delivery alone");
	t = claimed(w, &d);
	ok(delivery_dies(w, t, &d, "no data") && delivery_find(w, account, d.id, &d),
	   "what cannot be sent");
	is_text(d.error, "no data", "dies with its reason");
}

/* A delivery of the run of a workflow that found one item. */
static bool of_run(struct work *w, const char *status, struct delivery *d)
{
	static const bool changes = true;
	struct workflow_run r = test_run(w, account, test_workflow(w, account));
	struct node_run node = test_node_run(w, &r, strategy, 1);
	uint8_t *hash = arena_alloc(w->arena, 32);
	struct node_input in = {.node_run_id = node.id,
				.account_id = account,
				.run_id = r.id,
				.strategy_id = strategy,
				.state = "completed",
				.url = "https://shop.test/",
				.target = target_name(w, "https://shop.test/", NULL, NULL)};

	if (!run_insert(w, &r) || !node_run_insert_all(w, &node, 1) ||
	    !result_store(w,
			  &(struct new_result){.account_id = account,
					       .strategy_id = strategy,
					       .json = "[{\"a\":1}]",
					       .size = 9},
			  hash))
		return false;
	in.result_hash = (struct blob){hash, 32};
	r.status = status;
	r.error = "Node 'book' failed: no";
	r.has_changes = &changes;
	r.completed_at = clock_now();
	*d = (struct delivery){.id = id_new(w->arena),
			       .account_id = account,
			       .schedule_id = schedule,
			       .run_id = r.id,
			       .event = "changed",
			       .receiver = "standard",
			       .address = "https://app.test/hook",
			       .strategy_name = "Shelf",
			       .metadata = {"{\"env\":\"dev\"}"}};
	return node_input_insert_all(w, &in, 1) && run_update(w, &r) && delivery_insert(w, d) &&
	       delivery_find(w, account, d->id, d);
}

static const char *body_of(struct work *w, const struct delivery *d)
{
	struct delivery_state state;
	struct event_body body;
	struct message *m;

	m = delivery_state(w, d, &state) ? delivery_message(w, d, &state, &key) : NULL;
	return m && event_body(w, m->receiver, m->event, &body) ? body.data : w->message;
}

static void test_runs(struct work *w)
{
	struct delivery d;

	ok(of_run(w, "completed", &d), "a delivery of a workflow's run");
	ok(strstr(body_of(w, &d), "\"workflow_name\":\"Shelf\""), "names the workflow");
	ok(strstr(body_of(w, &d), "\"results\":[{\"a\":1}],\"final_results_by_url_grouped\":"
				  "{\"https://shop.test/\":{\"Catalogue\":[{\"a\":1}]}}"),
	   "and has what it found");
	ok(strstr(body_of(w, &d), "\"has_changes\":true"), "and whether that is new");
	ok(of_run(w, "failed", &d), "of one that failed");
	ok(strstr(body_of(w, &d), "\"error\":\"Node 'book' failed: no\""), "it has the reason");
	ok(!strstr(body_of(w, &d), "results"), "and no results");
}

static void all_tests(struct work *w)
{
	account = account_add(w, "shop", "pro");
	strategy = test_strategy(w, account);
	make_schedule(w);
	test_message(w);
	test_ends(w);
	test_runs(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
