/* /api/workflows: made with their nodes and edges, read, changed, deleted. */
#include "api/workflows_view.h"
#include "util/id.h"
#include "store/workflow_runs.h"

/* --- making -------------------------------------------------------------------------------------
 */

struct create_workflow {
	const char *name, *description;
	struct json_object *nodes, *edges;
};

#define NAME_FIELD(type, needed)                                                                   \
	FIELD(type, name, .required = (needed), .max = NAME_MAX_BYTES, .check_kind = ERR_INVALID,  \
	      .missing = "Workflow name is required")
#define CREATE(member, ...) FIELD(struct create_workflow, member, __VA_ARGS__)

SHAPE(create_workflow_in, struct create_workflow, NAME_FIELD(struct create_workflow, true),
      CREATE(description, .max = DESCRIPTION_MAX),
      CREATE(nodes, .required = true, .inner = &node_form_in,
	     .summary = "May be empty: nodes can be added later."),
      CREATE(edges, .inner = &edge_form_in, .summary = "What goes from node to node."));

static bool read_nodes(struct call *c, const struct create_workflow *in, const char *id,
		       struct flow_graph *g)
{
	struct work *w = c->work;
	struct node_form *forms;

	if (!shape_decode_list(w, &node_form_in, "nodes", in->nodes, WORKFLOW_NODES_MAX, &forms,
			       &g->n_nodes))
		return false;
	g->nodes = ARENA_ARRAY(w->arena, g->n_nodes, struct workflow_node);
	for (size_t i = 0; i < g->n_nodes; i++) {
		const struct complaint *before = w->last_complaint;

		g->nodes[i] = (struct workflow_node){
		    .id = id_new(w->arena), .account_id = c->account_id, .workflow_id = id};
		if (!node_set(c, &forms[i], json_object_array_get_idx(in->nodes, i),
			      &g->nodes[i])) {
			complain_inside(w, before, arena_printf(w->arena, "nodes[%zu]", i));
			return false;
		}
	}
	return true;
}

static bool read_edges(struct call *c, const struct create_workflow *in, const char *id,
		       struct flow_graph *g)
{
	struct work *w = c->work;
	struct edge_form *forms;

	if (!shape_decode_list(w, &edge_form_in, "edges", in->edges, WORKFLOW_EDGES_MAX, &forms,
			       &g->n_edges))
		return false;
	g->edges = ARENA_ARRAY(w->arena, g->n_edges, struct workflow_edge);
	for (size_t i = 0; i < g->n_edges; i++) {
		const struct complaint *before = w->last_complaint;

		g->edges[i] = (struct workflow_edge){
		    .id = id_new(w->arena), .account_id = c->account_id, .workflow_id = id};
		if (!edge_set(c, &forms[i], "filter_config", g, &g->edges[i])) {
			complain_inside(w, before, arena_printf(w->arena, "edges[%zu]", i));
			return false;
		}
	}
	return true;
}

static bool create_workflow(struct call *c)
{
	const struct create_workflow *in = INPUT(c, struct create_workflow);
	struct workflow f = {.id = id_new(c->work->arena),
			     .account_id = c->account_id,
			     .name = in->name,
			     .description = in->description,
			     .enabled = true};
	struct flow_graph g = {0};

	if (!read_nodes(c, in, f.id, &g) || !read_edges(c, in, f.id, &g) ||
	    !flow_graph_check(c->work, &g) || (g.n_nodes && !flow_graph_has_start(c->work, &g)))
		return false;
	return workflow_insert(c->work, &f) &&
	       workflow_node_insert_all(c->work, g.nodes, g.n_nodes) &&
	       workflow_edge_insert_all(c->work, g.edges, g.n_edges) &&
	       workflow_find(c->work, c->account_id, f.id, &f) && reply_workflow(c, &f);
}

/* --- reading ------------------------------------------------------------------------------------
 */

struct list_workflows {
	int64_t limit, offset;
};

SHAPE(list_workflows_in, struct list_workflows, LIST_FIELDS(struct list_workflows));

/* Their nodes have long lists of URLs: each is read when the one before is printed, and what has
 * become long is sent. */
