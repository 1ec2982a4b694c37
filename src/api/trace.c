/* GET /api/jobs/{id}/trace: what happened in the job's run, from DNS to diff. */
#include "store/traces.h"

#include "api/api.h"
#include "api/jobs_view.h"

static bool get_trace(struct call *c)
{
	const char *id = INPUT(c, struct by_id)->id, *trace;
	struct job job;

	if (!job_find(c->work, c->account_id, id, &job))
		return false;
	trace = trace_load(c->work, c->account_id, id);
	if (!trace && error_is(c->work, ERR_NOT_FOUND))
		return job.completed_at.us ? fail(c->work, ERR_NOT_FOUND,
						  "The trace of the job is not kept any more")
					   : fail(c->work, ERR_NOT_FOUND,
						  "The job is %s: it has no trace yet", job.status);
	if (!trace)
		return false;
	c->reply->status = 200;
	text_add(&c->reply->body, trace);
	return true;
}

const struct route trace_routes[] = {
    {GET, "/api/jobs/{id}/trace", get_trace, &by_id_in, NULL, 0, 200, "Job",
     .summary = "What happened in a job's run: an object, as far as the run came."},
    {0},
};
