/* Calls that happen once however often they are sent (contract, 3.3).
 *
 * A call takes its client's key for the time it may work; while it has it, others are turned away.
 * It ends by storing the reply in the transaction that stores what it made, so that both are there
 * or neither; or by giving the key back. One that dies keeps the key until its lease is over. One
 * that comes back late finds that it lost the key, and its transaction is undone.
 */
#ifndef METER_STORE_IDEMPOTENCY_H
#define METER_STORE_IDEMPOTENCY_H

#include "util/secret.h"
#include "util/work.h"

struct idempotency {
	const char *account_id;
	const char *key;	      /* as the client sent it */
	uint8_t request[SHA256_SIZE]; /* of the body, equal for equal ones */
	const char *holder;	      /* this call: id_new() */
};

/* Takes the key, in the caller's transaction. True with *reply NULL: it is the caller's now, for
 * IDEMPOTENCY_LEASE_S. True with a reply: the call has happened. False with ERR_UNACCEPTABLE when
 * the key came with another request, ERR_CONFLICT (and retry_after_s) when another call has it. */
bool idempotency_take(struct work *w, const struct idempotency *i, const char **reply);

/* Stores the reply for IDEMPOTENCY_KEPT_S, in the transaction of what was made. ERR_CONFLICT when
 * the key was lost: the caller has to roll back. */
bool idempotency_keep(struct work *w, const struct idempotency *i, const char *strategy_id,
		      const char *reply);

/* Gives the key back, so that the call may be tried again. A key that was kept or lost stays. */
bool idempotency_release(struct work *w, const struct idempotency *i);

/* Takes away at most `most` keys whose time is over, of all accounts; *removed tells how many. */
bool idempotency_sweep(struct work *w, int64_t most, int64_t *removed);

#endif
