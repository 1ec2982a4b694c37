/* What waits to be done. A claim is committed before any work starts, and whoever finishes shows
 * the token that he got with it: a late runner overwrites nothing. All times are the database's.
 *
 * Fairness between accounts is start-time fair queueing (Goyal, Vin, Cheng 1996): each task gets a
 * turn on a clock that moves with the service, TASK_COST_US behind its account's last one. An
 * account with ten thousand tasks waiting is thus passed by another one's first.
 *
 * These statements serve the queue, not a customer: they touch tasks of every account.
 */
#ifndef METER_STORE_TASKS_H
#define METER_STORE_TASKS_H

#include "util/shape.h"

#include <stddef.h>
#include <stdint.h>

enum task_priority {
	TASK_INTERACTIVE, /* somebody waits for it */
	TASK_ASKED,	  /* asked for by a call */
	TASK_SCHEDULED,
};

#define TASK_SHARDS  16 /* by the id; one runner begins at one, the next at another */
#define TASK_EXPRESS 16 /* the shard of interactive tasks, looked at first by all */

struct new_task {
	const char *id; /* a job's task has the job's id */
	const char *account_id;
	const char *kind;	 /* "job", "delivery", "workflow" or "discovery" */
	int64_t priority;	 /* enum task_priority */
	const char *host;	 /* where it will go to, for who looks at the queue; may be NULL */
	const char *schedule_id; /* whose run it is; NULL: nobody's */
};

/* The site that a task for the URL goes to, as "host:port". In w's arena; NULL when it is no URL.
 */
const char *task_host(struct work *w, const char *url);

/* A claimed task with its job. strategy_id is NULL when the job is gone with its strategy. */
struct task {
	const char *id, *account_id, *kind;
	int64_t priority, attempts, crashes, lease_token;
	struct instant order_at; /* its turn, or since when it was due */
	int64_t slot_us;  /* until the turn that it has at its host; 0 or less: it has none */
	const char *host; /* struct new_task */
	const char *strategy_id, *url, *schedule_id;
	const char *run_id; /* of a workflow, that the job is part of; NULL: of none */
	struct raw_json parameters;
	int64_t version; /* of the strategy */

	/* of its schedule, all NULL when it has none */
	const int64_t *confirm_seconds;
	const char *item_order;
	struct raw_json ignore_fields, thresholds;

	struct blob first_hash; /* of a first fetch's items that wait for confirmation; or none */
};

/* Adds tasks of one account; the caller has the transaction, which shall be short: the account's
 * turn is locked until its end. Once it is committed he calls wake_send() (queue/wake.h). */
bool task_insert(struct work *w, const struct new_task *tasks, size_t n);

/* Adds tasks that are due at once and go by the time of day, without a turn of their account: a
 * run's end does not queue up behind ten thousand runs. A task of that id which waits already is
 * due at once. */
bool task_insert_due(struct work *w, const struct new_task *tasks, size_t n);

/* Whether task_candidates() has anything in any shard: one question in place of one for each. */
bool task_any_due(struct work *w, bool *out);

/* Ids of tasks of the shard that could be claimed, in the order of service, at most CLAIM_MAX.
 * *latest_out: the latest turn among them, 0 when none has one: what was put back or is due waits
 * for a time of day, which the queue's clock must not be set to. */
bool task_candidates(struct work *w, int shard, size_t most, const char *ids_out[], size_t *n_out,
		     struct instant *latest_out);

/* Leases those of the candidates that are still there to `owner`, under a nonce of the claim, and
 * sets their jobs running. ERR_UNAVAILABLE after a lost connection means that it may have happened:
 * task_taken() tells. *taken: how many, or more. */
bool task_take(struct work *w, const char *owner, int64_t nonce, const char *const ids[], size_t n,
	       int64_t *taken);

/* The tasks of that claim. */
bool task_taken(struct work *w, const char *owner, int64_t nonce, struct task **rows, size_t *n);

/* Moves the queue's clock on to the turn of a claimed task. */
bool task_turn(struct work *w, struct instant turn);

/* Prolongs the leases of all tasks of the owner; *held is how many there are. */
bool task_prolong(struct work *w, const char *owner, int64_t *held);

/* Id and lease_token of every task of the owner; the rest of the rows is empty. */
bool task_held(struct work *w, const char *owner, struct task **rows, size_t *n);

/* Takes a done task away; the caller has the transaction. ERR_CONFLICT when it is another's now. */
bool task_done(struct work *w, const struct task *t);

/* The same for up to FINISH_MAX tasks in one statement; ERR_CONFLICT when one of them is another's.
 */
bool task_done_all(struct work *w, const struct task *const tasks[], size_t n);

/* Some of a long task is done, and stored in the caller's transaction: the lease is prolonged, and
 * what failed before counts no more. ERR_CONFLICT when the task is another's now. */
bool task_progress(struct work *w, const struct task *t);

/* Takes a task away whose job is gone. One that was put back keeps its token until it is claimed
 * again, and stays: whether that happened may be unknown to its owner. ERR_CONFLICT then, or when
 * it is another's now. */
bool task_forget(struct work *w, const struct task *t);

/* Puts a claimed task back to be served again after delay_ms. is_innocent: the attempt does not
 * count, and a job that was not tried before is pending again; has_crashed: it counts as a crash.
 * One that was woken meanwhile is due at once.
 * slot_ms: until the turn that it keeps at its host; 0: it has none. ERR_CONFLICT when it is
 * another's now. The caller has the transaction. */
struct task_return {
	int64_t delay_ms, slot_ms;
	bool is_innocent, has_crashed;
	bool is_begun;		/* with is_innocent: the job stays running */
	struct blob first_hash; /* of what waits for confirmation; none: as it was */
};
bool task_put_back(struct work *w, const struct task *t, struct task_return how);

/* Puts back all that a dead owner held. The one with the id `suspect` (may be NULL) was being
 * worked on and counts it as a crash; to the others the attempt does not count. */
bool task_return_all(struct work *w, const char *owner, const char *suspect, int64_t *returned);

/* Puts back tasks whose lease is over, at most about `most`. */
bool task_reap(struct work *w, int64_t most, int64_t *reaped);

/* Takes a task away that nobody works on; the caller has the transaction. ERR_CONFLICT when it is
 * running or gone. */
bool task_cancel(struct work *w, const char *account_id, const char *id);

/* Takes a task away, even one that is worked on: nothing that comes of it is stored then. The
 * caller has the transaction. */
bool task_withdraw(struct work *w, const char *account_id, const char *id);

#endif
