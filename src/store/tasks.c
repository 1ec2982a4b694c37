/* What waits to be done: enqueued, claimed, prolonged, finished and put back. */
#include "store/tasks.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/text.h"
#include "util/url.h"

#define NOBODY "00000000-0000-0000-0000-000000000000" /* whose turn is the queue's clock */

struct turn {
	const char *account_id;
	int64_t cost_us;
	struct instant turn;
};

struct task_row {
	const char *id, *account_id, *kind;
	int64_t shard, priority;
	struct instant order_at;
	const char *host, *schedule_id;
};

struct candidates {
	int64_t shard, limit;
};

struct candidate {
	const char *id;
	int64_t turned; /* 0: it was put back or is due, and order_at is a time of day */
	struct instant order_at;
};

struct claim {
	const char *owner;
	int64_t nonce, lease_s;
	const char *ids[CLAIM_MAX];
};

struct task_back {
	int64_t delay_us, innocent, crash, slot_us;
	struct blob first_hash;
	const char *id;
	int64_t lease_token;
};

struct held {
	int64_t lease_s, lease_token;
	const char *id;
};

struct ended {
	struct {
		const char *id;
		int64_t lease_token;
	} keys[FINISH_MAX];
};

struct owner {
	const char *owner, *suspect;
	int64_t lease_s, limit;
};

SHAPE(turn_in, struct turn, COLUMN(struct turn, account_id), COLUMN(struct turn, turn),
      COLUMN(struct turn, cost_us), COLUMN(struct turn, cost_us));
SHAPE(turn_out, struct turn, COLUMN(struct turn, turn));
SHAPE(turn_only_in, struct turn, COLUMN(struct turn, turn));
SHAPE(task_row_in, struct task_row, COLUMN(struct task_row, id),
      COLUMN(struct task_row, account_id), COLUMN(struct task_row, kind),
      COLUMN(struct task_row, shard), COLUMN(struct task_row, priority),
      COLUMN(struct task_row, order_at), COLUMN(struct task_row, host),
      COLUMN(struct task_row, schedule_id));
SHAPE(task_due_in, struct task_row, COLUMN(struct task_row, id),
      COLUMN(struct task_row, account_id), COLUMN(struct task_row, kind),
      COLUMN(struct task_row, shard), COLUMN(struct task_row, priority),
      COLUMN(struct task_row, host), COLUMN(struct task_row, schedule_id));
SHAPE(candidates_in, struct candidates, COLUMN(struct candidates, shard),
      COLUMN(struct candidates, limit), COLUMN(struct candidates, shard),
      COLUMN(struct candidates, limit), COLUMN(struct candidates, limit));
SHAPE(candidate_out, struct candidate, COLUMN(struct candidate, id),
      COLUMN(struct candidate, turned), COLUMN(struct candidate, order_at));
#define CLAIM_ID(i) COLUMN(struct claim, ids[i])
SHAPE(claim_in, struct claim, COLUMN(struct claim, owner), COLUMN(struct claim, nonce),
      COLUMN(struct claim, lease_s), CLAIM_ID(0), CLAIM_ID(1), CLAIM_ID(2), CLAIM_ID(3),
      CLAIM_ID(4), CLAIM_ID(5), CLAIM_ID(6), CLAIM_ID(7), CLAIM_ID(8), CLAIM_ID(9), CLAIM_ID(10),
      CLAIM_ID(11), CLAIM_ID(12), CLAIM_ID(13), CLAIM_ID(14), CLAIM_ID(15), CLAIM_ID(16),
      CLAIM_ID(17), CLAIM_ID(18), CLAIM_ID(19), CLAIM_ID(20), CLAIM_ID(21), CLAIM_ID(22),
      CLAIM_ID(23), CLAIM_ID(24), CLAIM_ID(25), CLAIM_ID(26), CLAIM_ID(27), CLAIM_ID(28),
      CLAIM_ID(29), CLAIM_ID(30), CLAIM_ID(31));
SHAPE(claim_key_in, struct claim, COLUMN(struct claim, owner), COLUMN(struct claim, nonce));
SHAPE(claimed_out, struct task, COLUMN(struct task, id), COLUMN(struct task, account_id),
      COLUMN(struct task, kind), COLUMN(struct task, priority), COLUMN(struct task, attempts),
      COLUMN(struct task, crashes), COLUMN(struct task, lease_token), COLUMN(struct task, order_at),
      COLUMN(struct task, slot_us), COLUMN(struct task, host), COLUMN(struct task, strategy_id),
      COLUMN(struct task, url), COLUMN(struct task, schedule_id), COLUMN(struct task, run_id),
      COLUMN(struct task, parameters), COLUMN(struct task, version),
      COLUMN(struct task, first_hash), COLUMN(struct task, confirm_seconds),
      COLUMN(struct task, item_order), COLUMN(struct task, ignore_fields),
      COLUMN(struct task, thresholds));
