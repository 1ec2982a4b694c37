/* Jobs as clients see them. */
#ifndef METER_API_JOBS_VIEW_H
#define METER_API_JOBS_VIEW_H

#include "api/api.h"
#include "store/jobs.h"

struct job_view {
	const char *id, *job_id, *strategy_id, *url, *status;
	struct raw_json results;
	const int64_t *item_count;
	const char *error, *error_class, *content_hash;
	struct raw_json structural_signature, parameters;
	const bool *has_changes;
	const char *schedule_id, *batch_id, *discovery_id, *run_id;
	struct instant created_at, started_at, completed_at;
	struct raw_json warnings;
	const bool *results_omitted;
};

extern const struct shape job_out;

/* Calls whose path names a job and that say nothing else. */

/* Everything but the results, which are stored apart, and the warnings. */
struct job_view job_view_of(const struct job *job);

/* The items of a completed job as JSON text. NULL with ERR_NOT_FOUND when they, or the job, were
 * taken away. */
const char *job_items(struct work *w, const struct job *job);

/* Refuses what is not completed: "the job is pending, not completed". */
bool job_is_completed(struct work *w, const struct job *job);

/* The reply for a job as it stands in the database; warnings (may be NULL) are what was noticed
 * when it ran. */
bool reply_job(struct call *c, const char *id, struct json_object *warnings);

#endif
