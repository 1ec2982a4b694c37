/* One round over what is due. The row of a tick goes first: whoever writes it makes the run. */
#include "schedule/due.h"

#include "bounds.h"
#include "job/parameters.h"
#include "schedule/stored.h"
#include "store/db.h"
#include "store/jobs.h"
#include "store/tasks.h"
#include "util/id.h"
#include "util/json.h"
#include "util/log.h"
#include "workflow/start.h"

static const char busy[] = "the run before was still going on";

/* One schedule's tick. */
struct tick_run {
	const struct schedule *schedule;
	struct instant now;
	const char **urls;
	size_t n_urls, n_busy; /* of the schedule; with a job of an earlier tick still going on */
};

static bool read_urls(struct work *w, struct tick_run *r)
{
	const struct schedule *s = r->schedule;
	struct json_object *list;

	if (s->url) {
		r->urls = ARENA_ARRAY(w->arena, 1, const char *);
		r->urls[r->n_urls++] = s->url;
		return true;
	}
	list = s->urls.data ? json_parse(w, s->urls.data, strlen(s->urls.data)) : NULL;
	if (!list)
		return fail(w, ERR_INTERNAL, "schedule %s has no URL", s->id);
	r->n_urls = json_object_array_length(list);
	r->urls = ARENA_ARRAY(w->arena, r->n_urls, const char *);
	for (size_t i = 0; i < r->n_urls; i++)
		r->urls[i] = json_object_get_string(json_object_array_get_idx(list, i));
	return true;
}

/* Leaves those out whose last job is not over: a slow site is not asked twice at a time. */
static bool drop_busy(struct work *w, struct tick_run *r)
{
	size_t n = r->n_urls, n_open;
	const char **open;

	if (!schedule_open_urls(w, r->schedule->account_id, r->schedule->id, &open, &n_open))
		return false;
	r->n_urls = 0;
	for (size_t i = 0; i < n; i++) {
		bool is_open = false;

		for (size_t k = 0; k < n_open && !is_open; k++)
			is_open = strcmp(open[k], r->urls[i]) == 0;
		if (is_open)
			r->n_busy++;
		else
			r->urls[r->n_urls++] = r->urls[i];
	}
	return true;
}

/* --- jobs --- */

/* What each job is asked with: the schedule's parameters over the strategy's own. A strategy that
 * takes them no more fails in its run, where people look. */
static bool set_parameters(struct work *w, const struct schedule *s, struct job *jobs, size_t n)
{
	struct json_object *given;
	struct strategy strategy;

	if (!s->parameters.data)
		return true;
	given = json_parse(w, s->parameters.data, strlen(s->parameters.data));
	if (!given || !strategy_find(w, s->account_id, s->strategy_id, &strategy))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (job_parameters(w, &strategy, jobs[i].url, given, &jobs[i].parameters))
			continue;
		if (error_is(w, ERR_UNAVAILABLE))
			return false;
		work_forgive(w);
		jobs[i].parameters = s->parameters;
	}
	return true;
}

/* Turns keep accounts apart, not classes: a schedule's run waits no longer than a call's. */
static bool make_jobs(struct work *w, const struct tick_run *r)
{
	const struct schedule *s = r->schedule;
	struct job *jobs = ARENA_ARRAY(w->arena, r->n_urls, struct job);
	struct new_task *tasks = ARENA_ARRAY(w->arena, r->n_urls, struct new_task);

	for (size_t i = 0; i < r->n_urls; i++) {
		jobs[i] = (struct job){.id = id_new(w->arena),
				       .account_id = s->account_id,
				       .strategy_id = s->strategy_id,
				       .schedule_id = s->id,
				       .url = r->urls[i],
				       .created_at = r->now};
		tasks[i] = (struct new_task){.id = jobs[i].id,
					     .account_id = s->account_id,
					     .kind = "job",
					     .priority = TASK_ASKED,
					     .schedule_id = s->id,
					     .host = task_host(w, r->urls[i])};
	}
	return set_parameters(w, s, jobs, r->n_urls) && job_insert_all(w, jobs, r->n_urls) &&
	       task_insert(w, tasks, r->n_urls);
}

/* --- ticks --- */

static bool is_missed(const struct tick_run *r)
{
	int64_t late_us = r->now.us - r->schedule->next_run_at.us;

	return strcmp(r->schedule->catch_up, "none") == 0 &&
	       late_us > CATCH_UP_AFTER_S * INT64_C(1000000);
}

