/* What is forgotten, and when: by age, and for each account by count and bytes.
 *
 * A walk goes through everything that there is in small steps, each a transaction that looks at
 * DELETE_STEP rows: traces, hosts, endpoints, ticks, what discoveries left behind, pages,
 * deliveries, runs of workflows, batches, then each account's jobs with their changes, and the
 * results that no job has any more. What is needed stays whatever the limits say: see
 * store/sweep.h.
 */
#ifndef METER_QUEUE_RETENTION_H
#define METER_QUEUE_RETENTION_H

#include "util/id.h"
#include "util/work.h"

struct retention_limits {
	int64_t jobs_days;   /* of runs of workflows, of ended jobs, their changes and results, */
	int64_t jobs;	     /* and of one account at most so many */
	int64_t results_mb;  /* with so many MB of results, as JSON text */
	int64_t unseen_days; /* of jobs with changes that nobody has asked for */
	int64_t pages_days;  /* of pages that are not their strategy's newest */
	int64_t traces_days;
	int64_t ticks_days;
	int64_t deliveries_days; /* of those that have ended */
};

/* The kinds of rows, in the order of a walk. */
enum retention_kind {
	RETENTION_TRACES,
	RETENTION_HOSTS,
	RETENTION_ENDPOINTS,
	RETENTION_TICKS,
	RETENTION_DISCOVERIES,
	RETENTION_PAGES,
	RETENTION_DELIVERIES,
	RETENTION_RUNS,
	RETENTION_BATCHES,
	RETENTION_JOBS,
	RETENTION_RESULTS,
	RETENTION_KINDS
};

/* A walk; all zeros but the limits is its beginning. */
struct retention {
	struct retention_limits limits;
	int64_t removed[RETENTION_KINDS]; /* so far, to be looked at and reset by the caller */

	/* where it stands */
	enum retention_kind at;
	char account[ID_TEXT_SIZE]; /* "": none yet */
	char after_id[ID_TEXT_SIZE], until_id[ID_TEXT_SIZE];
	struct instant after;
	int64_t excess; /* bytes of results that the account has too many */
};

/* What the kind is called, in the plural. */
const char *retention_name(enum retention_kind kind);

/* One step; *is_over when the walk has come to its end, after which the next step begins another
 * one. Uses transactions of its own. A step that failed is done again by the next call. */
bool retention_step(struct work *w, struct retention *r, bool *is_over);

#endif
