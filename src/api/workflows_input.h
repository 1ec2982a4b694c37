/* Nodes and edges of workflows, from a call's body into rows. */
#ifndef METER_API_WORKFLOWS_INPUT_H
#define METER_API_WORKFLOWS_INPUT_H

#include "api/api.h"
#include "bounds.h"
#include "store/workflows.h"
#include "util/url.h"
#include "workflow/graph.h"

#define INPUT_TYPE_WORDS "static_urls|upstream_urls|upstream_data|trigger_only"

/* What a node's or an edge's input struct has. */
struct node_form {
	const char *node_key, *strategy_id, *input_type;
	struct texts static_urls;
	const char *url_field;
	struct json_object *static_parameters, *parameter_config;
};

struct edge_form {
	const char *source_node_key, *target_node_key;
	struct json_object *filter_config;
};

/* Rows of a shape for a struct that has these members, by these names; needed: those that a new
 * node must have are required. */
#define NODE_FIELDS(type, needed)                                                                  \
	FIELD(type, node_key, .required = (needed), .min = 1, .max = NAME_MAX_BYTES,               \
	      .check_kind = ERR_INVALID, .summary = "Names the node within its workflow."),        \
	    FIELD(type, strategy_id, .required = (needed), .check = id_check,                      \
		  .check_kind = ERR_INVALID, .format = "uuid"),                                    \
	    FIELD(type, input_type, .required = (needed), .one_of = INPUT_TYPE_WORDS,              \
		  .summary = "Where its URLs and parameters come from."),                          \
	    FIELD(type, static_urls, .max = URLS_MAX, .check = url_check,                          \
		  .summary = "What it scrapes, for static_urls and trigger_only."),                \
	    FIELD(type, url_field, .max = NAME_MAX_BYTES,                                          \
		  .summary = "The field of the items before it that has URLs, for "                \
			     "upstream_urls."),                                                    \
	    FIELD(type, static_parameters, .object = true,                                         \
		  .summary = "What an API is asked with; other strategies read none."),            \
	    FIELD(type, parameter_config, .object = true,                                          \
		  .summary = "From a parameter to the field before it: {\"q\": \"author\"} or "    \
			     "{\"q\": {\"field\": \"author\", \"default\": \"x\"}}.")
#define EDGE_FIELDS(type)                                                                          \
	FIELD(type, source_node_key, .required = true, .max = NAME_MAX_BYTES),                     \
	    FIELD(type, target_node_key, .required = true, .max = NAME_MAX_BYTES),                 \
	    FIELD(type, filter_config, .object = true,                                             \
		  .summary = "Which items go on: a mode and conditions.")

#define NODE_FORM_OF(in)                                                                           \
	((struct node_form){(in)->node_key, (in)->strategy_id, (in)->input_type,                   \
			    (in)->static_urls, (in)->url_field, (in)->static_parameters,           \
			    (in)->parameter_config})
#define EDGE_FORM_OF(in)                                                                           \
	((struct edge_form){(in)->source_node_key, (in)->target_node_key, (in)->filter_config})

extern const struct shape node_form_in, edge_form_in;

/* Puts what the body has of the form into the node: what it does not have stays, null clears.
 * False with complaints, or ERR_NOT_FOUND "Strategy not found". */
bool node_set(struct call *c, const struct node_form *form, struct json_object *body,
	      struct workflow_node *node);

/* Makes the edge of the form between nodes of the graph. False with complaints; `name` is its
 * filter's in them. */
bool edge_set(struct call *c, const struct edge_form *form, const char *name,
	      const struct flow_graph *g, struct workflow_edge *edge);

/* Whether the graph may be stored: no key and no edge twice, no cycle, not too large. False with
 * complaints. */
bool flow_graph_check(struct work *w, const struct flow_graph *g);

/* Its edges as places of nodes, without their filters. */
struct graph_edge *flow_graph_edges(struct work *w, const struct flow_graph *g);

/* Whether a node is there that nothing has to come before. */
bool flow_graph_has_start(struct work *w, const struct flow_graph *g);

#endif