static bool write_tick(struct work *w, const struct tick_run *r, const char *outcome,
		       const char *reason, int64_t jobs)
{
	const struct tick tick = {.schedule_id = r->schedule->id,
				  .account_id = r->schedule->account_id,
				  .fire_at = r->schedule->next_run_at,
				  .outcome = outcome,
				  .reason = reason,
				  .jobs = jobs,
				  .made_at = r->now};

	return tick_insert(w, &tick);
}

/* Why the workflow is not run now, or NULL; with *plan it can be. False when the database fails. */
static bool plan_workflow(struct work *w, const struct tick_run *r, struct workflow_plan *plan,
			  const char **why)
{
	const struct run_order order = {.account_id = r->schedule->account_id,
					.workflow_id = r->schedule->subject_id,
					.triggered_by = "schedule",
					.schedule_id = r->schedule->id};

	*why = NULL;
	if (workflow_plan(w, &order, plan)) {
		if (!plan->is_enabled)
			*why = "the workflow is disabled";
		return true;
	}
	if (error_is(w, ERR_CONFLICT))
		*why = busy;
	else if (error_is(w, ERR_INVALID) || error_is(w, ERR_NOT_FOUND))
		*why = w->message;
	else
		return false;
	work_forgive(w);
	return true;
}

static bool run_workflow(struct work *w, const struct tick_run *r, struct due_report *out)
{
	struct workflow_plan plan;
	const char *why;

	if (!plan_workflow(w, r, &plan, &why))
		return false;
	if (why) {
		out->skipped += why == busy;
		return write_tick(w, r, "skipped", why, 0);
	}
	if (!write_tick(w, r, "made", NULL, 1) || !workflow_begin(w, &plan))
		return false;
	out->runs++;
	out->jobs++;
	return true;
}

static bool run_tick(struct work *w, struct tick_run *r, struct due_report *out)
{
	if (is_missed(r)) {
		out->missed++;
		return write_tick(w, r, "missed", "nobody was there in time", 0);
	}
	if (strcmp(r->schedule->kind, "workflow") == 0)
		return run_workflow(w, r, out);
	if (!read_urls(w, r) || !drop_busy(w, r))
		return false;
	if (r->n_urls == 0) {
		out->skipped++;
		return write_tick(w, r, "skipped", busy, 0);
	}
	if (!write_tick(w, r, "made",
			r->n_busy ? arena_printf(w->arena,
						 "%zu URLs were left out: their run before was "
						 "still going on",
						 r->n_busy)
				  : NULL,
			(int64_t)r->n_urls) ||
	    !make_jobs(w, r))
		return false;
	out->runs++;
	out->jobs += (int64_t)r->n_urls;
	return true;
}

/* A schedule that cannot be run, for the reason in w, stops rather than being due for ever and
 * holding up the others; its owner sees it paused. */
static bool give_up(struct work *w, const struct schedule *s)
{
	log_error(w, "schedule %s is stopped: %s", s->id, w->message);
	work_forgive(w);
	return schedule_move(w, s->account_id, s->id, (struct instant){0}, (struct instant){0},
			     false);
}

static bool tick_one(struct work *w, const struct schedule *s, struct instant now,
		     struct due_report *out)
{
	struct tick_run r = {.schedule = s, .now = now};
	struct instant next, ran = {0};
	int64_t runs = out->runs, skipped = out->skipped;

	if (!schedule_after(w, s, now, &next))
		return false;
	if (!run_tick(w, &r, out)) {
		/* Another daemon's tick, or a strategy that is going: neither is ours to run. */
		if (!error_is(w, ERR_CONFLICT) && !error_is(w, ERR_NOT_FOUND))
			return false;
		work_forgive(w);
	}
	if (out->runs > runs)
		ran = now;
	return schedule_move(w, s->account_id, s->id, next, ran, out->skipped > skipped);
}

bool schedules_tick(struct work *w, struct instant now, struct due_report *out)
{
	struct schedule *due;
	size_t n = 0, i = 0;

	*out = (struct due_report){0};
	if (!db_begin(w))
		return false;
	if (schedule_due(w, now, DUE_MAX, &due, &n)) {
		while (i < n && tick_one(w, &due[i], now, out))
			i++;
		out->is_more = n == DUE_MAX;
		if (i == n && db_commit(w))
			return true;
	}
	db_rollback(w);
	*out = (struct due_report){.is_more = true};
	/* Nothing of the round is kept; the next one goes without the schedule that spoilt it. */
	return i < n && !error_is(w, ERR_UNAVAILABLE) && give_up(w, &due[i]);
}
