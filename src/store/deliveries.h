/* Deliveries: what receivers of schedules are told, each tried until it arrives or is dead; and
 * what came of every attempt. A pending delivery has a task with its id (store/tasks.h). */
#ifndef METER_STORE_DELIVERIES_H
#define METER_STORE_DELIVERIES_H

#include "util/shape.h"

#include <stddef.h>
#include <stdint.h>

/* Whom a schedule tells of its runs. */
struct audience {
	const char *webhook_url, *webhook_type; /* NULL: nobody */
	struct raw_json webhook_metadata;
	const char *notify;	   /* store/schedules.h */
	const char *strategy_name; /* of its strategy, or of its workflow */
};

/* Held until the end of the caller's transaction. False with ERR_NOT_FOUND when the schedule is
 * gone.
 */
bool delivery_audience(struct work *w, const char *account_id, const char *schedule_id,
		       struct audience *out);

struct delivery {
	const char *id, *account_id, *schedule_id;
	const char *job_id, *run_id; /* what ended: one of these is NULL */
	const char *status;	     /* "pending", "delivered" or "dead" */
	const char *event;	     /* "first", "unchanged", "changed" or "failed" */
	const char *receiver;	     /* notify/receiver.h */
	const char *address;
	const char *strategy_name; /* or the workflow's */
	struct raw_json metadata;
	int64_t attempts, tries;
	const char *error;	   /* of the last attempt, or why it is dead */
	struct instant created_at; /* when the run ended */
	struct instant started_at; /* when it was put into the queue, for the first time or again */
	struct instant next_attempt_at, ended_at;
};

/* Stores a pending delivery from id, account_id, schedule_id, job_id, run_id, event, receiver,
 * address, strategy_name and metadata, and its task; the caller has the transaction. */
bool delivery_insert(struct work *w, const struct delivery *d);

/* ERR_NOT_FOUND "Delivery not found". */
bool delivery_find(struct work *w, const char *account_id, const char *id, struct delivery *out);

/* What an attempt needs beside the delivery: the schedule's secrets as they are now, and how its
 * endpoint is. */
struct delivery_state {
	struct blob secret, secret_before; /* sealed for the schedule; NULL: it tells nobody now */
	struct instant secret_before_until;
	int64_t failures;	   /* of the endpoint, in a row */
	struct instant open_until; /* until then it is left alone */
	bool is_proven;		   /* something has been delivered there */
};

/* Whether the endpoint takes what it gets, as far as is known. */
static inline bool delivery_is_trusted(const struct delivery_state *s)
{
	return s->is_proven && s->failures == 0;
}

bool delivery_state(struct work *w, const struct delivery *d, struct delivery_state *out);

struct delivery_filter {
	const char *account_id;
	const char *schedule_id, *status; /* NULL: all */
	struct instant since;		  /* 0: from the beginning */
	int64_t limit, offset;
};

/* Newest first. */
bool delivery_list(struct work *w, const struct delivery_filter *f, struct delivery **rows,
		   size_t *n);

/* How many the filter fits (limit and offset aside); counting stops at COUNT_EXACT_MAX + 1. */
bool delivery_count(struct work *w, const struct delivery_filter *f, int64_t *n);

/* --- attempts --- */

struct delivery_attempt {
	const char *delivery_id, *account_id;
	int64_t number; /* from 1 */
	struct instant started_at;
	int64_t duration_ms;
	const int64_t *status_code;	 /* NULL: there was no answer, */
	const char *error_class, *error; /* for this reason */
	const char *answer;		 /* its first DELIVERY_ANSWER_MAX bytes */
};

/* The latest DELIVERY_ATTEMPTS_SHOWN of a delivery, in their order. */
bool attempt_list(struct work *w, const char *account_id, const char *delivery_id,
		  struct delivery_attempt **rows, size_t *n);

/* Stores the attempt; the caller has the transaction, and its task. */
bool attempt_insert(struct work *w, const struct delivery_attempt *a);

/* Stores status, attempts, tries, error, next_attempt_at and ended_at of d. */
bool delivery_update(struct work *w, const struct delivery *d);

/* --- again --- */

/* Puts the delivery into the queue again, with all its tries; when it is pending, it is due now.
 * ERR_NOT_FOUND as delivery_find. */
bool delivery_replay(struct work *w, const char *account_id, const char *id);

/* The same for what the filter fits, oldest first, at most f->limit; the caller has the
 * transaction. *n: how many; *last: when the last of them was made. */
bool delivery_replay_all(struct work *w, const struct delivery_filter *f, size_t *n,
			 struct instant *last);

/* --- endpoints --- */

/* Something arrived at the delivery's endpoint, or did not; the caller has the transaction. */
bool endpoint_delivered(struct work *w, const struct delivery *d);
bool endpoint_failed(struct work *w, const struct delivery *d);

/* Forgets up to `most` that nothing was sent to for ENDPOINT_KEPT_DAYS. */
bool endpoint_sweep(struct work *w, int64_t most, int64_t *removed);

#endif
