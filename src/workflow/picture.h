/* A workflow's graph as an SVG picture, with the state of each node. */
#ifndef METER_WORKFLOW_PICTURE_H
#define METER_WORKFLOW_PICTURE_H

#include "util/text.h"
#include "workflow/graph.h"

struct picture_node {
	const char *key, *strategy; /* names, any text */
	const char *status;	    /* of a run; NULL: it never ran */
	const char *note;	    /* a line below, or NULL */
};

/* Appends the document. The edges' filters are only looked for. False as layout_make(). */
bool picture_print(struct work *w, struct text *t, const struct picture_node *nodes, size_t n,
		   const struct graph_edge *edges, size_t n_edges);

#endif
