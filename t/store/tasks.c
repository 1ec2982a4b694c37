/* The queue: whose turn it is, who has a task, and what becomes of it when he is gone. */
#include "store/tasks.h"

#include "bounds.h"
#include "store/database.h"
#include "store/jobs.h"

#define OWNER	"01890000-0000-7000-8000-00000000000a"
#define ANOTHER "01890000-0000-7000-8000-00000000000b"

static const char *strategy;

/* An id that lies in shard 0. */
static const char *new_id(struct work *w)
{
	char *id = arena_text(w->arena, id_new(w->arena));

	id[strlen(id) - 1] = '0';
	return id;
}

static const char *add(struct work *w, const char *account, enum task_priority priority)
{
	const struct new_task t = {
	    .id = new_id(w), .account_id = account, .kind = "job", .priority = priority};
	const struct job j = {.id = t.id,
			      .account_id = account,
			      .strategy_id = strategy,
			      .url = "https://shop.test/"};

	ok(db_begin(w) && job_insert(w, &j) && task_insert(w, &t, 1) && db_commit(w), "a task");
	return t.id;
}

/* A task whose job is of no matter. */
static const char *add_bare(struct work *w, const char *account)
{
	const struct new_task t = {
	    .id = new_id(w), .account_id = account, .kind = "job", .priority = TASK_ASKED};

	ok(db_begin(w) && task_insert(w, &t, 1) && db_commit(w), "one more task");
	return t.id;
}

static struct instant turn; /* that the last claim came to */

/* Claims up to `most` tasks of the shard and returns how many. */
static int claim(struct work *w, const char *owner, int shard, size_t most, struct task **out)
{
	static int64_t nonce;
	const char *ids[CLAIM_MAX];
	int64_t taken;
	size_t n;

	nonce++;
	if (!task_candidates(w, shard, most, ids, &n, &turn) || n == 0)
		return 0;
	if (!task_take(w, owner, nonce, ids, n, &taken) || !task_taken(w, owner, nonce, out, &n))
		return 0;
	return (int)n;
}

static bool end(struct work *w, const struct task *t)
{
	bool good = db_begin(w) && task_done(w, t) && db_commit(w);

	db_rollback(w);
	return good;
}

static void empty_queue(void)
{
	test_sql("DELETE FROM %s.task");
}

static void test_life(struct work *w, const char *account)
{
	const char *id = add(w, account, TASK_ASKED);
	struct task *t, *other;
	struct job j;

	is_int(claim(w, OWNER, 0, 10, &t), 1, "is claimed");
	is_text(t->id, id, "with its id,");
	is_text(t->kind, "job", "its kind,");
	is_text(t->strategy_id, strategy, "its strategy");
	is_text(t->url, "https://shop.test/", "and its URL");
	is_int(t->attempts, 1, "for the first time");
	is_int(t->version, 1, "in the strategy's version");
	is_int(claim(w, ANOTHER, 0, 10, &other), 0, "and by nobody else");
	ok(job_find(w, account, id, &j) && j.started_at.us > 0, "its job");
	is_text(j.status, "running", "runs");
	is_int(j.attempts, 1, "for the first time");
	ok(end(w, t), "it is done");
	ok(!end(w, t), "once");
	is_int(w->error, ERR_CONFLICT, "that is a conflict");
	work_forgive(w);
}

/* A lease that is over is another's: the token keeps the late one out. */
static void test_leases(struct work *w, const char *account)
{
	struct task *late, *t;
	int64_t n;
	size_t held;

	add(w, account, TASK_ASKED);
	is_int(claim(w, OWNER, 0, 1, &late), 1, "claimed");
	ok(task_prolong(w, OWNER, &n) && n == 1, "and prolonged");
	ok(task_reap(w, 10, &n) && n == 0, "its lease holds");
	test_sql("UPDATE %s.task SET lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND");
	ok(task_reap(w, 10, &n) && n == 1, "until it is over");
	ok(task_prolong(w, OWNER, &n) && n == 0, "then there is nothing to prolong");
	is_int(claim(w, ANOTHER, 0, 1, &t), 1, "it is claimed again");
	is_int(t->attempts, 2, "for the second time");
	ok(!end(w, late), "the late one does not end it");
	work_forgive(w);
	ok(!task_put_back(w, late, (struct task_return){.delay_ms = 0}), "nor puts it back");
	work_forgive(w);
	ok(task_held(w, ANOTHER, &late, &held) && held == 1 && late->lease_token == t->lease_token,
	   "it is the other's");
	ok(end(w, t), "who ends it");
}

