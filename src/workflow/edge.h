/* What goes over an edge: the items of its source that pass its filter, as URLs or parameters for
 * its target. Users' patterns are searched for in it, so it is an operation of the extractor. */
#ifndef METER_WORKFLOW_EDGE_H
#define METER_WORKFLOW_EDGE_H

#include "extract/operation.h"
#include "workflow/arrivals.h"
#include "workflow/graph.h"

/* What the source found on one page. */
struct edge_page {
	const char *url;    /* that its relative links are resolved against */
	const char *items;  /* JSON text, as it is stored */
	const char *before; /* the same of the run before; NULL: it has none of the page */
	bool is_same;	    /* nothing of it is new: `before` is not needed */
};

/* What the operation is asked for some pages of the edge's source. wrapper: the name under which
 * the source's schema has its items, NULL when it wraps none. In w's arena. */
struct ask edge_ask(struct work *w, const struct graph *g, const struct graph_edge *edge,
		    const char *wrapper, const struct edge_page *pages, size_t n);

/* Adds what the operation found to what has arrived at the edge's target. False with CLASS_INTERNAL
 * when it is no answer. */
bool edge_take(struct work *w, struct json_object *answer, struct arrivals *all);

/* The operation itself. */
bool edge_operation(struct work *w, struct json_object *request, const char *body, size_t body_size,
		    struct text *out);

#endif
