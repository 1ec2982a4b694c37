/* The workflow object (contract, 5.5), printed member by member: its lists may be long. */
#include "api/workflows_view.h"

#include "store/workflow_runs.h"

struct node_view {
	const char *id, *node_id, *node_key, *strategy_id, *strategy_name, *input_type;
	struct raw_json static_urls;
	const char *url_field;
	struct raw_json static_parameters, parameter_config;
	struct instant created_at, updated_at;
};

#define NODE(member, ...) FIELD(struct node_view, member, __VA_ARGS__)
SHAPE(node_out, struct node_view, NODE(id, .format = "uuid"),
      NODE(node_id, .format = "uuid", .summary = "The same as id."),
      COLUMN(struct node_view, node_key), NODE(strategy_id, .format = "uuid"),
      NODE(strategy_name, .summary = "Null when the strategy is deleted."),
      NODE(input_type, .one_of = INPUT_TYPE_WORDS), COLUMN(struct node_view, static_urls),
      COLUMN(struct node_view, url_field), COLUMN(struct node_view, static_parameters),
      COLUMN(struct node_view, parameter_config), COLUMN(struct node_view, created_at),
      COLUMN(struct node_view, updated_at));

struct edge_view {
	const char *id, *edge_id, *source_node_key, *target_node_key;
	struct raw_json filter_config;
};

#define EDGE(member, ...) FIELD(struct edge_view, member, __VA_ARGS__)
SHAPE(edge_out, struct edge_view, EDGE(id, .format = "uuid"),
      EDGE(edge_id, .format = "uuid", .summary = "The same as id."),
      COLUMN(struct edge_view, source_node_key), COLUMN(struct edge_view, target_node_key),
      EDGE(filter_config, .summary = "Null: all items go on."));

struct last_run_view {
	const char *id, *status;
	struct instant started_at, completed_at;
};

SHAPE(last_run_out, struct last_run_view, FIELD(struct last_run_view, id, .format = "uuid"),
      FIELD(struct last_run_view, status, .one_of = RUN_STATUS_WORDS),
      COLUMN(struct last_run_view, started_at), COLUMN(struct last_run_view, completed_at));

struct workflow_view {
	const char *id, *workflow_id, *name, *description;
	bool enabled;
	struct raw_json nodes, edges, last_run;
	struct instant created_at, updated_at;
};

#define VIEW(member, ...) FIELD(struct workflow_view, member, __VA_ARGS__)
SHAPE(workflow_out, struct workflow_view, VIEW(id, .format = "uuid"),
      VIEW(workflow_id, .format = "uuid", .summary = "The same as id."),
      COLUMN(struct workflow_view, name), COLUMN(struct workflow_view, description),
      VIEW(enabled, .summary = "Whether its schedules run it."), VIEW(nodes, .inner = &node_out),
      VIEW(edges, .inner = &edge_out),
      VIEW(last_run, .object = true, .inner = &last_run_out,
	   .summary = "The newest run; null when there was none."),
      COLUMN(struct workflow_view, created_at), COLUMN(struct workflow_view, updated_at));

static struct node_view node_view_of(const struct workflow_node *n)
{
	return (struct node_view){.id = n->id,
				  .node_id = n->id,
				  .node_key = n->node_key,
				  .strategy_id = n->strategy_id,
				  .strategy_name = n->strategy_name,
				  .input_type = n->input_type,
				  .static_urls = n->static_urls,
				  .url_field = n->url_field,
				  .static_parameters = n->static_parameters,
				  .parameter_config = n->parameter_config,
				  .created_at = n->created_at,
				  .updated_at = n->updated_at};
}

static struct edge_view edge_view_of(const struct workflow_edge *e)
{
	return (struct edge_view){.id = e->id,
				  .edge_id = e->id,
				  .source_node_key = e->source_node_key,
				  .target_node_key = e->target_node_key,
				  .filter_config = e->filter_config};
}

bool reply_node(struct call *c, const struct workflow_node *node)
{
	const struct node_view view = node_view_of(node);

	return reply_shape(c, &node_out, &view);
}

bool reply_edge(struct call *c, const struct workflow_edge *edge)
{
	const struct edge_view view = edge_view_of(edge);

	return reply_shape(c, &edge_out, &view);
}

static const char *print_nodes(struct work *w, const struct flow_graph *g)
{
	struct text t = text_new(w->arena, REPLY_MAX);

	text_add_char(&t, '[');
	for (size_t i = 0; i < g->n_nodes; i++) {
		const struct node_view view = node_view_of(&g->nodes[i]);

		if (i)
			text_add_char(&t, ',');
		shape_encode(&t, &node_out, &view);
	}
	text_add_char(&t, ']');
	return t.data;
}

static const char *print_edges(struct work *w, const struct flow_graph *g)
{
	struct text t = text_new(w->arena, REPLY_MAX);

	text_add_char(&t, '[');
	for (size_t i = 0; i < g->n_edges; i++) {
		const struct edge_view view = edge_view_of(&g->edges[i]);

		if (i)
			text_add_char(&t, ',');
		shape_encode(&t, &edge_out, &view);
	}
	text_add_char(&t, ']');
	return t.data;
}

static bool print_last_run(struct work *w, const struct workflow *f, const char **out)
{
	struct text t = text_new(w->arena, REPLY_MAX);
	struct workflow_run *run;
	struct last_run_view view;
	size_t n;

	if (!run_list(w, f->account_id, f->id, 1, 0, &run, &n))
		return false;
	if (n == 0)
		return true;
	view = (struct last_run_view){.id = run->id,
				      .status = run->status,
				      .started_at = run->started_at,
				      .completed_at = run->completed_at};
	shape_encode(&t, &last_run_out, &view);
	*out = t.data;
	return true;
}

bool workflow_print(struct work *w, struct text *t, const struct workflow *f)
{
	struct workflow_view view = {.id = f->id,
				     .workflow_id = f->id,
				     .name = f->name,
				     .description = f->description,
				     .enabled = f->enabled,
				     .created_at = f->created_at,
				     .updated_at = f->updated_at};
	struct flow_graph g;

	if (!flow_graph_load(w, f->account_id, f->id, &g) ||
	    !print_last_run(w, f, &view.last_run.data))
		return false;
	view.nodes.data = print_nodes(w, &g);
	view.edges.data = print_edges(w, &g);
	shape_encode(t, &workflow_out, &view);
	return true;
}

bool reply_workflow(struct call *c, const struct workflow *f)
{
	c->reply->status = c->route->status;
	return workflow_print(c->work, &c->reply->body, f);
}
