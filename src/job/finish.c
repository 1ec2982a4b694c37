/* How a run ends. The task goes first: its row is the fence that a late runner does not pass. */
#include "job/finish.h"

#include "store/jobs.h"
#include "store/results.h"
#include "store/traces.h"

/* Whether the content differs from the completed run before; no run before is no change. */
static bool has_changed(struct work *w, const struct job *job, bool *out)
{
	struct job before;

	*out = false;
	if (!job_previous(w, job, &before)) {
		if (!error_is(w, ERR_NOT_FOUND))
			return false;
		work_forgive(w);
		return true;
	}
	*out = before.content_hash && strcmp(before.content_hash, job->content_hash) != 0;
	return true;
}

static bool complete(struct work *w, const struct ending *e)
{
	const struct task *t = e->task;
	const struct run *run = e->run;
	struct job job = {.id = t->id,
			  .account_id = t->account_id,
			  .strategy_id = t->strategy_id,
			  .url = t->url,
			  .parameters = t->parameters,
			  .item_count = &run->item_count,
			  .content_hash = run->content_hash,
			  .structural_signature = {run->structural_signature}};
	uint8_t hash[32];
	bool changed;

	if (!has_changed(w, &job, &changed) ||
	    !result_store(w, t->account_id, t->strategy_id, run->items, strlen(run->items), hash))
		return false;
	job.has_changes = &changed;
	job.result_hash = (struct blob){hash, sizeof hash};
	return job_complete(w, &job);
}

bool job_finish(struct work *w, const struct ending *e)
{
	const struct task *t = e->task;

	if (!task_done(w, t))
		return false;
	if (e->trace && !trace_store(w, t->account_id, t->id, e->trace))
		return false;
	return e->run ? complete(w, e) : job_fail(w, t->account_id, t->id, e->class, e->error);
}

bool job_forget(struct work *w, const struct task *t)
{
	return task_done(w, t);
}
