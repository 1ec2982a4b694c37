/* A walk through what may be too old: where it stands is in the struct, so that it can rest. */
#include "queue/retention.h"

#include "bounds.h"
#include "store/accounts.h"
#include "store/deliveries.h"
#include "store/discoveries.h"
#include "store/hosts.h"
#include "store/schedules.h"
#include "store/sweep.h"
#include "store/traces.h"
#include "util/clock.h"

#define DAY_US (86400 * INT64_C(1000000))

static struct instant days_ago(int64_t days)
{
	return (struct instant){clock_now().us - days * DAY_US};
}

static struct instant spared_since(void)
{
	return (struct instant){clock_now().us - SWEEP_SPARED_S * INT64_C(1000000)};
}

static void keep_id(char out[ID_TEXT_SIZE], const char *id)
{
	memcpy(out, id, ID_TEXT_SIZE);
}

/* The next kind begins at its first row. */
static void go_to(struct retention *r, enum retention_kind kind)
{
	r->at = kind;
	r->after = (struct instant){0};
	keep_id(r->after_id, ID_LEAST);
}

/* --- of all accounts --- */

/* What a step did: how many it removed, and whether there is more. */
struct step {
	int64_t removed;
	bool is_over;
};

/* A full step may not have been the last; `good` is whether it was done at all. */
static bool swept(bool good, struct step *s)
{
	s->is_over = s->removed < DELETE_STEP;
	return good;
}

static bool sweep_traces(struct work *w, struct retention *r, struct step *s)
{
	return swept(trace_sweep(w, days_ago(r->limits.traces_days), DELETE_STEP, &s->removed), s);
}

static bool sweep_hosts(struct work *w, struct retention *r, struct step *s)
{
	(void)r;
	return swept(host_sweep(w, DELETE_STEP, &s->removed), s);
}

static bool sweep_endpoints(struct work *w, struct retention *r, struct step *s)
{
	(void)r;
	return swept(endpoint_sweep(w, DELETE_STEP, &s->removed), s);
}

static bool sweep_ticks(struct work *w, struct retention *r, struct step *s)
{
	return swept(tick_sweep(w, days_ago(r->limits.ticks_days), DELETE_STEP, &s->removed), s);
}

/* Whatever their age: what they are for is over. */
static bool sweep_discoveries(struct work *w, struct retention *r, struct step *s)
{
	(void)r;
	bool good = discovery_sweep(w, DELETE_STEP, &s->removed);

	s->is_over = s->removed == 0;
	return good;
}

static bool sweep_pages(struct work *w, struct retention *r, struct step *s)
{
	struct page_sweep sweep = {
	    .after = r->after, .until = days_ago(r->limits.pages_days), .most = DELETE_STEP};

	if (!page_sweep(w, &sweep))
		return false;
	r->after = sweep.after;
	*s = (struct step){sweep.removed, sweep.is_over};
	return true;
}

static bool sweep_ids(struct work *w, struct retention *r, struct instant until,
		      bool (*sweep)(struct work *w, struct id_sweep *s), struct step *s)
{
	struct id_sweep ids = {
	    .after = r->after_id, .until = id_floor(w->arena, until), .most = DELETE_STEP};

	if (!sweep(w, &ids))
		return false;
	if (!ids.is_over)
		keep_id(r->after_id, ids.after);
	*s = (struct step){ids.removed, ids.is_over};
	return true;
}

static bool sweep_deliveries(struct work *w, struct retention *r, struct step *s)
{
	return sweep_ids(w, r, days_ago(r->limits.deliveries_days), delivery_sweep, s);
}

/* A run has many rows of its own. */
static bool sweep_runs(struct work *w, struct retention *r, struct step *s)
{
	struct run_sweep runs = {.after = r->after_id,
				 .until = id_floor(w->arena, spared_since()),
				 .old = id_floor(w->arena, days_ago(r->limits.jobs_days)),
				 .kept = WORKFLOW_RUNS_KEPT,
				 .most = WORKFLOW_RUNS_STEP};

	if (!run_sweep(w, &runs))
		return false;
	if (!runs.is_over)
		keep_id(r->after_id, runs.after);
	*s = (struct step){runs.removed, runs.is_over};
	return true;
}

/* A batch whose jobs are being made has none that others see. */
static bool sweep_batches(struct work *w, struct retention *r, struct step *s)
{
	return sweep_ids(w, r, spared_since(), batch_sweep, s);
}

/* --- of one account --- */

static const char *later(const char *a, const char *b)
{
	return strcmp(a, b) > 0 ? a : b;
}

