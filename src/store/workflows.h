/* Workflows: strategies as the nodes of a graph, in which the items of one say what the next ones
 * scrape. What a graph may look like is known to workflow/; here it is only kept. */
#ifndef METER_STORE_WORKFLOWS_H
#define METER_STORE_WORKFLOWS_H

#include "util/shape.h"

#include <stddef.h>

struct workflow {
	const char *id, *account_id, *name;
	const char *description; /* may be NULL */
	bool enabled;
	struct instant created_at, updated_at;
};

struct workflow_node {
	const char *id, *account_id, *workflow_id, *strategy_id;
	const char *strategy_name; /* only read; NULL: the strategy is gone */
	const char *node_key;
	const char
	    *input_type; /* "static_urls", "upstream_urls", "upstream_data", "trigger_only" */
	const char *url_field;
	struct raw_json static_urls, static_parameters, parameter_config;
	struct instant created_at, updated_at;
};

struct workflow_edge {
	const char *id, *account_id, *workflow_id;
	const char *source_id, *target_id;	       /* nodes, */
	const char *source_node_key, *target_node_key; /* and their keys: only read */
	struct raw_json filter_config;
	struct instant created_at;
};

/* Stores a new workflow without nodes; created_at and updated_at become now. */
bool workflow_insert(struct work *w, const struct workflow *f);

/* False with ERR_NOT_FOUND and the message "Workflow not found". */
bool workflow_find(struct work *w, const char *account_id, const char *id, struct workflow *out);

/* The same inside a transaction, for changing it, its nodes, its edges or its runs: others that
 * want to wait. */
bool workflow_find_locked(struct work *w, const char *account_id, const char *id,
			  struct workflow *out);

/* Stores name, description and enabled; updated_at becomes now. For what was found locked, also
 * when only nodes or edges changed. */
bool workflow_update(struct work *w, const struct workflow *f);

/* Deletes what was found locked, with its nodes, edges and schedules; its runs are swept later, and
 * are nobody's until then. */
bool workflow_delete(struct work *w, const char *account_id, const char *id);

/* Newest first. */
bool workflow_list(struct work *w, const char *account_id, int64_t limit, int64_t offset,
		   struct workflow **rows, size_t *n);

/* How many there are; counting stops at COUNT_EXACT_MAX + 1. */
bool workflow_count(struct work *w, const char *account_id, int64_t *n);

/* --- nodes and edges: the caller has the transaction, and the workflow locked --- */

/* Stores them; created_at and updated_at become now. ERR_CONFLICT when a key is taken. */
bool workflow_node_insert_all(struct work *w, const struct workflow_node *nodes, size_t n);

/* All nodes of a workflow in the order in which they were made; needs no transaction. */
bool workflow_nodes(struct work *w, const char *account_id, const char *workflow_id,
		    struct workflow_node **rows, size_t *n);

/* Stores everything but the ids and created_at. ERR_CONFLICT when the key is taken. */
bool workflow_node_update(struct work *w, const struct workflow_node *node);

/* Deletes it with its edges. */
bool workflow_node_delete(struct work *w, const char *account_id, const char *id);

/* ERR_CONFLICT when there is one with these ends. */
bool workflow_edge_insert_all(struct work *w, const struct workflow_edge *edges, size_t n);

/* All edges of a workflow in the order in which they were made; needs no transaction. */
bool workflow_edges(struct work *w, const char *account_id, const char *workflow_id,
		    struct workflow_edge **rows, size_t *n);

/* ERR_NOT_FOUND "Edge not found" unless it is the workflow's. */
bool workflow_edge_delete(struct work *w, const char *account_id, const char *workflow_id,
			  const char *id);

/* A workflow's graph as it is, or shall be. */
struct flow_graph {
	struct workflow_node *nodes;
	struct workflow_edge *edges;
	size_t n_nodes, n_edges;
};

/* All nodes and edges; needs no transaction. */
bool flow_graph_load(struct work *w, const char *account_id, const char *workflow_id,
		     struct flow_graph *out);

/* The node's place among the nodes; n_nodes: it is none of them. */
size_t flow_graph_place(const struct flow_graph *g, const char *node_id);

#endif
