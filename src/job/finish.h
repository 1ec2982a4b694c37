/* How a run ends: everything that is stored of it, and whom its schedule tells, in one transaction
 * with the end of its task. */
#ifndef METER_JOB_FINISH_H
#define METER_JOB_FINISH_H

#include "job/closing.h"
#include "job/run.h"

struct ending {
	const struct task *task;
	const struct run *run;	/* NULL: it failed, */
	enum error_class class; /* for this reason, */
	const char *error;	/* in one sentence */
	const uint8_t *known;	/* result hash of the baseline that the run knew; NULL: none */
	/* An object that tells what happened, to which the verdict is added; NULL: nothing to tell.
	 */
	struct json_object *trace;
	struct closing *closing; /* where rows are left; NULL: nothing is */
	enum error_class *odd; /* set when the run failed by its comparison; NULL: not asked for */
};

/* Ends the job and its task; the caller has the transaction. A run that found the page of a
 * baseline which has moved on since is put back to be run again. False with ERR_CONFLICT when the
 * task is another's now or the job has ended or is gone, and so from closing_store(): nothing may
 * be stored then. */
bool job_finish(struct work *w, const struct ending *e);

#endif
