/* Jobs as clients see them. */
#include "api/jobs_view.h"

#include "store/results.h"
#include "util/id.h"

#define VIEW(member, ...) FIELD(struct job_view, member, __VA_ARGS__)

SHAPE(job_out, struct job_view, VIEW(id, .format = "uuid"),
      VIEW(job_id, .format = "uuid", .summary = "The same as id."),
      VIEW(strategy_id, .format = "uuid"), VIEW(url, .format = "uri"),
      VIEW(status, .one_of = JOB_STATUS_WORDS),
      VIEW(results, .summary = "The items; null until the job is completed."),
      COLUMN(struct job_view, item_count),
      VIEW(error, .summary = "Why the job failed, in one sentence."),
      VIEW(error_class, .summary = "The same in one word."), COLUMN(struct job_view, content_hash),
      COLUMN(struct job_view, structural_signature), COLUMN(struct job_view, parameters),
      VIEW(has_changes, .summary = "Whether the content differs from the run before."),
      VIEW(schedule_id, .format = "uuid"), VIEW(batch_id, .format = "uuid"),
      VIEW(discovery_id, .format = "uuid", .omit_null = true,
	   .summary = "Whose list the job renews: its items are URLs."),
      VIEW(run_id, .format = "uuid", .omit_null = true,
	   .summary = "The run of a workflow that it is part of."),
      COLUMN(struct job_view, created_at), COLUMN(struct job_view, started_at),
      COLUMN(struct job_view, completed_at),
      VIEW(warnings, .omit_null = true,
	   .summary = "What the user should look at; in the reply to execute only."),
      VIEW(results_omitted, .omit_null = true,
	   .summary = "True in a list whose results would be too large: read the job itself."));

struct job_view job_view_of(const struct job *job)
{
	return (struct job_view){
	    .id = job->id,
	    .job_id = job->id,
	    .strategy_id = job->strategy_id,
	    .url = job->url,
	    .status = job->status,
	    .item_count = job->item_count,
	    .error = job->error,
	    .error_class = job->error_class,
	    .content_hash = job->content_hash,
	    .structural_signature = job->structural_signature,
	    .parameters = job->parameters,
	    .has_changes = job->has_changes,
	    .schedule_id = job->schedule_id,
	    .batch_id = job->batch_id,
	    .discovery_id = job->discovery_id,
	    .run_id = job->run_id,
	    .created_at = job->created_at,
	    .started_at = job->started_at,
	    .completed_at = job->completed_at,
	};
}

const char *job_items(struct work *w, const struct job *job)
{
	const char *items;

	if (!job->result_hash.data)
		return fail(w, ERR_NOT_FOUND, "The results of the job are not kept any more");
	items = result_load(w, job->account_id, job->strategy_id, job->result_hash.data);
	if (!items && error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Job not found"); /* meanwhile */
	return items;
}

bool job_is_completed(struct work *w, const struct job *job)
{
	return strcmp(job->status, "completed") == 0 ||
	       fail(w, ERR_INVALID, "the job is %s, not completed", job->status);
}

bool reply_job(struct call *c, const char *id, struct json_object *warnings)
{
	struct job_view view;
	struct job job;

	if (!job_find(c->work, c->account_id, id, &job))
		return false;
	view = job_view_of(&job);
	if (job.result_hash.data) {
		view.results.data = job_items(c->work, &job);
		if (!view.results.data)
			return false;
	}
	if (warnings && json_object_array_length(warnings))
		view.warnings.data = json_string(c->work, warnings);
	return reply_shape(c, &job_out, &view);
}
