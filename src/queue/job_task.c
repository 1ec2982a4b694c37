/* Tasks of kind "job": a strategy is run on a page, and what it found is stored. */
#include "queue/runner_parts.h"

#include "bounds.h"
#include "job/compare.h"
#include "job/finish.h"
#include "job/robots_obey.h"
#include "job/trace.h"
#include "util/clock.h"

struct job_run {
	struct plan *plan; /* the strategy; NULL: none */
	struct run *run;
	const uint8_t *known; /* result hash of the baseline that the run knew; NULL: none */
	bool is_retried;      /* it failed and is tried again */
	enum error_class odd; /* what the comparison found wrong with it */
};

/* --- its beginning --- */

/* The target of the task, which may be known from its claim. False without an error when there is
 * none. */
static bool find_target(struct slot *s, struct target *out)
{
	const struct runner *r = s->runner;
	const struct task *t = &s->task;
	const struct target key = task_target(&s->work, t);
	const struct target *known;

	if (r->knows_targets) {
		known = target_among(r->known, r->n_known, &key);
		if (known)
			*out = *known;
		return known != NULL;
	}
	if (target_find(&s->work, t->account_id, t->strategy_id, key.target, out))
		return true;
	(void)work_forgive_missing(&s->work);
	return false;
}

static const uint8_t *copy_hash(struct work *w, const void *hash)
{
	return hash ? memcpy(arena_alloc(w->arena, SHA256_SIZE), hash, SHA256_SIZE) : NULL;
}

/* What is known of the page from the last good run. */
static bool know_page(struct slot *s, struct run_input *input)
{
	struct work *w = &s->work;
	struct condition known;
	struct target target;

	if (!find_target(s, &target))
		return w->error == ERR_NONE;
	known = run_condition(&target, s->task.version, sensitivity_name(w, input->sensitivity),
			      clock_now());
	input->etag = arena_text(w->arena, known.etag);
	input->last_modified = arena_text(w->arena, known.last_modified);
	input->body_hash = copy_hash(w, known.body_hash);
	((struct job_run *)s->own)->known = copy_hash(w, target.result_hash.data);
	return true;
}

/* The run of a task whose strategy is there. */
static bool run_of(struct slot *s)
{
	const struct task *t = &s->task;
	struct sensitivity *sensitivity = ARENA_NEW(s->work.arena, struct sensitivity);
	struct job_run *job = s->own;
	struct run_input input;

	job->plan = plan_use(&s->work, s->runner->plans, t->account_id, t->strategy_id, t->version);
	if (!job->plan || !sensitivity_read(&s->work, t->item_order, t->ignore_fields.data,
					    t->thresholds.data, sensitivity))
		return false;
	/* It may have been changed since the claim: what is compared is what was run. */
	s->task.version = job->plan->strategy.version;
	input = (struct run_input){.url = t->url,
				   .plan = job->plan->tree,
				   .schema = job->plan->schema,
				   .filter = job->plan->filter,
				   .made_from = job->plan->strategy.url,
				   .parameters = t->parameters.data,
				   .sensitivity = sensitivity};
	if (!know_page(s, &input))
		return false;
	job->run = run_begin(&s->work, &input);
	if (!job->run)
		return false;
	s->conversation = &job->run->conversation;
	if (s->runner->config.obeys_robots)
		s->conversation =
		    robots_obey(&s->work, s->conversation, s->runner->config.fetch.user_agent);
	return s->conversation != NULL;
}

static bool begin_job(struct slot *s)
{
	s->own = ARENA_NEW(s->work.arena, struct job_run);
	s->is_gone = !s->task.strategy_id;
	if (s->is_gone) {
		slot_end(s); /* there is nobody left to tell */
		return true;
	}
	if (run_of(s))
		return true;
	s->is_gone = error_is(&s->work, ERR_NOT_FOUND); /* deleted since the claim */
	return false;
}

/* --- what happened --- */

static void add_fetch(struct slot *s, struct json_object *trace)
{
	const struct job_run *job = s->own;
	const struct fetch_response *page = job && job->run ? job->run->page : NULL;
	struct json_object *o;

	if (!page)
		return;
	o = json_new_object(&s->work);
	json_put_int(o, "status", page->status);
	json_put_text(o, "url", page->url);
	json_put_text(o, "address", page->address);
	json_put_text(o, "content_type", page->content_type);
	json_put_int(o, "redirects", page->redirects);
	json_put_int(o, "bytes", (int64_t)page->body_size);
	json_put_int(o, "wire_bytes", (int64_t)page->wire_size);
	json_put_int(o, "held_ms", page->held_ms);
	json_put_int(o, "dns_ms", page->dns_ms);
	json_put_int(o, "connect_ms", page->connect_ms);
	json_put_int(o, "first_byte_ms", page->first_byte_ms);
	json_put_int(o, "total_ms", page->total_ms);
	json_put_shared(trace, "fetch", o);
}