static bool print_workflows(struct call *c, const struct workflow *rows, size_t n)
{
	struct text *body = &c->reply->body;
	struct work part;
	bool good = true;

	work_begin_part(&part, c->work);
	text_add_char(body, '[');
	for (size_t i = 0; good && i < n && !c->reply->broken; i++) {
		if (i)
			text_add_char(body, ',');
		good = workflow_print(&part, body, &rows[i]);
		if (good && body->length >= REPLY_PIECE)
			reply_stream(c->reply);
		if (good)
			work_renew_part(&part);
	}
	if (!good && c->reply->streaming)
		reply_cut(c->reply);
	text_add_char(body, ']');
	return work_end_part(&part, c->work);
}

static bool list_workflows(struct call *c)
{
	const struct list_workflows *in = INPUT(c, struct list_workflows);
	int64_t limit = list_limit(in->limit, 50, LIST_LIMIT_MAX), total;
	struct workflow *rows;
	size_t n;

	if (!workflow_list(c->work, c->account_id, limit, in->offset, &rows, &n) ||
	    !workflow_count(c->work, c->account_id, &total))
		return false;
	list_headers(c, n, limit, in->offset, total);
	c->reply->status = 200;
	return print_workflows(c, rows, n);
}

static bool get_workflow(struct call *c)
{
	struct workflow f;

	return workflow_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &f) &&
	       reply_workflow(c, &f);
}

/* --- changing -----------------------------------------------------------------------------------
 */

struct put_workflow {
	const char *id, *name, *description;
	const bool *enabled;
};

SHAPE(put_workflow_in, struct put_workflow, ID_FIELD(struct put_workflow, id),
      NAME_FIELD(struct put_workflow, false),
      FIELD(struct put_workflow, description, .max = DESCRIPTION_MAX),
      FIELD(struct put_workflow, enabled, .summary = "false: its schedules do not run it."));

static bool put_workflow(struct call *c)
{
	const struct put_workflow *in = INPUT(c, struct put_workflow);
	struct workflow f;

	if (!workflow_find_locked(c->work, c->account_id, in->id, &f))
		return false;
	if (json_has(c->body, "name") && (!in->name || ascii_is_blank(in->name)))
		return complain(c->work, ERR_INVALID, "name", "name must not be empty");
	if (in->name)
		f.name = in->name;
	if (json_has(c->body, "description"))
		f.description = in->description;
	if (in->enabled)
		f.enabled = *in->enabled;
	return workflow_update(c->work, &f) && workflow_find(c->work, c->account_id, f.id, &f) &&
	       reply_workflow(c, &f);
}

/* Nothing may go on working for what is gone. */
static bool delete_workflow(struct call *c)
{
	const char *id = INPUT(c, struct by_id)->id;
	struct workflow f;

	return workflow_find_locked(c->work, c->account_id, id, &f) &&
	       run_cancel_active(c->work, c->account_id, id) &&
	       workflow_delete(c->work, c->account_id, id) &&
	       reply_message(c, "Workflow deleted successfully");
}

#define THING .thing = "Workflow"

const struct route workflows_routes[] = {
    {POST, "/api/workflows", create_workflow, &create_workflow_in, &workflow_out, ROUTE_WRITES, 201,
     THING, .summary = "A graph of strategies, in which items of one say what others scrape."},
    {GET, "/api/workflows", list_workflows, &list_workflows_in, &workflow_out, ROUTE_LIST, 200,
     THING, .summary = "The account's workflows, newest first."},
    {GET, "/api/workflows/{id}", get_workflow, &by_id_in, &workflow_out, 0, 200, THING,
     .summary = "One workflow with its nodes and edges."},
    {PUT, "/api/workflows/{id}", put_workflow, &put_workflow_in, &workflow_out, ROUTE_WRITES, 200,
     THING, .summary = "Change what the body names; everything else stays."},
    {DELETE, "/api/workflows/{id}", delete_workflow, &by_id_in, NULL, ROUTE_WRITES, 200, THING,
     .summary = "Delete a workflow with its runs and schedules; its jobs stay."},
    {0},
};
