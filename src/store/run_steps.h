/* How a run of a workflow hears of the ends of its jobs. */
#ifndef METER_STORE_RUN_STEPS_H
#define METER_STORE_RUN_STEPS_H

#include "store/workflow_runs.h"

/* The job of a run has ended: what came of it is noted in what its node scrapes, and the node's
 * last one wakes the run's task. The caller has the transaction in which the job ended. Nothing
 * happens when the job is no run's or the run did not wait for it. */
bool run_job_ended(struct work *w, const char *account_id, const char *job_id);

/* Notes the ends of jobs that could not tell: of strategies that were deleted. Needs no
 * transaction.
 */
bool run_find_lost(struct work *w, const char *account_id, const char *run_id);

/* How many of the node's jobs have not ended, when it begins; the caller has the transaction. */
bool node_run_await(struct work *w, const char *account_id, const char *node_run_id, int64_t jobs);

/* Sets has_changes of the inputs that the node has completed, against the same node of the run
 * before; the caller has the transaction. */
bool node_run_compare(struct work *w, const char *account_id, const char *node_run_id,
		      const char *before_id);

#endif
