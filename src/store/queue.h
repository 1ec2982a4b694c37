/* The queue as an administrator sees it: everybody's tasks and jobs. */
#ifndef METER_STORE_QUEUE_H
#define METER_STORE_QUEUE_H

#include "util/shape.h"

#include <stddef.h>
#include <stdint.h>

/* Tasks of one kind, state and priority. */
struct queue_part {
	const char *kind, *state;
	int64_t priority; /* enum task_priority */
	int64_t n, oldest_s;
	int64_t overdue; /* leases that are over */
};

/* "interactive", "asked" or "scheduled"; NULL: a newer program's. */
const char *priority_word(int64_t priority);

bool queue_parts(struct work *w, struct queue_part **rows, size_t *n);

struct queue_job {
	const char *id, *account_id, *schedule_id, *discovery_id, *status, *error_class, *error,
	    *url;
	int64_t attempts;
	struct instant created_at;
};

/* The newest jobs of that status (NULL: of any). */
bool queue_jobs(struct work *w, const char *status, int64_t limit, struct queue_job **rows,
		size_t *n);

/* Lets a failed job run again, as one that is asked for; the caller has the transaction.
 * ERR_NOT_FOUND when there is no such job, ERR_CONFLICT when it has not failed, or did not run a
 * strategy but looked for the URLs of a site. */
bool queue_again(struct work *w, const char *job_id);

#endif
