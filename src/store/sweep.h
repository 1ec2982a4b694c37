/* What is too old is taken away in steps, each of which looks at a bounded number of rows in the
 * order of an index, goes on where the one before it ended, and leaves what is still needed.
 */
#ifndef METER_STORE_SWEEP_H
#define METER_STORE_SWEEP_H

#include "util/shape.h"

/* One account's jobs with their changes. What stays whatever its age: what has not ended, the
 * baselines of targets, what is still to be delivered, and changes of a schedule that nobody has
 * asked for since unseen_since. */
struct job_sweep {
	const char *account_id;
	const char *after; /* an id, where the step before ended; moved on, in w's arena */
	const char *until; /* an id that is not looked at any more */
	struct instant ended_before; /* what ended later may still be looked at by who ended it */
	struct instant unseen_since;
	int64_t most; /* rows of one step */
	bool is_over; /* nothing is left to be looked at */
	int64_t removed;
};

bool job_sweep(struct work *w, struct job_sweep *s);

/* The id of the account's n-th newest job, or NULL: it has fewer. False when the database fails. */
bool job_nth_newest(struct work *w, const char *account_id, int64_t n, const char **id);

/* The id of the n-th job after that one, or of the last; NULL: none follows. */
bool job_nth_after(struct work *w, const char *account_id, const char *after, int64_t n,
		   const char **id);

/* One account's results that no job, no target and no run of a workflow has any more, by when they
 * were stored. */
struct result_sweep {
	const char *account_id;
	struct instant after, until; /* moved on; exclusive */
	int64_t most;
	bool is_over;
	int64_t removed;
	int64_t bytes; /* of them, as JSON text */
};

/* Uses a transaction of its own. */
bool result_sweep(struct work *w, struct result_sweep *s);

/* The bytes of all results of the account, as JSON text. */
bool result_bytes(struct work *w, const char *account_id, int64_t *bytes);

/* Pages of all accounts, but for the newest of each strategy. */
struct page_sweep {
	struct instant after, until; /* of being fetched last; moved on */
	int64_t most;
	bool is_over;
	int64_t removed;
};

bool page_sweep(struct work *w, struct page_sweep *s);

/* Of all accounts, in the order of ids. */
struct id_sweep {
	const char *after, *until; /* ids; moved on, in w's arena */
	int64_t most;
	bool is_over;
	int64_t removed;
};

/* Batches without jobs. */
bool batch_sweep(struct work *w, struct id_sweep *s);

/* Deliveries that have ended, with their attempts. */
bool delivery_sweep(struct work *w, struct id_sweep *s);

/* Runs of workflows of all accounts, with their nodes and inputs, in the order of ids. What stays:
 * what has not ended or is still to be told, and each workflow's newest completed run. */
struct run_sweep {
	const char *after, *until; /* ids; moved on, in w's arena */
	const char *old;	   /* an id: what is before it goes, */
	int64_t kept;		   /* and what is not among so many newest of its workflow */
	int64_t most;
	bool is_over;
	int64_t removed;
};

bool run_sweep(struct work *w, struct run_sweep *s);

#endif
