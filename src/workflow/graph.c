/* From a snapshot to a graph that can be run. */
#include "workflow/graph.h"

#include "bounds.h"
#include "util/json.h"

static const char *const inputs[] = {[INPUT_STATIC_URLS] = "static_urls",
				     [INPUT_UPSTREAM_URLS] = "upstream_urls",
				     [INPUT_UPSTREAM_DATA] = "upstream_data",
				     [INPUT_TRIGGER_ONLY] = "trigger_only"};

/* False when the word is none of the input types. */
static bool input_of(const char *word, enum graph_input *out)
{
	for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
		if (strcmp(inputs[i], word) == 0) {
			*out = (enum graph_input)i;
			return true;
		}
	}
	return false;
}

/* --- order --- */

/* Takes away the edges that leave a node; what they led to and nothing leads to now comes next. */
static size_t release(const struct graph_edge *edges, size_t n_edges, size_t source,
		      size_t *waiting, size_t *next)
{
	size_t n = 0;

	for (size_t i = 0; i < n_edges; i++)
		if (edges[i].source == source && --waiting[edges[i].target] == 0)
			next[n++] = edges[i].target;
	return n;
}

bool graph_sort(struct work *w, size_t n, const struct graph_edge *edges, size_t n_edges,
		size_t *order)
{
	size_t *waiting = ARENA_ARRAY(w->arena, n, size_t), n_ordered = 0;

	for (size_t i = 0; i < n_edges; i++)
		waiting[edges[i].target]++;
	for (size_t i = 0; i < n; i++)
		if (waiting[i] == 0)
			order[n_ordered++] = i;
	for (size_t i = 0; i < n_ordered; i++)
		n_ordered += release(edges, n_edges, order[i], waiting, order + n_ordered);
	return n_ordered == n;
}

/* --- nodes --- */

static const char *place(struct work *w, const char *list, size_t i, const char *member)
{
	return arena_printf(w->arena, "%s[%zu].%s", list, i, member);
}

static const char *text_of(struct work *w, struct json_object *o, size_t i, const char *member)
{
	const char *s = json_text(o, member);

	if (!s || !*s)
		return complain(w, ERR_INVALID, place(w, "nodes", i, member),
				"nodes[%zu].%s is required", i, member);
	return s;
}

static bool read_urls(struct work *w, struct json_object *o, size_t i, struct texts *out)
{
	struct json_object *list = json_array_of(o, "static_urls");
	const size_t n = list ? json_object_array_length(list) : 0;

	if (n > URLS_MAX)
		return complain(w, ERR_UNACCEPTABLE, place(w, "nodes", i, "static_urls"),
				"static_urls has more than %d URLs", URLS_MAX);
	out->items = ARENA_ARRAY(w->arena, n, const char *);
	for (size_t k = 0; k < n; k++) {
		struct json_object *url = json_object_array_get_idx(list, k);

		if (!json_object_is_type(url, json_type_string))
			return complain(w, ERR_INVALID, place(w, "nodes", i, "static_urls"),
					"static_urls must be a list of URLs");
		out->items[out->n++] = json_object_get_string(url);
	}
	return true;
}

static bool read_input(struct work *w, struct json_object *o, size_t i, struct graph_node *node)
{
	const char *word = text_of(w, o, i, "input_type");

	if (!word)
		return false;
	if (!input_of(word, &node->input))
		return complain(w, ERR_UNACCEPTABLE, place(w, "nodes", i, "input_type"),
				"Invalid input_type: %s", word);
	if (!read_urls(w, o, i, &node->static_urls))
		return false;
	if (node->input == INPUT_STATIC_URLS && node->static_urls.n == 0)
		return complain(w, ERR_INVALID, place(w, "nodes", i, "static_urls"),
				"static_urls is required for input_type static_urls");
	node->url_field = json_text(o, "url_field");
	if (node->input == INPUT_UPSTREAM_URLS && (!node->url_field || !*node->url_field))
		return complain(w, ERR_INVALID, place(w, "nodes", i, "url_field"),
				"url_field is required for input_type upstream_urls");
	return true;
}

