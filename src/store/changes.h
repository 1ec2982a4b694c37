/* What runs changed: one row for each run whose content differs from its baseline. */
#ifndef METER_STORE_CHANGES_H
#define METER_STORE_CHANGES_H

#include "util/shape.h"

#include <stddef.h>
#include <stdint.h>

struct job_change {
	const char *job_id, *account_id, *strategy_id;
	const char *schedule_id;   /* whose run it was; NULL: nobody's */
	struct blob target;	   /* store/targets.h */
	const char *before_job_id; /* the baseline, whose row may be gone */
	int64_t added, removed, modified, moved;
	struct raw_json
	    changes; /* as item_diff_print() writes it; NULL: the baseline's items were gone */
	struct instant created_at, seen_at;
};

/* Stores n of them. The caller has the transaction that completes the jobs. created_at is now. */
bool change_insert(struct work *w, const struct job_change *changes, size_t n);

/* With its changes. ERR_NOT_FOUND when the job changed nothing. */
bool change_find(struct work *w, const char *account_id, const char *job_id,
		 struct job_change *out);

/* A change of a schedule beside the job that made it. */
struct schedule_change {
	const char *job_id, *strategy_id, *url, *content_hash;
	int64_t item_count, added, removed, modified, moved;
	struct blob result_hash; /* for result_load() */
	struct raw_json changes; /* as above */
	struct instant created_at, completed_at, seen_at;
};

/* The changes of a schedule that were not marked as seen, oldest first, without their items. */
bool change_list_unseen(struct work *w, const char *account_id, const char *schedule_id,
			int64_t limit, struct schedule_change **rows, size_t *n);

/* All of them, newest first. Their items may have megabytes each. */
bool change_list(struct work *w, const char *account_id, const char *schedule_id, int64_t limit,
		 int64_t offset, bool with_items, struct schedule_change **rows, size_t *n);

/* Marks a change as seen, so that change_list_unseen tells it no more. */
bool change_see(struct work *w, const char *account_id, const char *job_id);

#endif
