/* Nodes and edges, from forms into rows, and what makes a graph of them. */
#include "api/workflows_input.h"

#include "extract/filter.h"
#include "store/strategies.h"
#include "util/json_each.h"

SHAPE(node_form_in, struct node_form, NODE_FIELDS(struct node_form, true));
SHAPE(edge_form_in, struct edge_form, EDGE_FIELDS(struct edge_form));

/* --- nodes --- */

/* {} is as good as null. */
static const char *stored(struct work *w, struct json_object *o)
{
	return json_filled(o) ? json_string(w, o) : NULL;
}

static const char *stored_urls(struct work *w, const struct texts *urls)
{
	return urls->n ? json_string(w, json_new_texts(w, urls)) : NULL;
}

/* A field's name, or an object that has it. */
static bool is_source(struct json_object *value)
{
	const char *field = json_object_is_type(value, json_type_object) ? json_text(value, "field")
			    : json_object_is_type(value, json_type_string)
				? json_object_get_string(value)
				: NULL;

	return field && *field;
}

static bool check_mapping(struct work *w, struct json_object *config)
{
	bool good = true;

	JSON_EACH (config, m)
		if (!is_source(m.value))
			good = complain(w, ERR_INVALID,
					arena_printf(w->arena, "parameter_config.%s", m.key),
					"parameter_config.%s must be the name of a field, or "
					"{\"field\": ..., \"default\": ...}",
					m.key);
	return good;
}

static bool check_constants(struct work *w, const struct workflow_node *node)
{
	return !node->static_parameters.data ||
	       strlen(node->static_parameters.data) <= JOB_PARAMETERS_MAX ||
	       complain(w, ERR_UNACCEPTABLE, "static_parameters",
			"static_parameters must have at most %u KB", JOB_PARAMETERS_MAX >> 10);
}

/* What its input type needs. */
static bool check_needs(struct work *w, const struct workflow_node *node)
{
	if (strcmp(node->input_type, "static_urls") == 0 && !node->static_urls.data)
		return complain(w, ERR_INVALID, "static_urls",
				"static_urls is required for input_type static_urls");
	if (strcmp(node->input_type, "upstream_urls") == 0 && !node->url_field)
		return complain(w, ERR_INVALID, "url_field",
				"url_field is required for input_type upstream_urls");
	return true;
}

static void set_words(struct json_object *body, const struct node_form *form,
		      struct workflow_node *node)
{
	if (form->node_key)
		node->node_key = form->node_key;
	if (form->input_type)
		node->input_type = form->input_type;
	if (json_has(body, "url_field"))
		node->url_field = form->url_field && *form->url_field ? form->url_field : NULL;
}

static void set_json(struct work *w, struct json_object *body, const struct node_form *form,
		     struct workflow_node *node)
{
	if (json_has(body, "static_urls"))
		node->static_urls.data = stored_urls(w, &form->static_urls);
	if (json_has(body, "static_parameters"))
		node->static_parameters.data = stored(w, form->static_parameters);
	if (json_has(body, "parameter_config"))
		node->parameter_config.data = stored(w, form->parameter_config);
}

/* A strategy that a node has already may be gone; a new one may not. */
static bool set_strategy(struct call *c, const char *id, struct workflow_node *node)
{
	struct strategy strategy;

	if (!id || (node->strategy_id && strcmp(node->strategy_id, id) == 0))
		return true;
	node->strategy_id = id;
	if (!strategy_find(c->work, c->account_id, id, &strategy))
		return false;
	node->strategy_name = strategy.name;
	return true;
}

bool node_set(struct call *c, const struct node_form *form, struct json_object *body,
	      struct workflow_node *node)
{
	set_words(body, form, node);
	set_json(c->work, body, form, node);
	return check_mapping(c->work, form->parameter_config) && check_constants(c->work, node) &&
	       check_needs(c->work, node) && set_strategy(c, form->strategy_id, node);
}

/* --- edges --- */

static const struct workflow_node *node_of_key(struct work *w, const struct flow_graph *g,
					       const char *field, const char *key)
{
	for (size_t i = 0; i < g->n_nodes; i++)
		if (strcmp(g->nodes[i].node_key, key) == 0)
			return &g->nodes[i];
	return complain(w, ERR_INVALID, field, "Edge references unknown node: %s", key);
}

