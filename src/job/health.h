/* How a schedule fares. Its row counts the URLs whose runs fail, and is written only when a run
 * fails or the first good one after failures ends: a schedule that is well costs nothing, and a
 * list of schedules reads nothing else. */
#ifndef METER_JOB_HEALTH_H
#define METER_JOB_HEALTH_H

#include "store/schedules.h"
#include "store/targets.h"
#include "store/tasks.h"

/* A run of the task failed: counted in the locked target, which the caller saves, and in the
 * schedule. The caller has the transaction. True, too, when there is no such schedule any more. */
bool health_failed(struct work *w, const struct task *t, struct target *target,
		   enum error_class class, const char *error);

/* The same for a good one. */
bool health_good(struct work *w, const struct task *t, struct target *target);

/* One of HEALTH_WORDS. *reason becomes one sentence in w's arena, or NULL when it is ok. */
#define HEALTH_WORDS "ok|degraded|failing|stale"
const char *health_of(struct work *w, const struct schedule *s, struct instant now,
		      const char **reason);

#endif
