/* The end of a schedule's run becomes a delivery to whom the schedule tells. */
#ifndef METER_JOB_ANNOUNCE_H
#define METER_JOB_ANNOUNCE_H

#include "notify/mode.h"
#include "store/tasks.h"
#include "store/workflow_runs.h"

/* What came of it, for the trace. */
struct telling {
	const char *event;	 /* how the run ended; NULL: it is no schedule's */
	const char *notify;	 /* of which runs the schedule tells; NULL: it is gone */
	const char *delivery_id; /* NULL: nobody is told, */
	const char *note;	 /* for this reason */
};

/* Writes it, with its task, if there is anybody to tell; the caller has the transaction that ends
 * the run, so that neither is there without the other. has_failed_before: the run before this one
 * of the same page failed. */
bool announce(struct work *w, const struct task *t, enum occasion o, bool has_failed_before,
	      struct telling *out);

/* The same for the run of a workflow that has ended and is stored so. Runs that nobody's schedule
 * asked for, and cancelled ones, are told to nobody. */
bool announce_run(struct work *w, const struct workflow_run *r, struct telling *out);

#endif
