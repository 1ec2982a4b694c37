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
	struct target *locked;		       /* and not asked for yet */
	struct stored_items items[FINISH_MAX]; /* baselines that were loaded */
	size_t n_locked, n_items;
};

void closing_begin(struct closing *c);

/* What the runs of a job's task are compared with: the key of its target. */
struct target task_target(struct work *w, const struct task *t);

/* A run of a job that is about to end. */
struct closing_run {
	const struct task *task;
	const char *content_hash; /* NULL: the page is its baseline's */
};

/* Locks the targets of the n runs, making those that are not there, and loads the baselines that
 * runs with another content will be compared with. What is missed here is done by the ending. */
bool closing_prepare(struct work *w, struct closing *c, const struct closing_run *runs, size_t n);

/* The items that the target's runs are compared with; NULL: they were not loaded. */
const char *closing_items(const struct closing *c, const struct target *t);

/* The task's target, locked, as it is with what other endings left. */
bool closing_target(struct work *w, struct closing *c, const struct task *t, struct target *out);

/* Writes what was left. False with ERR_CONFLICT when one of the tasks is another's now, or one of
 * the jobs has ended or is gone: then nothing of the transaction may be stored. */
bool closing_store(struct work *w, struct closing *c);

#endif