SHAPE(prolong_in, struct owner, COLUMN(struct owner, lease_s), COLUMN(struct owner, owner));
SHAPE(owner_in, struct owner, COLUMN(struct owner, owner));
SHAPE(held_out, struct task, COLUMN(struct task, id), COLUMN(struct task, lease_token));
SHAPE(task_key_in, struct task, COLUMN(struct task, id), COLUMN(struct task, lease_token));
#define ENDED(i) COLUMN(struct ended, keys[i].id), COLUMN(struct ended, keys[i].lease_token)
SHAPE(task_keys_in, struct ended, ENDED(0), ENDED(1), ENDED(2), ENDED(3), ENDED(4), ENDED(5),
      ENDED(6), ENDED(7), ENDED(8), ENDED(9), ENDED(10), ENDED(11), ENDED(12), ENDED(13), ENDED(14),
      ENDED(15), ENDED(16), ENDED(17), ENDED(18), ENDED(19), ENDED(20), ENDED(21), ENDED(22),
      ENDED(23), ENDED(24), ENDED(25), ENDED(26), ENDED(27), ENDED(28), ENDED(29), ENDED(30),
      ENDED(31));
_Static_assert(FINISH_MAX == 32, "as many keys stand in task_end_all");
SHAPE(task_progress_in, struct held, COLUMN(struct held, lease_s), COLUMN(struct held, id),
      COLUMN(struct held, lease_token));
SHAPE(task_id_in, struct task, COLUMN(struct task, id));
SHAPE(task_back_in, struct task_back, COLUMN(struct task_back, delay_us),
      COLUMN(struct task_back, slot_us), COLUMN(struct task_back, slot_us),
      COLUMN(struct task_back, innocent), COLUMN(struct task_back, crash),
      COLUMN(struct task_back, first_hash), COLUMN(struct task_back, id),
      COLUMN(struct task_back, lease_token));
SHAPE(return_in, struct owner, COLUMN(struct owner, suspect), COLUMN(struct owner, suspect),
      COLUMN(struct owner, owner));
SHAPE(reap_in, struct owner, COLUMN(struct owner, limit));

STATEMENT_GLOBAL(task_now, NULL, &turn_out,
		 "SELECT COALESCE(MAX(turn), UTC_TIMESTAMP(6)) AS turn FROM account_turn"
		 " WHERE account_id = '" NOBODY "'");
/* The account's turn after what it adds now: behind its last one, and not before the clock. */
STATEMENT(task_turn_taken, &turn_in, &turn_out,
	  "INSERT INTO account_turn (account_id, turn) VALUES (?, ? + INTERVAL ? MICROSECOND)"
	  " ON DUPLICATE KEY UPDATE turn = GREATEST(turn + INTERVAL ? MICROSECOND, VALUES(turn))"
	  " RETURNING turn");
STATEMENT_GLOBAL(task_clock, &turn_only_in, NULL,
		 "INSERT INTO account_turn (account_id, turn) VALUES ('" NOBODY "', ?)"
		 " ON DUPLICATE KEY UPDATE turn = GREATEST(turn, VALUES(turn))");
STATEMENT(task_new, &task_row_in, NULL,
	  "INSERT INTO task (id, account_id, kind, shard, state, priority, order_at, host,"
	  " schedule_id, created_at) VALUES (?, ?, ?, ?, 'ready', ?, ?, ?, ?, UTC_TIMESTAMP(6))");
STATEMENT(task_due, &task_due_in, NULL,
	  "INSERT INTO task (id, account_id, kind, shard, state, priority, order_at, host,"
	  " schedule_id, created_at)"
	  " VALUES (?, ?, ?, ?, 'waiting', ?, UTC_TIMESTAMP(6), ?, ?, UTC_TIMESTAMP(6))"
	  " ON DUPLICATE KEY UPDATE order_at = IF(state = 'waiting', VALUES(order_at), order_at)");
