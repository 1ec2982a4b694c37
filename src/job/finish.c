/* How a run ends. The row of the task is the fence that a late runner does not pass. */
#include "job/finish.h"

#include "bounds.h"
#include "job/health.h"
#include "job/trace.h"
#include "store/run_steps.h"
#include "util/secret.h"

static const char *const kinds[] = {[VERDICT_FIRST] = "first",
				    [VERDICT_UNCHANGED] = "unchanged",
				    [VERDICT_CHANGED] = "changed",
				    [VERDICT_ODD] = "odd"};

static const enum occasion occasions[] = {[VERDICT_FIRST] = OCCASION_FIRST,
					  [VERDICT_UNCHANGED] = OCCASION_UNCHANGED,
					  [VERDICT_CHANGED] = OCCASION_CHANGED,
					  [VERDICT_ODD] = OCCASION_FAILED};

/* What the run was compared with. */
struct before {
	const char *job_id, *content_hash;
};

/* What the run found; a page that is the baseline's has the baseline's items. */
static void read_items(struct work *w, const struct run *run, const struct target *target,
		       struct finding *f)
{
	uint8_t *hash;

	f->is_same_page = run->is_same_page;
	f->result_hash = target->result_hash.data;
	if (run->is_same_page)
		return;
	hash = arena_alloc(w->arena, SHA256_SIZE);
	sha256(run->items, strlen(run->items), hash);
	f->result_hash = hash;
	f->items = run->items;
	f->item_count = run->item_count;
	f->item_count_before = run->item_count_before;
	f->content_hash = run->content_hash;
	f->structural_signature = run->structural_signature;
}

/* Of a run that is not believed nothing is kept: no job has it. */
static void store_items(const struct ending *e, const struct finding *f, const struct verdict *v)
{
	const struct task *t = e->task;

	if (f->is_same_page || v->kind == VERDICT_ODD)
		return;
	e->closing->results[e->closing->n_results++] =
	    (struct new_result){.account_id = t->account_id,
				.strategy_id = t->strategy_id,
				.json = f->items,
				.size = strlen(f->items),
				.hash = f->result_hash,
				.signature = f->structural_signature};
}

static struct finding finding_of(const struct ending *e)
{
	const struct run *run = e->run;
	const struct fetch_response *page = run->page;
	struct finding f = {.job_id = e->task->id,
			    .plan = run->input.plan,
			    .schema = run->input.schema,
			    .strategy_version = e->task->version,
			    .body_hash = run->has_hash ? run->body_hash : NULL,
			    .sensitivity = &run->sensitivity};

	if (page) {
		f.etag = page->etag;
		f.last_modified = page->last_modified;
		f.body_size = (int64_t)page->body_size;
	}
	return f;
}

/* The job's row, and what changed. An unchanged run writes nothing else but its target. */
static bool store_job(struct work *w, const struct ending *e, const struct finding *f,
		      const struct target *target, const struct verdict *v)
{
	static const bool yes = true, no = false;
	const struct task *t = e->task;
	struct closing *c = e->closing;
	int64_t *item_count = ARENA_NEW(w->arena, int64_t);
	struct job job = {.id = t->id,
			  .account_id = t->account_id,
			  .item_count = item_count,
			  .has_changes = v->kind == VERDICT_CHANGED ? &yes : &no,
			  .content_hash = v->content_hash,
			  .result_hash = {f->result_hash, SHA256_SIZE}};

	if (e->odd)
		*e->odd = v->class;
	if (v->kind == VERDICT_ODD)
		return job_fail(w, t->account_id, t->id, v->class, v->error);
	if (f->is_same_page)
		job.content_hash = target->content_hash;
	*item_count = f->is_same_page ? target->item_count : f->item_count;
	c->jobs[c->n_jobs++] = job;
	if (v->kind == VERDICT_CHANGED)
		c->changes[c->n_changes++] = v->change;
	return true;
}

static void put_verdict(struct work *w, const struct ending *e, const struct target *target,
			const struct verdict *v, const char *kind, struct before before)
{
	if (e->trace)
		trace_put_judgement(w, e->trace,
				    &(struct judgement){.kind = kind,
							.verdict = v,
							.run = e->run,
							.target = target,
							.baseline_job_id = before.job_id,
							.baseline_hash = before.content_hash});
}

/* target: of an unchanged run, which takes a turn; else NULL. */
static bool store_trace(struct work *w, const struct ending *e, const struct target *target,
			const struct telling *told)
{
	const struct task *t = e->task;
	struct trace trace = {.job_id = t->id, .account_id = t->account_id};

	if (!e->trace)
		return true;
	trace_put_telling(w, e->trace, told);
	if (target) {
		trace.strategy_id = t->strategy_id;
		trace.target = target->target;
		trace.turn = target->runs % TRACES_UNCHANGED;
	}
	if (!trace_put_earlier(w, t, e->trace))
		return false;
	trace.json = json_string(w, e->trace);
	e->closing->traces[e->closing->n_traces++] = trace;
	return true;
}

