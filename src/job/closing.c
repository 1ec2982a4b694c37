/* Locking and writing together. */
#include "job/closing.h"

#include "job/compare.h"
#include "util/secret.h"

#include <string.h>

void closing_begin(struct closing *c)
{
	c->n_tasks = c->n_targets = c->n_results = c->n_jobs = c->n_changes = c->n_traces = 0;
	c->n_locked = c->n_items = 0;
}

/* --- targets --- */

struct target task_target(struct work *w, const struct task *t)
{
	return (struct target){.strategy_id = t->strategy_id,
			       .account_id = t->account_id,
			       .url = t->url,
			       .target =
				   target_name(w, t->url, t->parameters.data, t->schedule_id)};
}

static bool lock(struct work *w, struct closing *c, const struct closing_run *runs, size_t n)
{
	struct target keys[FINISH_MAX];

	for (size_t i = 0; i < n; i++)
		keys[i] = task_target(w, runs[i].task);
	return target_lock_all(w, keys, n, &c->locked, &c->n_locked);
}

bool closing_target(struct work *w, struct closing *c, const struct task *t, struct target *out)
{
	const struct target key = task_target(w, t);
	struct target *locked = target_among(c->locked, c->n_locked, &key);

	if (locked) { /* for this run alone: the next one has to see what it leaves */
		*out = *locked;
		*locked = c->locked[--c->n_locked];
		return true;
	}
	return (!target_among(c->targets, c->n_targets, &key) || closing_store(w, c)) &&
	       target_lock(w, &key, out);
}

/* --- baselines --- */

static void want_items(struct work *w, struct closing *c, const struct closing_run *r)
{
	const struct target key = task_target(w, r->task);
	const struct target *t = target_among(c->locked, c->n_locked, &key);
	const uint8_t *hash = t ? run_reference(t).data : NULL;

	if (!hash || !r->content_hash || !t->content_hash ||
	    strcmp(t->content_hash, r->content_hash) == 0)
		return;
	c->items[c->n_items++] = (struct stored_items){
	    .account_id = t->account_id, .strategy_id = t->strategy_id, .hash = hash};
}

bool closing_prepare(struct work *w, struct closing *c, const struct closing_run *runs, size_t n)
{
	if (!lock(w, c, runs, n))
		return false;
	for (size_t i = 0; i < n; i++)
		want_items(w, c, &runs[i]);
	return result_load_all(w, c->items, c->n_items, RESULT_TOGETHER);
}

const char *closing_items(const struct closing *c, const struct target *t)
{
	const uint8_t *hash = run_reference(t).data;

	for (size_t i = 0; hash && i < c->n_items; i++)
		if (memcmp(c->items[i].hash, hash, SHA256_SIZE) == 0 &&
		    strcmp(c->items[i].strategy_id, t->strategy_id) == 0)
			return c->items[i].json;
	return NULL;
}

/* --- rows --- */

bool closing_store(struct work *w, struct closing *c)
{
	bool good =
	    task_done_all(w, c->tasks, c->n_tasks) && target_save(w, c->targets, c->n_targets) &&
	    result_store_all(w, c->results, c->n_results) && job_complete(w, c->jobs, c->n_jobs) &&
	    change_insert(w, c->changes, c->n_changes) && trace_store(w, c->traces, c->n_traces);

	c->n_tasks = c->n_targets = c->n_results = c->n_jobs = c->n_changes = c->n_traces = 0;
	return good;
}
