/* Batches: jobs that one call asked for, and how they stand. */
#ifndef METER_STORE_BATCHES_H
#define METER_STORE_BATCHES_H

#include "util/shape.h"

struct batch {
	const char *id, *account_id, *strategy_id;
	struct instant created_at;
};

struct batch_progress {
	int64_t pending, running, completed, failed;
};

/* The caller has the transaction that also stores the jobs. */
bool batch_insert(struct work *w, const struct batch *b);

/* How the batch's jobs stand. False with ERR_NOT_FOUND and the message "Batch not found". */
bool batch_find(struct work *w, const char *account_id, const char *id, struct batch_progress *out);

#endif
