/* The inside of a runner. Internal to queue/. */
#ifndef METER_QUEUE_RUNNER_PARTS_H
#define METER_QUEUE_RUNNER_PARTS_H

#include "extract/operation.h"
#include "fetch/transfer.h"
#include "job/compare.h"
#include "job/finish.h"
#include "queue/governor.h"
#include "queue/plan_cache.h"
#include "queue/retry.h"
#include "queue/runner.h"

/* How far a job has come. */
enum slot_state {
	SLOT_FETCHING,
	SLOT_QUEUED, /* for the extractor */
	SLOT_EXTRACTING,
	SLOT_ENDED, /* to be settled */
};

/* One job in a runner's hands; malloc, in one of its lists. */
struct slot {
	struct runner *runner;
	struct slot *next, *previous; /* in the list of all */
	struct slot *next_queued;     /* in the queue for the extractor, or of the ended */
	struct work work;
	enum slot_state state;
	struct task task;
	struct plan *plan; /* the strategy; NULL: none */
	struct run *run;
	const uint8_t *known; /* result hash of the baseline that the run knew; NULL: none */
	struct transfer *transfer;
	struct hop_gate gate;
	const char *turn_host;	    /* where the turn is that it has; NULL: nowhere */
	int64_t turn_ms, leeway_ms; /* when that comes, and how late it may be used */
	int hops;		    /* requests that were sent */
	int turns;
	bool has_run;	  /* false: it failed, for the reason in work */
	bool is_lost;	  /* the lease is another's: nothing may be stored */
	bool is_returned; /* to be put back as if it had not been claimed */
	struct failure failure;
	int64_t far_ms; /* its host has no turn before that many ms: put back until then */
	int64_t began_ms, ended_ms, extract_ms, extract_began_ms;
};

struct slot_queue {
	struct slot *first, *last;
	int n;
};

struct runner {
	struct runner_config config;
	struct work work; /* for claims and leases; renewed each time */
	struct db *db;
	struct fetcher *fetcher;
	struct extractor *extractor;
	struct plan_cache *plans;
	struct governor *governor;
	struct slot *slots;
	int n_slots;
	struct slot_queue queued, ended;
	struct slot *extracting;
	const char *id;
	int64_t n_claimed;

	int shard;		   /* the next to be looked at */
	int64_t claim_ms;	   /* when the queue is looked at next */
	int64_t lost_nonce;	   /* of a claim whose outcome is unknown; 0: none */
	struct instant turn;	   /* of the latest claimed task */
	int64_t beat_ms, lease_ms; /* when the next heartbeats are due */
	int64_t settle_ms;	   /* not before: the database is away */
	int64_t stop_ms;	   /* what is not over by then is returned; 0: not stopping */
	bool is_leaving;
};

void slot_queue_add(struct slot_queue *q, struct slot *s);
struct slot *slot_queue_take(struct slot_queue *q);

/* --- slot.c: one job --- */

/* A slot for a claimed task; it is on its way, or ended at once. */
void slot_begin(struct runner *r, const struct task *t);

/* Its conversation goes on with what came, or failed; the slot ends or wants something else. */
void slot_answer(struct slot *s, const struct answer *answer);

/* It failed, for the reason in its work. */
void slot_fail(struct slot *s);

/* Ends it wherever it stands. */
void slot_end(struct slot *s);
void slot_free(struct slot *s);

/* --- gate.c: when its requests may be sent --- */

extern const struct hop_gate slot_gate; /* for a slot as its data */

/* How it goes back to the queue when its host has no turn for it soon. */
struct task_return slot_return(const struct slot *s);

/* What happened, as an object in the slot's work. */
struct json_object *slot_trace(struct slot *s);

/* --- claim.c: tasks and their leases --- */

/* Claims tasks while there is room. */
void runner_claim(struct runner *r);

/* Says that it lives and prolongs its leases, when that is due. */
void runner_beat(struct runner *r);

/* --- settle.c: the ends --- */

/* Stores what has ended, when there is enough of it or it has waited long enough. */
void runner_settle(struct runner *r);

/* Whether somebody waits for the end of a job that has ended. */
bool runner_is_hurried(const struct runner *r);

#endif
