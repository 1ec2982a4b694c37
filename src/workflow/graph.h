/* The graph of a workflow as its runs see it: a snapshot, made when a run is asked for.
 *
 *   {"nodes": [{"id", "node_key", "strategy_id", "strategy_name", "input_type", "static_urls",
 *               "url_field", "static_parameters", "parameter_config"}],
 *    "edges": [{"source": <place in nodes>, "target": <place>, "filter_config": {…} or null}]}
 */
#ifndef METER_WORKFLOW_GRAPH_H
#define METER_WORKFLOW_GRAPH_H

#include "util/shape.h"

#include <json-c/json_object.h>

/* Where a node's URLs and parameters come from. */
enum graph_input {
	INPUT_STATIC_URLS,
	INPUT_UPSTREAM_URLS,
	INPUT_UPSTREAM_DATA,
	INPUT_TRIGGER_ONLY,
};

struct graph_node {
	const char *id, *key, *strategy_id;
	enum graph_input input;
	struct texts static_urls;
	const char *url_field;
	struct json_object *static_parameters, *parameter_config; /* objects; NULL: none */
	bool is_start;						  /* nothing comes before it */
	bool is_terminal;					  /* nothing comes after it */
};

struct graph_edge {
	size_t source, target;	    /* places of nodes */
	struct json_object *filter; /* filter_config; NULL: all items pass */
};

/* In the arena of the work that parsed it. */
struct graph {
	struct graph_node *nodes;
	struct graph_edge *edges;
	size_t n_nodes, n_edges;
	size_t *order; /* places of nodes, each behind all that come before it */
};

/* NULL with complaints: about members that are missing or wrong, a node_key or an edge that is
 * there twice, an edge without a node, a cycle. */
struct graph *graph_parse(struct work *w, const char *snapshot);

/* Fills order (room for n) with the places of n nodes, each behind all that come before it. False
 * when the edges, whose ends are below n, make a cycle. */
bool graph_sort(struct work *w, size_t n, const struct graph_edge *edges, size_t n_edges,
		size_t *order);

#endif