/* The run of a workflow that the job is part of gets to know; it looks at the job's row. */
static bool tell_run(struct work *w, const struct ending *e)
{
	const struct task *t = e->task;

	return !t->run_id ||
	       (closing_store(w, e->closing) && run_job_ended(w, t->account_id, t->id));
}

static void end_task(const struct ending *e)
{
	e->closing->tasks[e->closing->n_tasks++] = e->task;
}

static void save_target(const struct ending *e, const struct target *target)
{
	e->closing->targets[e->closing->n_targets++] = *target;
}

/* Whether the page that the run found unchanged is still the baseline's. */
static bool is_known(const struct ending *e, const struct target *target)
{
	return !e->run->is_same_page ||
	       (e->known && target->result_hash.data &&
		memcmp(e->known, target->result_hash.data, SHA256_SIZE) == 0);
}

/* What the first fetch found, when this is the second. Items that are gone confirm nothing, and
 * what the second one found is told all the same. */
static bool load_first(struct work *w, const struct task *t, struct finding *f)
{
	if (!t->first_hash.data || f->is_same_page)
		return true;
	f->first_items = result_load(w, t->account_id, t->strategy_id, t->first_hash.data);
	if (f->first_items)
		return true;
	if (!error_is(w, ERR_NOT_FOUND) && !error_is(w, ERR_INTERNAL))
		return false;
	work_forgive(w);
	return true;
}

/* The task waits, and its job is still running; nothing of the target has changed. */
static bool await_confirmation(struct work *w, const struct ending *e, const struct finding *f,
			       const struct target *target, struct before before)
{
	const struct task *t = e->task;
	const struct verdict v = {
	    .note = arena_printf(w->arena, "a change is fetched again in %lld s to confirm it",
				 (long long)*t->confirm_seconds)};
	const struct earlier_try first = {.error = v.note, .again_ms = *t->confirm_seconds * 1000};

	put_verdict(w, e, target, &v, TRACE_WAITING, before);
	return task_put_back(w, t,
			     (struct task_return){.delay_ms = first.again_ms,
						  .is_innocent = true,
						  .first_hash = {f->result_hash, SHA256_SIZE}}) &&
	       (!e->trace || trace_keep_try(w, t, e->trace, &first));
}

static bool count_run(struct work *w, const struct task *t, struct target *target,
		      const struct verdict *v)
{
	return v->kind == VERDICT_ODD ? health_failed(w, t, target, v->class, v->error)
				      : health_good(w, t, target);
}

static bool complete(struct work *w, const struct ending *e)
{
	const struct task *t = e->task;
	struct finding f = finding_of(e);
	bool has_failed_before;
	struct telling told;
	struct target target;
	struct before before;
	struct verdict v;

	f.sensitivity_name = sensitivity_name(w, e->run->input.sensitivity);
	if (!closing_target(w, e->closing, t, &target))
		return false;
	if (!is_known(e, &target))
		return task_put_back(w, t, (struct task_return){.is_innocent = true});
	has_failed_before = target.failures > 0;
	before = (struct before){target.baseline_job_id, target.content_hash};
	f.before_items = closing_items(e->closing, &target);
	read_items(w, e->run, &target, &f);
	if (!load_first(w, t, &f) || !run_compare(w, &f, &target, &v))
		return false;
	store_items(e, &f, &v);
	if (v.kind == VERDICT_CHANGED && t->confirm_seconds && !t->first_hash.data)
		return await_confirmation(w, e, &f, &target, before);
	v.change.schedule_id = t->schedule_id;
	put_verdict(w, e, &target, &v, kinds[v.kind], before);
	end_task(e);
	if (!count_run(w, t, &target, &v))
		return false;
	save_target(e, &target);
	return store_job(w, e, &f, &target, &v) && tell_run(w, e) &&
	       announce(w, t, occasions[v.kind], has_failed_before, &told) &&
	       store_trace(w, e, v.kind == VERDICT_UNCHANGED ? &target : NULL, &told);
}

/* A run without anything to compare: its target learns that it failed, if a schedule wants to know.
 */
static bool count_failure(struct work *w, const struct ending *e, bool *has_failed_before)
{
	const struct task *t = e->task;
	struct target target;

	*has_failed_before = false;
	if (!t->schedule_id)
		return true;
	if (!closing_target(w, e->closing, t, &target))
		return false;
	*has_failed_before = target.failures > 0;
	return health_failed(w, t, &target, e->class, e->error) && target_fail(w, &target);
}

static bool end_job(struct work *w, const struct ending *e)
{
	const struct task *t = e->task;
	bool has_failed_before;
	struct telling told;

	if (e->run)
		return complete(w, e);
	end_task(e);
	return job_fail(w, t->account_id, t->id, e->class, e->error) &&
	       count_failure(w, e, &has_failed_before) && tell_run(w, e) &&
	       announce(w, t, OCCASION_FAILED, has_failed_before, &told) &&
	       store_trace(w, e, NULL, &told);
}

bool job_finish(struct work *w, const struct ending *e)
{
	struct ending alone = *e;

	if (e->closing)
		return end_job(w, e);
	alone.closing = ARENA_NEW(w->arena, struct closing);
	return end_job(w, &alone) && closing_store(w, alone.closing);
}