static bool read_node(struct work *w, struct json_object *o, size_t i, struct graph_node *node)
{
	node->id = text_of(w, o, i, "id");
	node->key = text_of(w, o, i, "node_key");
	node->strategy_id = text_of(w, o, i, "strategy_id");
	node->static_parameters = json_object_of(o, "static_parameters");
	node->parameter_config = json_object_of(o, "parameter_config");
	node->is_start = node->is_terminal = true;
	return node->id && node->key && node->strategy_id && read_input(w, o, i, node);
}

static bool is_twice(const struct graph *g, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(g->nodes[k].key, g->nodes[i].key) == 0 ||
		    strcmp(g->nodes[k].id, g->nodes[i].id) == 0)
			return true;
	return false;
}

static bool read_nodes(struct work *w, struct json_object *list, struct graph *g)
{
	g->n_nodes = list ? json_object_array_length(list) : 0;
	if (g->n_nodes > WORKFLOW_NODES_MAX)
		return complain(w, ERR_UNACCEPTABLE, "nodes", "nodes has more than %d nodes",
				WORKFLOW_NODES_MAX);
	g->nodes = ARENA_ARRAY(w->arena, g->n_nodes, struct graph_node);
	for (size_t i = 0; i < g->n_nodes; i++) {
		if (!read_node(w, json_object_array_get_idx(list, i), i, &g->nodes[i]))
			return false;
		if (is_twice(g, i))
			return complain(w, ERR_INVALID, place(w, "nodes", i, "node_key"),
					"Duplicate node_key: %s", g->nodes[i].key);
	}
	return true;
}

/* --- edges --- */

static bool read_edge(struct work *w, struct json_object *o, size_t i, struct graph *g)
{
	const int64_t source = json_int(o, "source", -1), target = json_int(o, "target", -1),
		      n = (int64_t)g->n_nodes;
	struct graph_edge *edge = &g->edges[i];

	if (source < 0 || source >= n || target < 0 || target >= n)
		return complain(w, ERR_INVALID, place(w, "edges", i, "source"),
				"Edge references unknown node: edges[%zu]", i);
	*edge = (struct graph_edge){.source = (size_t)source,
				    .target = (size_t)target,
				    .filter = json_object_of(o, "filter_config")};
	for (size_t k = 0; k < i; k++)
		if (g->edges[k].source == edge->source && g->edges[k].target == edge->target)
			return complain(w, ERR_INVALID, place(w, "edges", i, "target"),
					"Duplicate edge");
	g->nodes[source].is_terminal = false;
	g->nodes[target].is_start = false;
	return true;
}

static bool read_edges(struct work *w, struct json_object *list, struct graph *g)
{
	g->n_edges = list ? json_object_array_length(list) : 0;
	if (g->n_edges > WORKFLOW_EDGES_MAX)
		return complain(w, ERR_UNACCEPTABLE, "edges", "edges has more than %d edges",
				WORKFLOW_EDGES_MAX);
	g->edges = ARENA_ARRAY(w->arena, g->n_edges, struct graph_edge);
	for (size_t i = 0; i < g->n_edges; i++)
		if (!read_edge(w, json_object_array_get_idx(list, i), i, g))
			return false;
	return true;
}

struct graph *graph_parse(struct work *w, const char *snapshot)
{
	struct json_object *o = json_parse(w, snapshot, strlen(snapshot));
	struct graph *g = ARENA_NEW(w->arena, struct graph);

	if (o && !json_object_is_type(o, json_type_object))
		return fail(w, ERR_INVALID, "a graph must be an object");
	if (!o || !read_nodes(w, json_array_of(o, "nodes"), g) ||
	    !read_edges(w, json_array_of(o, "edges"), g))
		return NULL;
	g->order = ARENA_ARRAY(w->arena, g->n_nodes, size_t);
	if (!graph_sort(w, g->n_nodes, g->edges, g->n_edges, g->order))
		return complain(w, ERR_UNACCEPTABLE, "edges", "Workflow contains a cycle");
	return g;
}
