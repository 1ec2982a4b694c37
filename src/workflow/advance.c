/* How a run stands, and what comes next. */
#include "workflow/advance_parts.h"

#include "bounds.h"
#include "store/run_steps.h"
#include "util/clock.h"

struct conversation *advance_conversation(struct advance *a)
{
	return &a->conversation;
}

/* --- reading --- */

static struct flow_input input_of(const struct node_input *row)
{
	return (struct flow_input){.url = row->url,
				   .parameters = row->parameters.data,
				   .state = input_state_of(row->state),
				   .error = row->error,
				   .content_hash = row->content_hash ? row->content_hash : "",
				   .item_count = row->item_count ? *row->item_count : 0};
}

/* All inputs of a node, as rows and as the rules see them. */
static bool step_inputs(struct work *w, const struct node_run *row, struct node_input **rows,
			struct flow_input **inputs, size_t *n)
{
	if (!node_inputs_whole(w, row->account_id, row->id, rows, n))
		return false;
	*inputs = ARENA_ARRAY(w->arena, *n, struct flow_input);
	for (size_t i = 0; i < *n; i++)
		(*inputs)[i] = input_of(&(*rows)[i]);
	return true;
}

static const struct node_run *node_of(const struct node_run *rows, size_t n, const char *node_id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].node_id, node_id) == 0)
			return &rows[i];
	return NULL;
}

/* The same nodes in the last run that was completed. */
static bool read_before(struct work *w, struct advance *a)
{
	struct workflow_run before;
	struct node_run *rows;
	size_t n;

	if (!run_completed_before(w, a->run.account_id, a->run.workflow_id, a->run.id, &before))
		return work_forgive_missing(w);
	if (!node_runs(w, before.account_id, before.id, &rows, &n))
		return false;
	for (size_t i = 0; i < a->flow.graph->n_nodes; i++) {
		a->steps[i].before = node_of(rows, n, a->flow.graph->nodes[i].id);
		a->flow.nodes[i].has_before = a->steps[i].before != NULL;
	}
	return true;
}

static struct step *step_of(struct advance *a, const char *node_run_id)
{
	for (size_t i = 0; i < a->flow.graph->n_nodes; i++)
		if (strcmp(a->steps[i].row.id, node_run_id) == 0)
			return &a->steps[i];
	return NULL;
}

static bool read_progress(struct work *w, struct advance *a)
{
	struct node_progress *rows;
	size_t n;

	if (!node_progress_of_run(w, a->run.account_id, a->run.id, &rows, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct step *step = step_of(a, rows[i].node_run_id);

		if (!step)
			continue;
		step->n_pending = rows[i].pending;
		a->flow.nodes[step - a->steps].n_failed = (size_t)rows[i].failed;
		a->flow.n_jobs += (size_t)(rows[i].pending + rows[i].completed + rows[i].failed +
					   rows[i].cancelled);
	}
	return true;
}

static bool read_nodes(struct work *w, struct advance *a)
{
	const struct graph *g = a->flow.graph;
	struct node_run *rows;
	size_t n;

	if (!node_runs(w, a->run.account_id, a->run.id, &rows, &n))
		return false;
	if (n != g->n_nodes)
		return fail(w, ERR_INTERNAL, "run %s has %zu nodes of %zu", a->run.id, n,
			    g->n_nodes);
	for (size_t i = 0; i < n; i++) {
		a->steps[i].row = rows[i];
		a->flow.nodes[i].state = node_state_of(rows[i].status);
		a->flow.nodes[i].error = rows[i].error;
		a->flow.nodes[i].has_changes = rows[i].has_changes && *rows[i].has_changes;
		a->flow.nodes[i].item_count = rows[i].item_count;
	}
	return true;
}

static bool is_late(const struct workflow_run *run)
{
	return run->started_at.us &&
	       clock_now().us - run->started_at.us > RUN_LIFE_S * INT64_C(1000000);
}

static bool read_run(struct work *w, struct advance *a)
{
	struct graph *g = graph_parse(w, a->run.graph.data);

	if (!g)
		return fail(w, ERR_INTERNAL, "the graph of run %s: %s", a->run.id, w->message);
	a->flow.graph = g;
	a->flow.is_forced = a->run.is_forced;
	a->flow.nodes = ARENA_ARRAY(w->arena, g->n_nodes, struct flow_node);
	a->steps = ARENA_ARRAY(w->arena, g->n_nodes, struct step);
	return run_find_lost(w, a->run.account_id, a->run.id) && read_nodes(w, a) &&
	       read_progress(w, a) && read_before(w, a);
}

static void release(void *crossing)
{
	crossing_leave(crossing);
}

struct advance *advance_begin(struct work *w, const char *account_id, const char *run_id)
{
	struct advance *a = ARENA_NEW(w->arena, struct advance);

	if (!run_find_whole(w, account_id, run_id, &a->run))
		return NULL;
	if (!run_is_active(&a->run))
		return fail(w, ERR_NOT_FOUND, "the run is over");
	a->is_late = is_late(&a->run);
	if (a->is_late)
		return a;
	arena_defer(w->arena, release, &a->crossing);
	return read_run(w, a) && advance_go_on(w, a) ? a : NULL;
}

/* --- what comes next --- */

/* What the node had in the run before, for the rules. */
static bool read_before_inputs(struct work *w, struct advance *a, size_t at)
{
	struct step *step = &a->steps[at];
	struct flow_node *node = &a->flow.nodes[at];
	struct flow_input *inputs;

	if (!step->before)
		return true;
	if (!step_inputs(w, step->before, &step->before_inputs, &inputs, &node->n_before))
		return false;
	node->before = inputs;
	return true;
}

static bool end_node(struct work *w, struct advance *a, size_t at)
{
	struct flow_node *node = &a->flow.nodes[at];
	struct node_input *rows;

	if (!step_inputs(w, &a->steps[at].row, &rows, &node->inputs, &node->n_inputs) ||
	    !read_before_inputs(w, a, at))
		return false;
	flow_end(w, &a->flow, at);
	a->steps[at].is_changed = true;
	return true;
}

static bool end_nodes(struct work *w, struct advance *a)
{
	for (size_t i = 0; i < a->flow.graph->n_nodes; i++)
		if (a->flow.nodes[i].state == NODE_RUNNING && a->steps[i].n_pending == 0 &&
		    !a->steps[i].is_begun && !end_node(w, a, i))
			return false;
	return true;
}

static bool begin_node(struct work *w, struct advance *a, size_t at)
{
	a->steps[at].is_begun = a->steps[at].is_changed = true;
	return read_before_inputs(w, a, at) && crossing_begin(w, a, at);
}

bool advance_go_on(struct work *w, struct advance *a)
{
	size_t at;

	a->conversation.want.kind = WANT_NOTHING;
	if (!end_nodes(w, a))
		return false;
	while (!a->crossing.is_on && flow_next(&a->flow, &at)) {
		a->is_more = a->n_jobs >= RUN_STEP_JOBS;
		if (a->is_more)
			break;
		if (!begin_node(w, a, at))
			return false;
	}
	return true;
}