/* The rest serves all accounts alike. */
STATEMENT_GLOBAL(task_candidate, &candidates_in, &candidate_out,
		 "SELECT id, turned, order_at FROM"
		 " ((SELECT id, priority, 0 AS turned, order_at FROM task"
		 " FORCE INDEX (task_claim) WHERE shard = ? AND state = 'waiting'"
		 " AND priority IN (0, 1, 2) AND order_at <= UTC_TIMESTAMP(6)"
		 " ORDER BY priority, order_at, id LIMIT ?)"
		 " UNION ALL (SELECT id, priority, 1, order_at FROM task FORCE INDEX (task_claim)"
		 " WHERE shard = ? AND state = 'ready' ORDER BY priority, order_at, id LIMIT ?)) c"
		 " ORDER BY priority, turned, order_at, id LIMIT ?");
/* A step of the index for each shard and priority, however many tasks there are. */
#define EVERY_SHARD "shard IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)"
_Static_assert(TASK_SHARDS == 16 && TASK_EXPRESS == 16, "as many stand in EVERY_SHARD");
STATEMENT_GLOBAL(task_due_number, NULL, &counted_out,
		 "SELECT EXISTS (SELECT 1 FROM task FORCE INDEX (task_claim) WHERE " EVERY_SHARD
		 " AND state = 'ready') OR EXISTS (SELECT 1 FROM task FORCE INDEX (task_claim)"
		 " WHERE " EVERY_SHARD " AND state = 'waiting' AND priority IN (0, 1, 2)"
		 " AND order_at <= UTC_TIMESTAMP(6)) AS n");