/* The first of the account's jobs that stays, by age and by count. */
static bool find_end(struct work *w, struct retention *r)
{
	const char *by_age = id_floor(w->arena, days_ago(r->limits.jobs_days));
	const char *spared = id_floor(w->arena, spared_since());
	const char *by_count;

	if (!job_nth_newest(w, r->account, r->limits.jobs, &by_count))
		return false;
	if (by_count && strcmp(by_count, spared) > 0)
		by_count = spared;
	keep_id(r->until_id, by_count ? later(by_age, by_count) : by_age);
	return true;
}

static bool sweep_jobs(struct work *w, struct retention *r, struct step *s)
{
	struct job_sweep sweep = {.account_id = r->account,
				  .after = r->after_id,
				  .until = r->until_id,
				  .ended_before = spared_since(),
				  .unseen_since = days_ago(r->limits.unseen_days),
				  .most = DELETE_STEP};

	if (!job_sweep(w, &sweep))
		return false;
	if (!sweep.is_over)
		keep_id(r->after_id, sweep.after);
	*s = (struct step){sweep.removed, sweep.is_over};
	return true;
}

static bool sweep_results(struct work *w, struct retention *r, struct step *s)
{
	struct result_sweep sweep = {.account_id = r->account,
				     .after = r->after,
				     .until = id_time(r->until_id),
				     .most = DELETE_STEP};

	if (!result_sweep(w, &sweep))
		return false;
	r->after = sweep.after;
	r->excess -= sweep.bytes;
	*s = (struct step){sweep.removed, sweep.is_over};
	return true;
}

/* --- the walk --- */

static const struct {
	const char *name;
	bool (*sweep)(struct work *w, struct retention *r, struct step *s);
} kinds[] = {
    [RETENTION_TRACES] = {"traces", sweep_traces},
    [RETENTION_HOSTS] = {"hosts", sweep_hosts},
    [RETENTION_ENDPOINTS] = {"endpoints", sweep_endpoints},
    [RETENTION_TICKS] = {"ticks", sweep_ticks},
    [RETENTION_DISCOVERIES] = {"rows of discoveries", sweep_discoveries},
    [RETENTION_PAGES] = {"pages", sweep_pages},
    [RETENTION_DELIVERIES] = {"deliveries", sweep_deliveries},
    [RETENTION_RUNS] = {"runs of workflows", sweep_runs},
    [RETENTION_BATCHES] = {"batches", sweep_batches},
    [RETENTION_JOBS] = {"jobs", sweep_jobs},
    [RETENTION_RESULTS] = {"results", sweep_results},
};

const char *retention_name(enum retention_kind kind)
{
	return kinds[kind].name;
}

/* *is_over after the last account. */
static bool next_account(struct work *w, struct retention *r, bool *is_over)
{
	const char *id = account_next(w, r->account);
	int64_t bytes;

	if (!id) {
		if (!work_forgive_missing(w))
			return false;
		*is_over = true;
		return true;
	}
	if (!result_bytes(w, id, &bytes))
		return false;
	keep_id(r->account, id);
	r->excess = bytes - r->limits.results_mb * 1000000;
	go_to(r, RETENTION_JOBS);
	return find_end(w, r);
}

/* When the account has too many bytes still, further jobs go, a step of them, oldest first. The
 * results that both these and earlier jobs had wait for the next walk. */
static bool next_jobs(struct work *w, struct retention *r, bool *is_over)
{
	const char *spared = id_floor(w->arena, spared_since());
	const char *until = NULL;

	if (r->excess > 0 && !job_nth_after(w, r->account, r->until_id, DELETE_STEP, &until))
		return false;
	if (!until || strcmp(r->until_id, spared) >= 0)
		return next_account(w, r, is_over);
	keep_id(r->until_id, strcmp(until, spared) > 0 ? spared : until);
	r->at = RETENTION_JOBS;
	return true;
}

/* Goes on from a kind that is over. */
static bool move_on(struct work *w, struct retention *r, bool *is_over)
{
	switch (r->at) {
	case RETENTION_BATCHES:
		return next_account(w, r, is_over);
	case RETENTION_JOBS:
		r->at = RETENTION_RESULTS;
		return true;
	case RETENTION_RESULTS:
		return next_jobs(w, r, is_over);
	default:
		go_to(r, r->at + 1);
		return true;
	}
}

bool retention_step(struct work *w, struct retention *r, bool *is_over)
{
	struct step s = {0};

	*is_over = false;
	if (!r->after_id[0])
		go_to(r, RETENTION_TRACES);
	if (!kinds[r->at].sweep(w, r, &s))
		return false;
	r->removed[r->at] += s.removed;
	if (s.is_over && !move_on(w, r, is_over))
		return false;
	if (*is_over) {
		r->account[0] = '\0';
		go_to(r, RETENTION_TRACES);
	}
	return true;
}
