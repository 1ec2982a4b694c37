/* Jobs that one call asks for: one for each of its URLs. */
#ifndef METER_API_JOBS_ORDER_H
#define METER_API_JOBS_ORDER_H

#include "api/api.h"
#include "job/parameters.h"
#include "store/batches.h"
#include "store/jobs.h"

struct job_order {
	struct batch batch; /* its id is NULL for a single job; the rest is the jobs' own */
	struct job *jobs;
	size_t n;
};

/* Makes the jobs of the order's batch. False with complaints about the parameters. Which URL it is
 * stays unsaid: whether a name is known does not depend on it. */
bool job_order_make(struct call *c, const struct strategy *s, const struct texts *urls,
		    struct json_object *parameters, struct job_order *o);

/* Stores them with their tasks, and wakes who runs them. */
bool job_order_store(struct call *c, struct job_order *o);

#endif