STATEMENT_GLOBAL(task_take_rows, &claim_in, NULL,
		 "UPDATE task t LEFT JOIN job j"
		 " ON j.id = t.id AND j.status IN ('pending', 'running')"
		 " SET t.state = 'running', t.owner = ?, t.nonce = ?, t.attempts = t.attempts + 1,"
		 " t.lease_token = t.lease_token + 1, t.woken = FALSE,"
		 " t.lease_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND, j.status = 'running',"
		 " j.started_at = COALESCE(j.started_at, UTC_TIMESTAMP(6)),"
		 " j.attempts = j.attempts + 1"
		 " WHERE t.id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
		 " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		 " AND t.state IN ('ready', 'waiting')");
STATEMENT_GLOBAL(task_of_claim, &claim_key_in, &claimed_out,
		 "SELECT t.id, t.account_id, t.kind, t.priority, t.attempts, t.crashes,"
		 " t.lease_token, t.order_at,"
		 " COALESCE(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), t.slot_at), 0) AS slot_us,"
		 " t.host, s.id AS strategy_id, j.url, j.schedule_id, j.run_id,"
		 " j.parameters,"
		 " COALESCE(s.version, 0) AS version, t.first_hash, c.confirm_seconds,"
		 " c.item_order, c.ignore_fields, c.thresholds"
		 " FROM task t LEFT JOIN job j ON j.id = t.id"
		 " LEFT JOIN schedule c ON c.id = j.schedule_id"
		 " LEFT JOIN strategy s ON s.id = j.strategy_id AND s.deleted_at IS NULL"
		 " WHERE t.owner = ? AND t.nonce = ? AND t.state = 'running'");
STATEMENT_GLOBAL(task_lease_longer, &prolong_in, NULL,
		 "UPDATE task SET lease_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND"
		 " WHERE owner = ?");
STATEMENT_GLOBAL(task_of_owner, &owner_in, &held_out,
		 "SELECT id, lease_token FROM task WHERE owner = ?");
STATEMENT_GLOBAL(task_end, &task_key_in, NULL, "DELETE FROM task WHERE id = ? AND lease_token = ?");
#define KEYS_2 " (id = ? AND lease_token = ?) OR (id = ? AND lease_token = ?)"
#define KEYS_8 KEYS_2 " OR" KEYS_2 " OR" KEYS_2 " OR" KEYS_2
STATEMENT_GLOBAL(task_end_all, &task_keys_in, NULL,
		 "DELETE FROM task WHERE" KEYS_8 " OR" KEYS_8 " OR" KEYS_8 " OR" KEYS_8);
STATEMENT_GLOBAL(task_end_running, &task_key_in, NULL,
		 "DELETE FROM task WHERE id = ? AND lease_token = ? AND state = 'running'");
STATEMENT_GLOBAL(task_held_still, &task_progress_in, NULL,
		 "UPDATE task SET lease_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND, attempts = 1,"
		 " crashes = 0 WHERE id = ? AND lease_token = ? AND state = 'running'");
#define TASK_FREE "state = 'waiting', owner = NULL, nonce = NULL, lease_until = NULL"
STATEMENT_GLOBAL(task_back_row, &task_back_in, NULL,
		 "UPDATE task SET " TASK_FREE ","
		 " order_at = UTC_TIMESTAMP(6) + INTERVAL IF(woken, 0, ?) MICROSECOND,"
		 " slot_at = IF(? > 0, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, NULL),"
		 " attempts = attempts - ?, crashes = crashes + ?,"
		 " first_hash = IFNULL(?, first_hash)"
		 " WHERE id = ? AND lease_token = ? AND state = 'running'");
STATEMENT_GLOBAL(task_back_job, &task_id_in, NULL,
		 "UPDATE job SET status = 'pending', started_at = NULL, attempts = attempts - 1"
		 " WHERE id = ? AND status = 'running'");
STATEMENT_GLOBAL(task_back_owner, &return_in, NULL,
		 "UPDATE task SET " TASK_FREE ", order_at = UTC_TIMESTAMP(6),"
		 " attempts = attempts - IF(id <=> ?, 0, 1), crashes = crashes + IF(id <=> ?, 1, 0)"
		 " WHERE owner = ?");
STATEMENT_GLOBAL(task_expired, &reap_in, NULL,
		 "UPDATE task SET " TASK_FREE ", order_at = UTC_TIMESTAMP(6)"
		 " WHERE lease_until < UTC_TIMESTAMP(6) LIMIT ?");
STATEMENT(task_cancel_row, &lookup_in, NULL,
	  "DELETE FROM task WHERE account_id = ? AND id = ? AND state IN ('ready', 'waiting')");

STATEMENT(task_withdrawn, &lookup_in, NULL, "DELETE FROM task WHERE account_id = ? AND id = ?");

static int64_t shard_of(const struct new_task *t)
{
	const size_t n = strlen(t->id);

	if (t->priority == TASK_INTERACTIVE)
		return TASK_EXPRESS;
	return n ? ascii_hex(t->id[n - 1]) : 0; /* random bits of the id */
}

const char *task_host(struct work *w, const char *url)
{
	const char *why = NULL;
	const struct url *u = url_parse(w->arena, url, &why);

	return u ? url_place(w->arena, u) : NULL;
}

bool task_insert(struct work *w, const struct new_task *tasks, size_t n)
{
	struct turn turn = {.account_id = n ? tasks[0].account_id : NULL,
			    .cost_us = (int64_t)n * TASK_COST_US};
	const int64_t cost_us = turn.cost_us;
	struct task_row *rows;

	if (n == 0)
		return true;
	if (!statement_one(w, &task_now, NULL, &turn) ||
	    !statement_one(w, &task_turn_taken, &turn, &turn))
		return false;
	rows = ARENA_ARRAY(w->arena, n, struct task_row);
	for (size_t i = 0; i < n; i++) {
		const struct new_task *t = &tasks[i];

		rows[i] = (struct task_row){
		    .id = t->id,
		    .account_id = t->account_id,
		    .kind = t->kind,
		    .shard = shard_of(t),
		    .priority = t->priority,
		    .order_at = {turn.turn.us - cost_us + (int64_t)i * TASK_COST_US},
		    .host = t->host,
		    .schedule_id = t->schedule_id};
	}
	return statement_bulk(w, &task_new, rows, n, NULL);
}

bool task_insert_due(struct work *w, const struct new_task *tasks, size_t n)
{
	struct task_row *rows = ARENA_ARRAY(w->arena, n, struct task_row);

	for (size_t i = 0; i < n; i++)
		rows[i] = (struct task_row){.id = tasks[i].id,
					    .account_id = tasks[i].account_id,
					    .kind = tasks[i].kind,
					    .shard = shard_of(&tasks[i]),
					    .priority = tasks[i].priority,
					    .host = tasks[i].host,
					    .schedule_id = tasks[i].schedule_id};
	return statement_bulk(w, &task_due, rows, n, NULL);
}

bool task_any_due(struct work *w, bool *out)
{
	int64_t n = 0;

	if (!lookup_count(w, &task_due_number, NULL, &n))
		return false;
	*out = n > 0;
	return true;
}

bool task_candidates(struct work *w, int shard, size_t most, const char *ids_out[], size_t *n_out,
		     struct instant *latest_out)
{
	const struct candidates in = {.shard = shard,
				      .limit = (int64_t)(most < CLAIM_MAX ? most : CLAIM_MAX)};
	struct candidate *rows;

	*n_out = 0;
	*latest_out = (struct instant){0};
	if (!statement_each(w, &task_candidate, &in, (size_t)in.limit, &rows, n_out))
		return false;
	for (size_t i = 0; i < *n_out; i++) {
		ids_out[i] = rows[i].id;
		if (rows[i].turned && rows[i].order_at.us > latest_out->us)
			*latest_out = rows[i].order_at;
	}
	return true;
}

bool task_take(struct work *w, const char *owner, int64_t nonce, const char *const ids[], size_t n,
	       int64_t *taken)
{
	struct claim c = {.owner = owner, .nonce = nonce, .lease_s = LEASE_S};

	for (size_t i = 0; i < n && i < CLAIM_MAX; i++)
		c.ids[i] = ids[i];
	return statement_run(w, &task_take_rows, &c, taken);
}

bool task_taken(struct work *w, const char *owner, int64_t nonce, struct task **rows, size_t *n)
{
	const struct claim c = {.owner = owner, .nonce = nonce};

	return statement_each(w, &task_of_claim, &c, CLAIM_MAX, rows, n);
}

bool task_turn(struct work *w, struct instant turn)
{
	return statement_run(w, &task_clock, &(struct turn){.turn = turn}, NULL);
}

bool task_prolong(struct work *w, const char *owner, int64_t *held)
{
	const struct owner in = {.owner = owner, .lease_s = LEASE_S};

	return statement_run(w, &task_lease_longer, &in, held);
}

bool task_held(struct work *w, const char *owner, struct task **rows, size_t *n)
{
	return statement_each(w, &task_of_owner, &(struct owner){.owner = owner}, TASKS_HELD_MAX,
			      rows, n);
}

/* Runs what may only be done under the task's token, or in its state. */
static bool guarded(struct work *w, const struct statement *s, const void *in, const char *id)
{
	int64_t changed;

	if (!statement_run(w, s, in, &changed))
		return false;
	return changed > 0 || fail(w, ERR_CONFLICT, "task \"%s\" is another's", id);
}

bool task_done(struct work *w, const struct task *t)
{
	return guarded(w, &task_end, t, t->id);
}

bool task_done_all(struct work *w, const struct task *const tasks[], size_t n)
{
	struct ended in = {0};
	int64_t changed;

	for (size_t i = 0; i < n && i < FINISH_MAX; i++) {
		in.keys[i].id = tasks[i]->id;
		in.keys[i].lease_token = tasks[i]->lease_token;
	}
	if (n < 2)
		return n == 0 || task_done(w, tasks[0]);
	if (!statement_run(w, &task_end_all, &in, &changed))
		return false;
	return changed == (int64_t)n || fail(w, ERR_CONFLICT, "a task of %zu is another's", n);
}

bool task_progress(struct work *w, const struct task *t)
{
	const struct held in = {.lease_s = LEASE_S, .id = t->id, .lease_token = t->lease_token};

	return guarded(w, &task_held_still, &in, t->id);
}

bool task_forget(struct work *w, const struct task *t)
{
	return guarded(w, &task_end_running, t, t->id);
}

bool task_put_back(struct work *w, const struct task *t, struct task_return how)
{
	const struct task_back in = {.delay_us = how.delay_ms * 1000,
				     .innocent = how.is_innocent,
				     .crash = how.has_crashed,
				     .slot_us = how.slot_ms * 1000,
				     .first_hash = how.first_hash,
				     .id = t->id,
				     .lease_token = t->lease_token};

	if (!guarded(w, &task_back_row, &in, t->id))
		return false;
	/* One that waits for confirmation was tried. */
	return !how.is_innocent || how.is_begun || t->attempts != 1 || how.first_hash.data ||
	       t->first_hash.data || statement_run(w, &task_back_job, t, NULL);
}

bool task_return_all(struct work *w, const char *owner, const char *suspect, int64_t *returned)
{
	const struct owner in = {.owner = owner, .suspect = suspect};

	return statement_run(w, &task_back_owner, &in, returned);
}

bool task_reap(struct work *w, int64_t most, int64_t *reaped)
{
	return statement_run(w, &task_expired, &(struct owner){.limit = most}, reaped);
}

bool task_cancel(struct work *w, const char *account_id, const char *id)
{
	return guarded(w, &task_cancel_row, &(struct lookup){account_id, id}, id);
}

bool task_withdraw(struct work *w, const char *account_id, const char *id)
{
	return statement_run(w, &task_withdrawn, &(struct lookup){account_id, id}, NULL);
}