bool edge_set(struct call *c, const struct edge_form *form, const char *name,
	      const struct flow_graph *g, struct workflow_edge *edge)
{
	const struct workflow_node *source =
	    node_of_key(c->work, g, "source_node_key", form->source_node_key);
	const struct workflow_node *target =
	    node_of_key(c->work, g, "target_node_key", form->target_node_key);

	if (!source || !target || !filter_parse(c->work, name, form->filter_config))
		return false;
	edge->source_id = source->id;
	edge->target_id = target->id;
	edge->source_node_key = source->node_key;
	edge->target_node_key = target->node_key;
	edge->filter_config.data = stored(c->work, form->filter_config);
	return true;
}

/* --- graphs --- */

static bool check_keys(struct work *w, const struct flow_graph *g)
{
	for (size_t i = 0; i < g->n_nodes; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(g->nodes[i].node_key, g->nodes[k].node_key) == 0)
				return complain(w, ERR_INVALID, "node_key",
						"Duplicate node_key: %s", g->nodes[i].node_key);
	return true;
}

static bool check_edges(struct work *w, const struct flow_graph *g)
{
	for (size_t i = 0; i < g->n_edges; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(g->edges[i].source_id, g->edges[k].source_id) == 0 &&
			    strcmp(g->edges[i].target_id, g->edges[k].target_id) == 0)
				return complain(w, ERR_INVALID, "edges", "Duplicate edge");
	return true;
}

struct graph_edge *flow_graph_edges(struct work *w, const struct flow_graph *g)
{
	struct graph_edge *edges = ARENA_ARRAY(w->arena, g->n_edges, struct graph_edge);

	for (size_t i = 0; i < g->n_edges; i++)
		edges[i] =
		    (struct graph_edge){.source = flow_graph_place(g, g->edges[i].source_id),
					.target = flow_graph_place(g, g->edges[i].target_id)};
	return edges;
}

static bool check_cycles(struct work *w, const struct flow_graph *g)
{
	size_t *order = ARENA_ARRAY(w->arena, g->n_nodes, size_t);

	return graph_sort(w, g->n_nodes, flow_graph_edges(w, g), g->n_edges, order) ||
	       complain(w, ERR_UNACCEPTABLE, "edges", "Workflow contains a cycle");
}

static size_t length_of(const char *s)
{
	return s ? strlen(s) : 0;
}

static bool check_size(struct work *w, const struct flow_graph *g)
{
	size_t size = 0;

	if (g->n_nodes > WORKFLOW_NODES_MAX)
		return complain(w, ERR_UNACCEPTABLE, "nodes",
				"a workflow must have at most %d nodes", WORKFLOW_NODES_MAX);
	if (g->n_edges > WORKFLOW_EDGES_MAX)
		return complain(w, ERR_UNACCEPTABLE, "edges",
				"a workflow must have at most %d edges", WORKFLOW_EDGES_MAX);
	for (size_t i = 0; i < g->n_nodes; i++)
		size += length_of(g->nodes[i].static_urls.data) +
			length_of(g->nodes[i].static_parameters.data) +
			length_of(g->nodes[i].parameter_config.data);
	for (size_t i = 0; i < g->n_edges; i++)
		size += length_of(g->edges[i].filter_config.data);
	return size <= WORKFLOW_SIZE_MAX ||
	       complain(w, ERR_UNACCEPTABLE, "nodes",
			"a workflow's URLs, parameters and filters must have at most %u bytes",
			WORKFLOW_SIZE_MAX);
}

bool flow_graph_check(struct work *w, const struct flow_graph *g)
{
	return check_size(w, g) && check_keys(w, g) && check_edges(w, g) && check_cycles(w, g);
}

static bool has_edge_to(const struct flow_graph *g, const char *node_id)
{
	for (size_t i = 0; i < g->n_edges; i++)
		if (strcmp(g->edges[i].target_id, node_id) == 0)
			return true;
	return false;
}

bool flow_graph_has_start(struct work *w, const struct flow_graph *g)
{
	for (size_t i = 0; i < g->n_nodes; i++)
		if (strncmp(g->nodes[i].input_type, "upstream_", 9) != 0 &&
		    !has_edge_to(g, g->nodes[i].id))
			return true;
	return fail(w, ERR_INVALID, "Workflow has no start node");
}
