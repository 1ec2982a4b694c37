/* Deliveries, from the outbox to a message, and from what came of it back to the outbox. */
#ifndef METER_JOB_DELIVERY_H
#define METER_JOB_DELIVERY_H

#include "job/sending.h"
#include "store/deliveries.h"
#include "store/tasks.h"
#include "util/seal.h"

/* The message of a delivery, the same at every attempt but for its time and signatures. NULL with
 * ERR_NOT_FOUND and a sentence for the log when it can never be sent: the run's data are gone or
 * the schedule tells nobody any more; any other error may pass. */
struct message *delivery_message(struct work *w, const struct delivery *d,
				 const struct delivery_state *state, const struct seal_key *key);

/* Stores what came of an attempt, with the end of the task or the time of its next turn; the caller
 * has the transaction. ERR_CONFLICT when the task is another's now. */
bool delivery_tried(struct work *w, const struct task *t, const struct delivery *d,
		    const struct delivery_state *state, const struct sending *s);

/* The delivery is dead without an attempt, for this reason; the same otherwise. */
bool delivery_dies(struct work *w, const struct task *t, const struct delivery *d,
		   const char *reason);

#endif
