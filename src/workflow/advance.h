/* A run goes on: a conversation that reads how it stands, decides by the rules what comes next, and
 * has that stored in one transaction. What was not stored has not happened, so a run that lost its
 * runner goes on in another one where it was.
 */
#ifndef METER_WORKFLOW_ADVANCE_H
#define METER_WORKFLOW_ADVANCE_H

#include "job/conversation.h"
#include "store/workflow_runs.h"

struct advance; /* in the arena of the work that began it */

/* Begins where the run stands. NULL with ERR_NOT_FOUND when it is gone or over. */
struct advance *advance_begin(struct work *w, const char *account_id, const char *run_id);

struct conversation *advance_conversation(struct advance *a);

/* When the run is to be looked at again, should nothing wake it. */
struct advance_next {
	bool is_over; /* never */
	int64_t delay_ms;
};

/* Stores what the conversation came to, when it is done; the caller has the transaction. It may be
 * called again when that gave way to another. */
bool advance_store(struct work *w, const struct advance *a, struct advance_next *next);

/* The run fails for a reason of our own; the caller has the transaction. */
bool advance_fail(struct work *w, const char *account_id, const char *run_id, const char *error);

#endif
