/* The inside of a runner. Internal to queue/. */
#ifndef METER_QUEUE_RUNNER_PARTS_H
#define METER_QUEUE_RUNNER_PARTS_H

#include "extract/operation.h"
#include "fetch/transfer.h"
#include "job/conversation.h"
#include "job/crawl_memory.h"
#include "job/finish.h"
#include "queue/counters.h"
#include "queue/governor.h"
#include "queue/pace.h"
#include "queue/plan_cache.h"
#include "queue/retry.h"
#include "queue/runner.h"

/* How far a task has come. */
enum slot_state {
	SLOT_WAITING,	/* for its kind to let it begin */
	SLOT_PLACELESS, /* for another's transfer to end */
	SLOT_FETCHING,	/* or sending mail */
	SLOT_QUEUED,	/* for the extractor */
	SLOT_EXTRACTING,
	SLOT_ENDED, /* to be settled */
};

struct slot;

/* What a runner does with the tasks of one kind: it drives the conversation that begin() gives, and
 * has what came of it stored by end(). */
struct task_kind {
	const char *word; /* task.kind */
	const char *noun; /* in the log */
	int64_t deadline_ms;
	bool is_governed; /* its requests wait for their hosts' turns */
	bool is_followed; /* its end may have made another task */

	/* Sets the slot's conversation and what the kind knows of it. A slot that it leaves without
	 * one waits, or has ended. False: it failed, for the reason in the slot's work. */
	bool (*begin)(struct slot *s);
	/* Stores the end of a slot that is neither returned nor gone; w has the transaction. Called
	 * again when that gave way to another. */
	bool (*end)(struct slot *s, struct work *w);
	/* What came of it in a word, for the log. */
	const char *(*result)(const struct slot *s);
	/* The slot is settled: its runner counts it, even if it is returned. NULL: it does not. */
	void (*count)(const struct slot *s, struct counters *c);
	/* The slot is settled and will be freed; NULL: nothing to do. */
	void (*free)(struct slot *s);
};

/* NULL: a kind of a newer program's. */
const struct task_kind *task_kind_of(const char *word);
extern const struct task_kind job_kind, delivery_kind, generation_kind, workflow_kind,
    discovery_kind;

/* One task in a runner's hands; malloc, in one of its lists. */
struct slot {
	struct runner *runner;
	struct slot *next, *previous; /* in the list of all */
	struct slot *next_queued;     /* in one of the runner's queues */
	struct work work;
	enum slot_state state;
	struct task task;
	const struct task_kind *kind;
	struct conversation *conversation; /* NULL: it has none yet, or never will */
	void *own;			   /* what the kind knows of it; in the work's arena */
	struct transfer *transfer;
	struct hop_gate gate;
	const char *turn_host;	    /* where the turn is that it has; NULL: nowhere */
	int64_t turn_ms, leeway_ms; /* when that comes, and how late it may be used */
	int64_t placeless_ms;	    /* since when it is */
	int hops;		    /* requests that were sent */
	int turns;
	bool is_done;	  /* the conversation came to its end; false: it failed, see work */
	bool is_lost;	  /* the lease is another's: nothing may be stored */
	bool is_returned; /* to be put back as if it had not been claimed */
	bool is_gone;	  /* what it is about is there no more: only the task is to be ended */
	struct failure failure;
	int64_t far_ms; /* when it is returned: for so long */
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
	struct crawl_memories crawls;
	struct llm *llm; /* NULL when none is configured */
	struct llm_purse purse;
	struct governor *governor;
	struct seal_key *seal_key; /* NULL until it is needed */
	struct slot *slots;
	int n_slots, n_transfers; /* all; those that are fetching */
	struct slot_queue front;  /* of the placeless: they go first */
	struct slot_queue ahead;  /* the others, of which nobody waits for one */
	struct slot_queue queued, ended;
	struct pace pace;  /* of transfers that ended */
	int64_t modest_ms; /* until then it claims urgent tasks only for places that are free */
	struct slot *extracting;
	const char *id;
	int64_t n_claimed;
	struct counters counters;
	struct closing closing; /* of the transaction that ends slots */
	struct target *known;	/* of the tasks of a claim while they are begun */
	size_t n_known;
	bool knows_targets; /* they were looked up */

	int shard; /* the next to be looked at, of those that are equally far */
	struct instant reached[TASK_SHARDS]; /* the latest turn that was claimed there */
	int64_t claim_ms;		     /* when the queue is looked at next */
	bool is_idle;			     /* there was nothing when it was last looked at */
	int64_t lost_nonce;		     /* of a claim whose outcome is unknown; 0: none */
	struct instant turn, told; /* the latest that was claimed; that the database knows of */
	int64_t beat_ms, lease_ms; /* when the next heartbeats are due */
	int64_t settle_ms;	   /* not before: the database is away */
	int64_t stop_ms;	   /* what is not over by then is returned; 0: not stopping */
	bool is_leaving;
	bool is_closing; /* nothing new is begun any more */
};

void slot_queue_add(struct slot_queue *q, struct slot *s);
struct slot *slot_queue_take(struct slot_queue *q);

/* --- slot.c: one task --- */

/* A slot for a claimed task; it is on its way, or ended at once. */
void slot_begin(struct runner *r, const struct task *t);

/* It stands elsewhere now. */
void slot_move(struct slot *s, enum slot_state to);

/* The fetch or the mail that it wants begins, unless its time is over. */
void slot_go_on(struct slot *s);

/* Its conversation goes on with what came, or failed; the slot ends or wants something else. */
void slot_answer(struct slot *s, const struct answer *answer);

/* It begins its kind's work: at once, or when it has waited. */
void slot_go(struct slot *s);

/* Why it failed, for people: what is our own fault is not told. */
const char *slot_sentence(const struct slot *s);

/* It is put back for so long as if it had not been claimed. */
void slot_put_back(struct slot *s, int64_t far_ms);

/* Ends it wherever it stands, but in a queue. */
void slot_end(struct slot *s);

/* Likewise: its lease is another's, and nothing that comes of it is wanted. */
void slot_lose(struct slot *s);
void slot_free(struct slot *s);

/* --- places.c: which of them may have a transfer --- */

/* Nothing has come of it yet. */
bool slot_is_untouched(const struct slot *s);

/* Its transfer begins, now or when there is a place. */
void place_want(struct slot *s);

/* Gives the places that are free to those that wait for one. */
void places_fill(struct runner *r);

/* Puts back what has waited for long, or all of which nothing has come yet. */
void places_return(struct runner *r, bool all);

/* For how many tasks there is room, and for how many that somebody waits for. */
size_t places_room(const struct runner *r);
size_t places_urgent(const struct runner *r);

/* --- gate.c: when its requests may be sent --- */

extern const struct hop_gate slot_gate; /* for a slot as its data */

/* How it goes back to the queue when its host has no turn for it soon. */
struct task_return slot_return(const struct slot *s);

/* --- claim.c: tasks and their leases --- */

/* Claims tasks while there is room. */
void runner_claim(struct runner *r);
bool runner_has_room(const struct runner *r);

/* Says that it lives and prolongs its leases, when that is due. */
void runner_beat(struct runner *r);

/* --- job_task.c: jobs --- */

/* What those of the n ending slots that are jobs are compared with, at once. */
bool jobs_prepare(struct runner *r, struct slot *const slots[], int n);

/* --- settle.c: the ends --- */

/* Stores what has ended, when there is enough of it or it has waited long enough. */
void runner_settle(struct runner *r);

#endif