/* What the site was told that we have. */
static void add_known(struct slot *s, struct json_object *trace)
{
	const struct job_run *job = s->own;
	const struct run_input *in = job && job->run ? &job->run->input : NULL;
	struct json_object *o;

	if (!in || (!in->etag && !in->last_modified && !in->body_hash))
		return;
	o = json_new_object(&s->work);
	json_put_text(o, "etag", in->etag);
	json_put_text(o, "last_modified", in->last_modified);
	json_put_bool(o, "body", in->body_hash != NULL);
	json_put_shared(trace, "known", o);
}

static void add_extract(struct slot *s, const struct run *run, struct json_object *trace)
{
	struct json_object *o = json_new_object(&s->work);

	json_put_int(o, "ms", s->extract_ms);
	json_put_int(o, "items", run->item_count);
	json_put_int(o, "items_before_filter", run->item_count_before);
	json_put_shared(trace, "extract", o);
	if (run->warnings)
		json_put_shared(trace, "warnings", run->warnings);
}

static struct json_object *job_trace(struct slot *s)
{
	struct json_object *trace = json_new_object(&s->work);
	const struct run *run = s->is_done ? ((struct job_run *)s->own)->run : NULL;

	json_put_int(trace, "attempt", s->task.attempts);
	json_put_int(trace, "crashes", s->task.crashes);
	json_put_int(trace, "strategy_version", s->task.version);
	add_known(s, trace);
	add_fetch(s, trace);
	if (run && run->is_same_page) {
		json_put_bool(trace, "is_same_page", true);
	} else if (run) {
		add_extract(s, run, trace);
	} else {
		json_put_text(trace, "error_class", error_class_word(s->failure.class));
		json_put_text(trace, "error", slot_sentence(s));
	}
	json_put_int(trace, "ms", s->ended_ms - s->began_ms);
	return trace;
}

/* --- its end --- */

/* The failure stays in the work until the job has ended, so its statements run in another. */
static bool end_failed(struct slot *s, struct work *w)
{
	const struct task *t = &s->task;
	struct earlier_try try = {.class = s->failure.class, .error = slot_sentence(s)};
	struct job_run *job = s->own;
	bool is_retried = retry_after(t, &s->failure, &try.again_ms);

	if (job)
		job->is_retried = is_retried;
	if (is_retried)
		return task_put_back(
			   w, t,
			   (struct task_return){.delay_ms = try.again_ms,
						.has_crashed = try.class == CLASS_CRASHED}) &&
		       trace_keep_try(w, t, job_trace(s), &try);
	return job_finish(w, &(struct ending){.task = t,
					      .class = s->failure.class,
					      .error = slot_sentence(s),
					      .trace = job_trace(s),
					      .closing = &s->runner->closing});
}

static bool end_job(struct slot *s, struct work *w)
{
	struct job_run *job = s->own;

	if (!s->is_done)
		return end_failed(s, w);
	return job_finish(w, &(struct ending){.task = &s->task,
					      .run = job->run,
					      .known = job->known,
					      .trace = job_trace(s),
					      .odd = &job->odd,
					      .closing = &s->runner->closing});
}

bool jobs_prepare(struct runner *r, struct slot *const slots[], int n)
{
	struct closing_run runs[FINISH_MAX];
	size_t n_runs = 0;

	for (int i = 0; i < n; i++) {
		const struct slot *s = slots[i];
		const struct job_run *job = s->own;

		if (s->kind == &job_kind && s->is_done && !s->is_returned && !s->is_gone)
			runs[n_runs++] = (struct closing_run){
			    &s->task, job->run->is_same_page ? NULL : job->run->content_hash};
	}
	return closing_prepare(&r->work, &r->closing, runs, n_runs);
}

static void count_job(const struct slot *s, struct counters *c)
{
	const struct job_run *job = s->own;
	const struct run *run = job ? job->run : NULL;

	if (s->is_returned)
		count_run(c, RUN_RETURNED, CLASS_NONE);
	else if (!s->is_done || !job)
		count_run(c, job && job->is_retried ? RUN_RETRIED : RUN_FAILED, s->failure.class);
	else
		count_run(c, job->odd ? RUN_FAILED : RUN_COMPLETED, job->odd);
	if (run && run->page)
		count_time(c, TIME_FETCH, run->page->total_ms);
	if (s->is_done && run && !run->is_same_page)
		count_time(c, TIME_EXTRACT, s->extract_ms);
}

static const char *job_result(const struct slot *s)
{
	return s->is_done ? "completed" : error_class_word(s->failure.class);
}

static void free_job(struct slot *s)
{
	const struct job_run *job = s->own;

	if (job && job->plan)
		plan_release(s->runner->plans, job->plan);
}

const struct task_kind job_kind = {.word = "job",
				   .noun = "job",
				   .deadline_ms = EXECUTE_DEADLINE_MS,
				   .is_governed = true,
				   .begin = begin_job,
				   .end = end_job,
				   .result = job_result,
				   .count = count_job,
				   .free = free_job};