static void test_returns(struct work *w, const char *account)
{
	const char *culprit = add(w, account, TASK_ASKED);
	struct task *t;
	int64_t n;

	add(w, account, TASK_ASKED);
	is_int(claim(w, OWNER, 0, 10, &t), 2, "two are claimed");
	ok(task_return_all(w, OWNER, culprit, &n) && n == 2,
	   "and returned by a dead runner's heir");
	is_int(claim(w, OWNER, 0, 10, &t), 2, "to be claimed again");
	for (int i = 0; i < 2; i++) {
		bool is_culprit = strcmp(t[i].id, culprit) == 0;

		is_int(t[i].crashes, is_culprit, "only one is to blame");
		is_int(t[i].attempts, is_culprit ? 2 : 1, "and has tried twice");
	}
	ok(task_put_back(w, &t[0], (struct task_return){.delay_ms = 60000, .slot_ms = 90000}),
	   "one waits");
	ok(task_put_back(w, &t[1], (struct task_return){.is_innocent = true}), "one does not");
	ok(!task_forget(w, &t[0]) && !task_forget(w, &t[1]), "and neither is forgotten");
	work_forgive(w);
	is_int(claim(w, OWNER, 0, 10, &t), 1, "so that one is to be had");
	ok(task_forget(w, t), "and forgotten while it is its owner's");
	test_sql("UPDATE %s.task SET order_at = UTC_TIMESTAMP(6)");
	is_int(claim(w, OWNER, 0, 10, &t), 1, "the other when its time has come");
	ok(t->slot_us > 30000000 && t->slot_us <= 90000000,
	   "with the turn that it has at its host");
	ok(end(w, t), "and ended");
}

/* A job that was put back before anything was tried is as it was. */
static void test_untried(struct work *w, const char *account)
{
	const char *id = add(w, account, TASK_ASKED);
	struct task *t;
	struct job j;

	is_int(claim(w, OWNER, 0, 10, &t), 1, "a task is claimed");
	ok(task_put_back(w, t, (struct task_return){.is_innocent = true}), "and put back untried");
	ok(job_find(w, account, id, &j) && j.started_at.us == 0, "its job has not started");
	is_text(j.status, "pending", "and is pending");
	is_int(j.attempts, 0, "without an attempt");
	is_int(claim(w, OWNER, 0, 10, &t), 1, "it is claimed again");
	ok(task_put_back(w, t, (struct task_return){.delay_ms = 0}), "and put back for a retry");
	ok(job_find(w, account, id, &j) && j.started_at.us > 0, "then it goes on");
	is_text(j.status, "running", "running");
	is_int(claim(w, OWNER, 0, 10, &t), 1, "to be claimed again");
	ok(task_put_back(w, t, (struct task_return){.is_innocent = true}), "and put back");
	ok(job_find(w, account, id, &j) && j.started_at.us > 0, "as what was tried");
	is_int(claim(w, OWNER, 0, 10, &t), 1, "until");
	ok(end(w, t), "it ends");
}

/* All or none: the caller rolls back. */
static void test_together(struct work *w, const char *account)
{
	const struct task *some[3];
	struct task *t, *other;

	for (int i = 0; i < 3; i++)
		add(w, account, TASK_ASKED);
	is_int(claim(w, OWNER, 0, 10, &t), 3, "three are claimed");
	for (int i = 0; i < 3; i++)
		some[i] = &t[i];
	ok(task_done_all(w, some, 0), "none of them is done");
	ok(task_put_back(w, &t[1], (struct task_return){.delay_ms = 0}), "one is put back");
	is_int(claim(w, ANOTHER, 0, 10, &other), 1, "and another's");
	ok(db_begin(w) && !task_done_all(w, some, 3) && error_is(w, ERR_CONFLICT),
	   "they are not done together");
	db_rollback(w);
	work_forgive(w);
	some[1] = other;
	ok(task_done_all(w, some, 3), "with whose it is they are");
	ok(!task_done_all(w, some, 1), "once");
	work_forgive(w);
}

static void test_cancel(struct work *w, const char *account, const char *stranger)
{
	const char *id = add(w, account, TASK_ASKED);
	struct task *t;

	ok(!task_cancel(w, stranger, id), "a stranger cancels nothing");
	work_forgive(w);
	ok(task_cancel(w, account, id), "its account does");
	is_int(claim(w, OWNER, 0, 10, &t), 0, "and it is gone");
	id = add(w, account, TASK_ASKED);
	is_int(claim(w, OWNER, 0, 10, &t), 1, "what runs");
	ok(!task_cancel(w, account, id) && error_is(w, ERR_CONFLICT), "is not cancelled");
	work_forgive(w);
	ok(end(w, t), "and ends");
}

