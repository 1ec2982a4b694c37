/* A discovery's list is renewed for a schedule. The search is a job whose items are the URLs that
 * the schedule runs on: what is new, gone, or has another lastmod is a change like others, in the
 * changelog and for the webhook. Then follow the jobs of the URLs themselves. */
#ifndef METER_JOB_RENEWAL_H
#define METER_JOB_RENEWAL_H

#include "store/discoveries.h"
#include "store/tasks.h"

struct renewal {
	const struct task *task;
	struct discovery *discovery;
	const char *error; /* why the search failed; NULL: it did not */
	enum error_class class;
	int64_t max_urls; /* of the list */
};

/* Ends the search's job and its task, takes the new list over, unless the search failed or is not
 * to be believed, and makes the schedule's jobs; the caller has the transaction. False with
 * ERR_CONFLICT when the task is another's now. */
bool renewal_finish(struct work *w, const struct renewal *r);

/* The schedules of a discovery that is deleted keep its list and are ordinary ones from then on; a
 * search that goes on for one of them is cancelled. The caller has the transaction. */
bool renewal_freeze(struct work *w, const struct discovery *d);

#endif
