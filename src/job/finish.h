/* How a run ends: everything that is stored of it, and whom its schedule tells, in one transaction
 * with the end of its task. */
#ifndef METER_JOB_FINISH_H
#define METER_JOB_FINISH_H

#include "bounds.h"
#include "job/run.h"
#include "store/tasks.h"
#include "store/traces.h"

/* What up to FINISH_MAX endings in one transaction leave to be written together, at its end: a
 * statement costs more than its row. Zeros at first. */
struct closing {
	const struct task *tasks[FINISH_MAX];
	struct trace traces[FINISH_MAX];
	size_t n_tasks, n_traces;
};

struct ending {
	const struct task *task;
	const struct run *run;	/* NULL: it failed, */
	enum error_class class; /* for this reason, */
	const char *error;	/* in one sentence */
	const uint8_t *known;	/* result hash of the baseline that the run knew; NULL: none */
	/* An object that tells what happened, to which the verdict is added; NULL: nothing to tell.
	 */
	struct json_object *trace;
	struct closing *closing; /* NULL: nothing is left */
	enum error_class *odd; /* set when the run failed by its comparison; NULL: not asked for */
};

/* Ends the job and its task; the caller has the transaction. A run that found the page of a
 * baseline which has moved on since is put back to be run again. False with ERR_CONFLICT when the
 * task is another's now or the job has ended or is gone: nothing may be stored then. */
bool job_finish(struct work *w, const struct ending *e);

/* Writes what was left. False with ERR_CONFLICT when one of the tasks is another's now: then
 * nothing of the transaction may be stored. */
bool closing_store(struct work *w, const struct closing *c);

#endif
