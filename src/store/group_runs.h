/* What is done to a group in the background, strategy by strategy: made anew for another schema, or
 * made from many URLs. Each part becomes a task, a few of them at a time: a part that ends hands
 * its place to the next, in the same transaction, so that a run goes on from what is stored whoever
 * dies.
 */
#ifndef METER_STORE_GROUP_RUNS_H
#define METER_STORE_GROUP_RUNS_H

#include "store/tasks.h"
#include "util/shape.h"

#include <stddef.h>
#include <stdint.h>

#define GROUP_RUN_SCHEMA "schema"
#define GROUP_RUN_BULK	 "bulk"
#define GROUP_TASK	 "generation" /* task.kind of a part */

struct group_run {
	const char *id, *account_id, *strategy_group_id;
	const char *kind; /* "schema" or "bulk" */
	/* of a bulk, what all its strategies are made from: */
	const char *scraper_type; /* as generate takes it; NULL: any */
	const char *description;
	struct raw_json filter_config;
	struct raw_json output_schema; /* also of a schema, where it is never NULL */
	int64_t quota;		       /* store/events.h; of a bulk */
	struct instant created_at;
};

struct group_part {
	const char *id, *account_id, *run_id;
	const char *state;	 /* "waiting", "queued", "completed" or "failed" */
	const char *strategy_id; /* NULL: it is still to be made */
	const char *name, *url;
	const char *error; /* of a failed one */
	struct instant ended_at;
};

/* Stores a run with its parts, in place of the one before, and queues the first of them. The caller
 * has found the group locked and afterwards wakes the runners (queue/wake.h). ERR_CONFLICT when one
 * of that kind still goes on. Ids, account and state of the parts are filled in here. */
bool group_run_insert(struct work *w, const struct group_run *r, struct group_part *parts,
		      size_t n);

/* How many runs of the account's other groups go on. */
bool group_run_count_open(struct work *w, const char *account_id, const char *group_id, int64_t *n);

/* How the group's run of that kind stands. */
struct group_progress {
	const char *id;			     /* of the run; NULL: there was none */
	struct instant created_at, ended_at; /* when the last part ended */
	int64_t waiting, queued, completed, failed;
};
bool group_run_progress(struct work *w, const char *account_id, const char *group_id,
			const char *kind, struct group_progress *out);

/* Parts that a runner works on now, and those that failed, in their order. */
bool group_run_current(struct work *w, const char *account_id, const char *run_id, int64_t limit,
		       struct group_part **rows, size_t *n);
bool group_run_failures(struct work *w, const char *account_id, const char *run_id, int64_t limit,
			struct group_part **rows, size_t *n);

/* A part with its run. False with ERR_NOT_FOUND when it is gone with its group. */
bool group_part_find(struct work *w, const char *account_id, const char *id,
		     struct group_part *part, struct group_run *run);

/* Locks a part that is to end; the caller has the transaction. ERR_NOT_FOUND when it is gone. */
bool group_part_hold(struct work *w, const char *account_id, const char *id);

/* Ends a part that was held, with its task: completed with the strategy, or failed for the reason
 * (error not NULL). The next one is queued. ERR_CONFLICT when the task is another's now. */
bool group_part_end(struct work *w, const struct task *t, const struct group_part *part,
		    const char *strategy_id, const char *error);

#endif
