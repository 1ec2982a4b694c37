/* Calls with an Idempotency-Key (contract, 3.3 and Q9). */
#ifndef METER_API_IDEMPOTENCY_H
#define METER_API_IDEMPOTENCY_H

#include "api/api.h"
#include "store/idempotency.h"

struct idempotent {
	struct idempotency
	    key;	   /* key.key NULL: the client sent none, and nothing here does anything */
	const char *reply; /* of the call that happened; NULL: it is ours to make */
};

/* Takes the call's key. True with i->reply: send that; Idempotent-Replayed is set. False with
 * ERR_INVALID (a key that is too long), ERR_UNACCEPTABLE (the key came with another body) or
 * ERR_CONFLICT (the first call goes on). The body's JSON counts, not its spelling. */
bool idempotent_begin(struct call *c, struct idempotent *i);

/* Stores the reply, inside the transaction that stores the strategy. ERR_CONFLICT when the key was
 * lost to another call, because this one took longer than its lease. */
bool idempotent_keep(struct call *c, const struct idempotent *i, const char *strategy_id,
		     const char *reply);

/* Gives the key back after a failure; the call's error stays. What cannot be given back is free
 * again when its lease is over. */
void idempotent_release(struct call *c, const struct idempotent *i);

#endif
