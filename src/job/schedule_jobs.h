/* The jobs of a schedule's run, one for each of its URLs. */
#ifndef METER_JOB_SCHEDULE_JOBS_H
#define METER_JOB_SCHEDULE_JOBS_H

#include "store/schedules.h"

/* Leaves those of the URLs out whose last job is not over: a slow site is not asked twice at a
 * time. *n_busy: how many. */
bool schedule_drop_busy(struct work *w, const struct schedule *s, struct texts *urls,
			size_t *n_busy);

/* Makes the jobs and their tasks; the caller has the transaction. */
bool schedule_make_jobs(struct work *w, const struct schedule *s, const struct texts *urls,
			struct instant now);

#endif
