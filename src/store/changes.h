/* What runs changed: one row for each run whose content differs from its baseline. */
#ifndef METER_STORE_CHANGES_H
#define METER_STORE_CHANGES_H

#include "util/shape.h"

#include <stddef.h>
#include <stdint.h>

struct job_change {
	const char *job_id, *account_id, *strategy_id;
	struct blob target;	   /* store/targets.h */
	const char *before_job_id; /* the baseline, whose row may be gone */
	int64_t added, removed, modified, moved;
	struct raw_json
	    changes; /* as item_diff_print() writes it; NULL: the baseline's items were gone */
	struct instant created_at, seen_at;
};

/* The caller has the transaction that completes the job. created_at is now. */
bool change_insert(struct work *w, const struct job_change *c);

/* With its changes. ERR_NOT_FOUND when the job changed nothing. */
bool change_find(struct work *w, const char *account_id, const char *job_id,
		 struct job_change *out);

#endif
