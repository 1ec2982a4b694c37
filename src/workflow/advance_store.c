/* What a run has come to, into the database. The run's row is the lock: who finds it over stores
 * nothing. */
#include "workflow/advance_parts.h"

#include "bounds.h"
#include "job/announce.h"
#include "store/run_steps.h"
#include "util/clock.h"

/* --- nodes --- */

static const struct instant never = {0};

static struct node_run row_of(const struct advance *a, size_t at, struct instant now)
{
	const struct step *step = &a->steps[at];
	const struct flow_node *node = &a->flow.nodes[at];
	const bool has_ended = node_has_ended(node);
	struct node_run row = step->row;

	row.status = node_state_word(node->state);
	row.item_count = node->item_count;
	row.has_changes = has_ended ? &node->has_changes : NULL;
	row.completed_at = has_ended ? now : never;
	row.error = node->error;
	if (!step->is_begun)
		return row;
	row.input_count = (int64_t)node->n_inputs;
	row.strategy_version = step->version ? &step->version : NULL;
	row.started_at = now;
	return row;
}

static bool store_begun(struct work *w, const struct step *step, const struct flow_node *node)
{
	return node_input_insert_all(w, step->inputs, step->inputs ? node->n_inputs : 0) &&
	       (step->n_jobs == 0 ||
		(job_insert_all(w, step->jobs, step->n_jobs) &&
		 node_run_await(w, step->row.account_id, step->row.id, (int64_t)step->n_jobs)));
}

static bool store_node(struct work *w, const struct advance *a, size_t at, struct instant now)
{
	const struct step *step = &a->steps[at];
	const struct flow_node *node = &a->flow.nodes[at];
	const struct node_run row = row_of(a, at, now);

	if (!node_run_update(w, &row) || (step->is_begun && !store_begun(w, step, node)))
		return false;
	return !node_has_ended(node) || !step->before ||
	       node_run_compare(w, row.account_id, row.id, step->before->id);
}

static bool store_nodes(struct work *w, const struct advance *a)
{
	const struct instant now = clock_now();

	for (size_t i = 0; i < a->flow.graph->n_nodes; i++)
		if (a->steps[i].is_changed && !store_node(w, a, i, now))
			return false;
	return true;
}

/* All tasks of the step in one go: the account's turn is locked once, and last. */
static bool store_tasks(struct work *w, const struct advance *a)
{
	struct new_task *tasks = ARENA_ARRAY(w->arena, a->n_jobs, struct new_task);
	size_t n = 0;

	for (size_t i = 0; i < a->flow.graph->n_nodes; i++)
		for (size_t k = 0; k < a->steps[i].n_jobs; k++)
			tasks[n++] =
			    (struct new_task){.id = a->steps[i].jobs[k].id,
					      .account_id = a->run.account_id,
					      .kind = "job",
					      .priority = TASK_ASKED,
					      .host = task_host(w, a->steps[i].jobs[k].url)};
	return task_insert(w, tasks, n);
}

/* --- the run --- */

/* Whoever is to hear of it hears of what is stored. */
static bool store_end(struct work *w, const struct workflow_run *run)
{
	struct telling telling;

	return run_update(w, run) && announce_run(w, run, &telling);
}

static bool end_run(struct work *w, const struct advance *a, const struct workflow_run *run)
{
	const struct flow_verdict v = flow_verdict(w, &a->flow);
	struct workflow_run ended = *run;

	ended.status = v.error ? "failed" : "completed";
	ended.error = v.error;
	ended.has_changes = v.error ? NULL : &v.has_changes;
	ended.item_count = v.error ? NULL : &v.item_count;
	ended.completed_at = clock_now();
	return store_end(w, &ended);
}

static bool begin_run(struct work *w, struct workflow_run *run)
{
	if (run->started_at.us)
		return true;
	run->status = "running";
	run->started_at = clock_now();
	return run_update(w, run);
}

/* The run stays with what it has; what it has not is cancelled. */
static bool fail_run(struct work *w, struct workflow_run *run, const char *error)
{
	if (!run_cancel(w, run))
		return false;
	run->status = "failed";
	run->error = error;
	return store_end(w, run);
}

static int64_t look_again_ms(const struct advance *a, const struct workflow_run *run)
{
	const int64_t left_ms =
	    (run->started_at.us - clock_now().us) / 1000 + RUN_LIFE_S * INT64_C(1000);

	if (a->is_more)
		return 0;
	return left_ms < RUN_LOOK_MS ? (left_ms > 0 ? left_ms : 0) + 1 : RUN_LOOK_MS;
}

/* Whether the strategies of the nodes that begin are still there: nobody can delete one from now
 * on. */
static bool hold_strategies(struct work *w, const struct advance *a)
{
	for (size_t i = 0; i < a->flow.graph->n_nodes; i++)
		if (a->steps[i].n_jobs > 0 &&
		    !job_hold_strategy(w, a->run.account_id, a->steps[i].row.strategy_id))
			return false;
	return true;
}

bool advance_store(struct work *w, const struct advance *a, struct advance_next *next)
{
	struct workflow_run run;

	*next = (struct advance_next){0};
	if (!run_find_locked(w, a->run.account_id, a->run.id, &run))
		return false;
	next->is_over = !run_is_active(&run) || a->is_late;
	if (next->is_over)
		return !run_is_active(&run) ||
		       fail_run(w, &run, "Workflow run took longer than an hour");
	if (!hold_strategies(w, a)) /* one is gone: the rules look again */
		return work_forgive_missing(w);
	next->is_over = flow_is_over(&a->flow);
	next->delay_ms = look_again_ms(a, &run);
	return begin_run(w, &run) && store_nodes(w, a) && store_tasks(w, a) &&
	       (!next->is_over || end_run(w, a, &run));
}

bool advance_fail(struct work *w, const char *account_id, const char *run_id, const char *error)
{
	struct workflow_run run;

	return run_find_locked(w, account_id, run_id, &run) &&
	       (!run_is_active(&run) || fail_run(w, &run, error));
}
