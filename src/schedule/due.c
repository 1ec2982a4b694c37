/* One round over what is due. The row of a tick goes first: whoever writes it makes the run. */
#include "schedule/due.h"

#include "bounds.h"
#include "job/schedule_jobs.h"
#include "schedule/stored.h"
#include "store/db.h"
#include "store/discoveries.h"
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
	struct texts urls; /* of the schedule */
	size_t n_busy;	   /* with a job of an earlier tick still going on */
	bool has_to_wait;  /* for what another schedule makes: it is due again soon */
};

static bool read_urls(struct work *w, struct tick_run *r)
{
	const struct schedule *s = r->schedule;
	struct json_object *list;

	if (s->url) {
		r->urls.items = ARENA_ARRAY(w->arena, 1, const char *);
		r->urls.items[r->urls.n++] = s->url;
		return true;
	}
	list = json_stored(w, s->urls.data);
	if (!list)
		return fail(w, ERR_INTERNAL, "schedule %s has no URL", s->id);
	r->urls.n = json_object_array_length(list);
	r->urls.items = ARENA_ARRAY(w->arena, r->urls.n, const char *);
	for (size_t i = 0; i < r->urls.n; i++)
		r->urls.items[i] = json_object_get_string(json_object_array_get_idx(list, i));
	return true;
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

/* The list is renewed first, as a job of its own; what follows is made at its end. */
static bool renew_list(struct work *w, const struct tick_run *r, struct discovery *d)
{
	const struct schedule *s = r->schedule;
	const struct job job = {
	    .id = id_new(w->arena),
	    .account_id = s->account_id,
	    .strategy_id = s->strategy_id,
	    .schedule_id = s->id,
	    .discovery_id = d->id,
	    .url = d->root_url,
	    .parameters = {arena_printf(w->arena, "{\"discovery_id\":\"%s\"}", d->id)},
	    .created_at = r->now};
	const struct new_task task = {.id = job.id,
				      .account_id = s->account_id,
				      .kind = "discovery",
				      .priority = TASK_ASKED,
				      .schedule_id = s->id,
				      .host = task_host(w, d->root_url)};

	return job_insert(w, &job) && discovery_renew(w, d, job.id) && task_insert(w, &task, 1);
}

/* Whether it is for another schedule that the list is being renewed. */
static bool is_for_another(struct work *w, const struct tick_run *r, const struct discovery *d,
			   bool *out)
{
	struct job job;

	*out = false;
	if (!d->crawl_job_id)
		return true;
	if (!job_find(w, r->schedule->account_id, d->crawl_job_id, &job))
		return work_forgive_missing(w);
	*out = !job.schedule_id || strcmp(job.schedule_id, r->schedule->id) != 0;
	return true;
}

/* Schedules of one discovery are often due in the same minute, and then always in the same order:
 * whoever comes second waits, for else it would never be run. */
static bool run_discovery(struct work *w, struct tick_run *r, struct due_report *out)
{
	struct discovery d;

	if (!discovery_find_locked(w, r->schedule->account_id, r->schedule->subject_id, &d) ||
	    !is_for_another(w, r, &d, &r->has_to_wait))
		return false;
	if (r->has_to_wait)
		return true;
	if (discovery_is_going(&d)) {
		out->skipped++;
		return write_tick(w, r, "skipped", "the site was still being looked through", 0);
	}
	if (!write_tick(w, r, "made", NULL, 1) || !renew_list(w, r, &d))
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
	if (strcmp(r->schedule->kind, "discovery") == 0)
		return run_discovery(w, r, out);
	if (!read_urls(w, r) || !schedule_drop_busy(w, r->schedule, &r->urls, &r->n_busy))
		return false;
	if (r->urls.n == 0) {
		out->skipped++;
		return write_tick(w, r, "skipped", busy, 0);
	}
	if (!write_tick(w, r, "made",
			r->n_busy ? arena_printf(w->arena,
						 "%zu URLs were left out: their run before was "
						 "still going on",
						 r->n_busy)
				  : NULL,
			(int64_t)r->urls.n) ||
	    !schedule_make_jobs(w, r->schedule, &r->urls, r->now))
		return false;
	out->runs++;
	out->jobs += (int64_t)r->urls.n;
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

/* Soon, but no later than at its next tick. */
static struct instant soon(const struct tick_run *r, struct instant next)
{
	const int64_t us = r->now.us + DUE_AGAIN_S * INT64_C(1000000);

	return next.us && next.us < us ? next : (struct instant){us};
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
	if (r.has_to_wait)
		next = soon(&r, next);
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