static void test_order(struct work *w, const char *account)
{
	const char *scheduled = add(w, account, TASK_SCHEDULED);
	const char *asked = add(w, account, TASK_ASKED);
	struct task *t;

	add(w, account, TASK_INTERACTIVE);
	is_int(claim(w, OWNER, TASK_EXPRESS, 10, &t), 1, "who waits is in the shard of his own");
	ok(end(w, t), "and is served");
	is_int(claim(w, OWNER, 0, 1, &t), 1, "then comes");
	is_text(t->id, asked, "what was asked for");
	ok(task_put_back(w, t, (struct task_return){.is_innocent = true}), "which, given back,");
	is_int(claim(w, OWNER, 0, 1, &t), 1, "is still before");
	is_text(t->id, asked, "what is only scheduled");
	ok(end(w, t), "ended");
	is_int(claim(w, OWNER, 0, 1, &t), 1, "then that");
	is_text(t->id, scheduled, "is served");
	ok(end(w, t), "ended");
}

/* The first task of an account passes the many of another, however long these have been there, and
 * an account that was served much is not punished for it later. */
static void test_fairness(struct work *w, const char *rich, const char *poor)
{
	struct new_task many[200];
	const char *one;
	struct task *t, *other;

	for (int i = 0; i < 200; i++)
		many[i] = (struct new_task){
		    .id = new_id(w), .account_id = rich, .kind = "job", .priority = TASK_ASKED};
	ok(db_begin(w) && task_insert(w, many, 200) && db_commit(w), "two hundred of one");
	is_int(claim(w, OWNER, 0, 10, &t), 10, "of which ten are claimed");
	is_int(turn.us, t[9].order_at.us, "which come to the last one's turn");
	ok(task_put_back(w, &t[0], (struct task_return){.is_innocent = true}), "one is put back");
	is_int(claim(w, OWNER, 0, 1, &other), 1, "and claimed again");
	is_int(turn.us, 0, "for which the clock does not move");
	ok(task_turn(w, t[9].order_at), "their turn is noted");
	one = add_bare(w, poor);
	is_int(claim(w, OWNER, 0, 2, &t), 2, "the next two are");
	ok(strcmp(t[0].id, one) == 0 || strcmp(t[1].id, one) == 0, "one of them the other's");
	for (int n; (n = claim(w, OWNER, 0, 30, &t)) > 0;)
		ok(task_turn(w, t[n - 1].order_at), "the rest is claimed");
	empty_queue();
	for (int i = 0; i < 200; i++)
		many[i].id = new_id(w), many[i].account_id = poor;
	ok(db_begin(w) && task_insert(w, many, 200) && db_commit(w), "two hundred of the other");
	one = add_bare(w, rich);
	is_int(claim(w, OWNER, 0, 3, &t), 3, "the first three");
	ok(strcmp(t[0].id, one) == 0 || strcmp(t[1].id, one) == 0 || strcmp(t[2].id, one) == 0,
	   "have the first one's");
	empty_queue();
}

static void test_orphans(struct work *w, const char *account)
{
	const struct new_task t = {.id = new_id(w), .account_id = account, .kind = "job"};
	struct task *rows;

	ok(db_begin(w) && task_insert(w, &t, 1) && db_commit(w), "a task without a job");
	is_int(claim(w, OWNER, TASK_EXPRESS, 10, &rows), 1, "is claimed");
	ok(!rows->strategy_id, "and has no strategy");
	ok(end(w, rows), "it can only end");
}

int main(void)
{
	const char *account, *stranger;
	struct work w;
	struct db *db;

	if (!test_socket())
		return skip_all(TEST_NO_SOCKET);
	work_begin(&w);
	db = test_database(&w);
	account = account_add(&w, "one", "pro");
	stranger = account_add(&w, "two", "pro");
	strategy = test_strategy(&w, account);
	test_life(&w, account);
	test_leases(&w, account);
	test_returns(&w, account);
	test_untried(&w, account);
	test_together(&w, account);
	test_cancel(&w, account, stranger);
	test_order(&w, account);
	test_orphans(&w, account);
	test_fairness(&w, account, stranger);
	db_free(db);
	work_end(&w);
	return done();
}
