/* GET /api/workflows/{id}/graph.svg: the graph, with the states of its newest run. */
#include "api/workflows_input.h"
#include "store/workflow_runs.h"
#include "util/id.h"
#include "workflow/picture.h"

/* What the node did in the newest run; a run has its own copy of the graph, and may know it not. */
static void add_state(struct work *w, const struct node_run *runs, size_t n, const char *node_id,
		      struct picture_node *out)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(runs[i].node_id, node_id) != 0)
			continue;
		out->status = runs[i].status;
		out->note =
		    arena_printf(w->arena, "%s, %lld item%s", runs[i].status,
				 (long long)runs[i].item_count, runs[i].item_count == 1 ? "" : "s");
	}
}

static bool newest_nodes(struct call *c, const char *workflow_id, struct node_run **rows, size_t *n)
{
	struct workflow_run *run;
	size_t n_runs;

	*n = 0;
	if (!run_list(c->work, c->account_id, workflow_id, 1, 0, &run, &n_runs))
		return false;
	return n_runs == 0 || node_runs(c->work, c->account_id, run->id, rows, n);
}

static struct picture_node *picture_nodes(struct work *w, const struct flow_graph *g,
					  const struct node_run *runs, size_t n_runs)
{
	struct picture_node *nodes = ARENA_ARRAY(w->arena, g->n_nodes, struct picture_node);

	for (size_t i = 0; i < g->n_nodes; i++) {
		const struct workflow_node *node = &g->nodes[i];

		nodes[i] = (struct picture_node){
		    .key = node->node_key,
		    .strategy = node->strategy_name ? node->strategy_name : "(deleted)",
		    .note = node->input_type};
		add_state(w, runs, n_runs, node->id, &nodes[i]);
	}
	return nodes;
}

static bool get_picture(struct call *c)
{
	struct node_run *runs = NULL;
	struct graph_edge *edges;
	struct workflow f;
	struct flow_graph g;
	size_t n_runs;

	if (!workflow_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &f) ||
	    !flow_graph_load(c->work, c->account_id, f.id, &g) ||
	    !newest_nodes(c, f.id, &runs, &n_runs))
		return false;
	edges = flow_graph_edges(c->work, &g);
	for (size_t i = 0; i < g.n_edges; i++)
		edges[i].filter = g.edges[i].filter_config.data ? json_new_object(c->work) : NULL;
	c->reply->status = 200;
	c->reply->content_type = "image/svg+xml";
	return picture_print(c->work, &c->reply->body, picture_nodes(c->work, &g, runs, n_runs),
			     g.n_nodes, edges, g.n_edges);
}

const struct route workflow_picture_routes[] = {
    {GET, "/api/workflows/{id}/graph.svg", get_picture, &by_id_in, NULL, 0, 200, "Workflow",
     .summary = "A picture of the graph, with the states of the newest run."},
    {0},
};
