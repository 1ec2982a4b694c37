/* What several endings in one transaction do together, because a statement costs more than its
 * row: what their runs are compared with is locked at once, and their rows are written at once. */
#ifndef METER_JOB_CLOSING_H
#define METER_JOB_CLOSING_H

#include "bounds.h"
#include "store/changes.h"
#include "store/jobs.h"
#include "store/results.h"
#include "store/targets.h"
#include "store/tasks.h"
#include "store/traces.h"

/* Of up to FINISH_MAX endings, each of which leaves at most one row of a kind. What the rows point
 * to lives as long as the transaction. */
struct closing {
	const struct task *tasks[FINISH_MAX]; /* that end */
	struct target targets[FINISH_MAX];
	struct new_result results[FINISH_MAX];
	struct job jobs[FINISH_MAX]; /* that are completed */
	struct job_change changes[FINISH_MAX];
	struct trace traces[FINISH_MAX];
	size_t n_tasks, n_targets, n_results, n_jobs, n_changes, n_traces;
	struct target *locked; /* and not asked for yet */
	size_t n_locked;
};

void closing_begin(struct closing *c);

/* What the runs of a job's task are compared with: the key of its target. */
struct target task_target(struct work *w, const struct task *t);

/* Locks the targets of the n tasks, making those that are not there; what is not locked before is
 * by closing_target(). */
bool closing_lock(struct work *w, struct closing *c, const struct task *const tasks[], size_t n);

/* The task's target, locked, as it is with what other endings left. */
bool closing_target(struct work *w, struct closing *c, const struct task *t, struct target *out);

/* Writes what was left. False with ERR_CONFLICT when one of the tasks is another's now, or one of
 * the jobs has ended or is gone: then nothing of the transaction may be stored. */
bool closing_store(struct work *w, struct closing *c);

#endif
