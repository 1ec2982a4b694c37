/* /api/workflows/{id}/nodes and /edges: the graph of a workflow, changed piece by piece. A run that
 * goes on keeps to the graph that it began with. */
#include "api/workflows_view.h"
#include "util/id.h"

/* --- nodes --------------------------------------------------------------------------------------
 */

struct node_change {
	const char *id, *nid;
	const char *node_key, *strategy_id, *input_type;
	struct texts static_urls;
	const char *url_field;
	struct json_object *static_parameters, *parameter_config;
};

#define NODE_NAME                                                                                  \
	FIELD(struct node_change, nid, .required = true, .summary = "Its id or its node_key.")
SHAPE(add_node_in, struct node_change, ID_FIELD(struct node_change, id),
      NODE_FIELDS(struct node_change, true));
SHAPE(put_node_in, struct node_change, ID_FIELD(struct node_change, id), NODE_NAME,
      NODE_FIELDS(struct node_change, false));
SHAPE(delete_node_in, struct node_change, ID_FIELD(struct node_change, id), NODE_NAME);

/* The workflow, locked, and its graph with room for one more of each. */
static bool begin(struct call *c, const char *id, struct workflow *f, struct flow_graph *g)
{
	struct flow_graph found;

	if (!workflow_find_locked(c->work, c->account_id, id, f) ||
	    !flow_graph_load(c->work, c->account_id, id, &found))
		return false;
	*g = found;
	g->nodes = ARENA_ARRAY(c->work->arena, found.n_nodes + 1, struct workflow_node);
	g->edges = ARENA_ARRAY(c->work->arena, found.n_edges + 1, struct workflow_edge);
	for (size_t i = 0; i < found.n_nodes; i++)
		g->nodes[i] = found.nodes[i];
	for (size_t i = 0; i < found.n_edges; i++)
		g->edges[i] = found.edges[i];
	return true;
}

/* By its id before any key: a key may look like an id. */
static struct workflow_node *node_named(struct work *w, const struct flow_graph *g,
					const char *name)
{
	for (size_t i = 0; i < g->n_nodes; i++)
		if (ascii_equal(g->nodes[i].id, name))
			return &g->nodes[i];
	for (size_t i = 0; i < g->n_nodes; i++)
		if (strcmp(g->nodes[i].node_key, name) == 0)
			return &g->nodes[i];
	return fail(w, ERR_NOT_FOUND, "Node not found");
}

/* The node as it is stored now. */
static bool reply_stored(struct call *c, const struct workflow *f, const char *node_id)
{
	const struct workflow_node *node;
	struct flow_graph g = {0};

	if (!workflow_nodes(c->work, c->account_id, f->id, &g.nodes, &g.n_nodes))
		return false;
	node = node_named(c->work, &g, node_id);
	return node && reply_node(c, node);
}

static bool add_node(struct call *c)
{
	const struct node_change *in = INPUT(c, struct node_change);
	const struct node_form form = NODE_FORM_OF(in);
	struct workflow_node *node;
	struct flow_graph g;
	struct workflow f;

	if (!begin(c, in->id, &f, &g))
		return false;
	node = &g.nodes[g.n_nodes++];
	*node = (struct workflow_node){
	    .id = id_new(c->work->arena), .account_id = c->account_id, .workflow_id = f.id};
	return node_set(c, &form, c->body, node) && flow_graph_check(c->work, &g) &&
	       workflow_node_insert_all(c->work, node, 1) && workflow_update(c->work, &f) &&
	       reply_stored(c, &f, node->id);
}

static bool put_node(struct call *c)
{
	const struct node_change *in = INPUT(c, struct node_change);
	const struct node_form form = NODE_FORM_OF(in);
	struct workflow_node *node;
	struct flow_graph g;
	struct workflow f;

	if (!begin(c, in->id, &f, &g))
		return false;
	node = node_named(c->work, &g, in->nid);
	return node && node_set(c, &form, c->body, node) && flow_graph_check(c->work, &g) &&
	       workflow_node_update(c->work, node) && workflow_update(c->work, &f) &&
	       reply_stored(c, &f, node->id);
}

static bool delete_node(struct call *c)
{
	const struct node_change *in = INPUT(c, struct node_change);
	const struct workflow_node *node;
	struct flow_graph g;
	struct workflow f;

	if (!begin(c, in->id, &f, &g))
		return false;
	node = node_named(c->work, &g, in->nid);
	return node && workflow_node_delete(c->work, c->account_id, node->id) &&
	       workflow_update(c->work, &f) && reply_message(c, "Node deleted successfully");
}

/* --- edges --------------------------------------------------------------------------------------
 */

struct edge_change {
	const char *id, *eid;
	const char *source_node_key, *target_node_key;
	struct json_object *filter_config;
};

SHAPE(add_edge_in, struct edge_change, ID_FIELD(struct edge_change, id),
      EDGE_FIELDS(struct edge_change));
SHAPE(delete_edge_in, struct edge_change, ID_FIELD(struct edge_change, id),
      FIELD(struct edge_change, eid, .required = true, .format = "uuid"));

static bool add_edge(struct call *c)
{
	const struct edge_change *in = INPUT(c, struct edge_change);
	const struct edge_form form = EDGE_FORM_OF(in);
	struct workflow_edge *edge;
	struct flow_graph g;
	struct workflow f;

	if (!begin(c, in->id, &f, &g))
		return false;
	edge = &g.edges[g.n_edges];
	*edge = (struct workflow_edge){
	    .id = id_new(c->work->arena), .account_id = c->account_id, .workflow_id = f.id};
	if (!edge_set(c, &form, "filter_config", &g, edge))
		return false;
	g.n_edges++;
	return flow_graph_check(c->work, &g) && workflow_edge_insert_all(c->work, edge, 1) &&
	       workflow_update(c->work, &f) && reply_edge(c, edge);
}

static bool delete_edge(struct call *c)
{
	const struct edge_change *in = INPUT(c, struct edge_change);
	struct workflow f;

	if (!workflow_find_locked(c->work, c->account_id, in->id, &f))
		return false;
	if (!id_is_valid(in->eid))
		return fail(c->work, ERR_NOT_FOUND, "Edge not found");
	return workflow_edge_delete(c->work, c->account_id, f.id, in->eid) &&
	       workflow_update(c->work, &f) && reply_message(c, "Edge deleted successfully");
}

#define THING .thing = "Workflow"

const struct route workflow_nodes_routes[] = {
    {POST, "/api/workflows/{id}/nodes", add_node, &add_node_in, &node_out, ROUTE_WRITES, 201, THING,
     .summary = "Add a node."},
    {PUT, "/api/workflows/{id}/nodes/{nid}", put_node, &put_node_in, &node_out, ROUTE_WRITES, 200,
     THING, .summary = "Change what the body names; edges follow a new node_key."},
    {DELETE, "/api/workflows/{id}/nodes/{nid}", delete_node, &delete_node_in, NULL, ROUTE_WRITES,
     200, THING, .summary = "Delete a node with its edges."},
    {POST, "/api/workflows/{id}/edges", add_edge, &add_edge_in, &edge_out, ROUTE_WRITES, 201, THING,
     .summary = "Add an edge."},
    {DELETE, "/api/workflows/{id}/edges/{eid}", delete_edge, &delete_edge_in, NULL, ROUTE_WRITES,
     200, THING, .summary = "Delete an edge."},
    {0},
};
