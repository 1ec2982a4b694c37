/* From a workflow to a run of it. */
#include "workflow/start.h"

#include "bounds.h"
#include "store/tasks.h"
#include "store/workflows.h"
#include "util/id.h"
#include "util/json.h"
#include "workflow/graph.h"

/* --- the snapshot --- */

struct snapshot_edge {
	int64_t source, target;
	struct raw_json filter_config;
};

SHAPE(snapshot_node_out, struct workflow_node, COLUMN(struct workflow_node, id),
      COLUMN(struct workflow_node, node_key), COLUMN(struct workflow_node, strategy_id),
      COLUMN(struct workflow_node, strategy_name), COLUMN(struct workflow_node, input_type),
      COLUMN(struct workflow_node, static_urls), COLUMN(struct workflow_node, url_field),
      COLUMN(struct workflow_node, static_parameters),
      COLUMN(struct workflow_node, parameter_config));
SHAPE(snapshot_edge_out, struct snapshot_edge, COLUMN(struct snapshot_edge, source),
      COLUMN(struct snapshot_edge, target), COLUMN(struct snapshot_edge, filter_config));

static const char *take_snapshot(struct work *w, const struct flow_graph *g)
{
	struct text t = text_new(w->arena, DB_VALUE_MAX);

	text_add(&t, "{\"nodes\":[");
	for (size_t i = 0; i < g->n_nodes; i++) {
		if (i)
			text_add_char(&t, ',');
		shape_encode(&t, &snapshot_node_out, &g->nodes[i]);
	}
	text_add(&t, "],\"edges\":[");
	for (size_t i = 0; i < g->n_edges; i++) {
		const struct snapshot_edge edge = {
		    .source = (int64_t)flow_graph_place(g, g->edges[i].source_id),
		    .target = (int64_t)flow_graph_place(g, g->edges[i].target_id),
		    .filter_config = g->edges[i].filter_config};

		if (i)
			text_add_char(&t, ',');
		shape_encode(&t, &snapshot_edge_out, &edge);
	}
	text_add(&t, "]}");
	return text_is_full(&t) ? fail(w, ERR_TOO_LARGE, "the workflow is too large to be run")
				: t.data;
}

/* --- whether it can be run --- */

static bool needs_items(const struct graph_node *node)
{
	return node->input == INPUT_UPSTREAM_URLS || node->input == INPUT_UPSTREAM_DATA;
}

static bool check_graph(struct work *w, const struct graph *g)
{
	bool has_start = false;

	for (size_t i = 0; i < g->n_nodes; i++)
		has_start = has_start || (g->nodes[i].is_start && !needs_items(&g->nodes[i]));
	if (!has_start)
		return fail(w, ERR_INVALID, "Workflow has no start node");
	for (size_t i = 0; i < g->n_nodes; i++)
		if (g->nodes[i].is_start && needs_items(&g->nodes[i]))
			return fail(w, ERR_INVALID, "Node '%s' has no incoming edge",
				    g->nodes[i].key);
	return true;
}

static bool check_idle(struct work *w, const struct run_order *o)
{
	struct workflow_run active;

	if (run_active(w, o->account_id, o->workflow_id, &active))
		return fail(w, ERR_CONFLICT, "Workflow run already in progress");
	return work_forgive_missing(w);
}

static void plan_nodes(struct work *w, const struct graph *g, const struct workflow_node *nodes,
		       struct workflow_plan *out)
{
	out->n_nodes = g->n_nodes;
	out->nodes = ARENA_ARRAY(w->arena, g->n_nodes, struct node_run);
	for (size_t i = 0; i < g->n_nodes; i++)
		out->nodes[i] = (struct node_run){
		    .id = id_new(w->arena),
		    .account_id = out->run.account_id,
		    .run_id = out->run.id,
		    .node_id = nodes[i].id,
		    .node_key = nodes[i].node_key,
		    .strategy_id = nodes[i].strategy_id,
		    .strategy_name = nodes[i].strategy_name ? nodes[i].strategy_name : "",
		    .position = (int64_t)i,
		    .is_terminal = g->nodes[i].is_terminal,
		    .status = "pending"};
}

bool workflow_plan(struct work *w, const struct run_order *o, struct workflow_plan *out)
{
	struct flow_graph stored;
	const struct graph *g;
	struct workflow f;

	if (!workflow_find_locked(w, o->account_id, o->workflow_id, &f) || !check_idle(w, o) ||
	    !flow_graph_load(w, o->account_id, f.id, &stored))
		return false;
	*out = (struct workflow_plan){.is_enabled = f.enabled,
				      .run = {.id = id_new(w->arena),
					      .account_id = o->account_id,
					      .workflow_id = f.id,
					      .workflow_name = f.name,
					      .schedule_id = o->schedule_id,
					      .status = "pending",
					      .triggered_by = o->triggered_by,
					      .is_forced = o->is_forced,
					      .created_at = clock_now()}};
	out->run.graph.data = take_snapshot(w, &stored);
	g = out->run.graph.data ? graph_parse(w, out->run.graph.data) : NULL;
	if (!g || !check_graph(w, g))
		return false;
	plan_nodes(w, g, stored.nodes, out);
	return true;
}

bool workflow_begin(struct work *w, const struct workflow_plan *plan)
{
	const struct new_task task = {.id = plan->run.id,
				      .account_id = plan->run.account_id,
				      .kind = "workflow",
				      .priority = TASK_ASKED};

	return run_insert(w, &plan->run) && node_run_insert_all(w, plan->nodes, plan->n_nodes) &&
	       task_insert(w, &task, 1);
}
