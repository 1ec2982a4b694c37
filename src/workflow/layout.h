/* Where the nodes of a graph are drawn, and which way its edges go: in layers from left to right,
 * each node behind all that come before it. Within a layer nodes stand where their neighbours do,
 * which leaves few crossings; an edge over several layers keeps a lane of its own between the nodes
 * of those. */
#ifndef METER_WORKFLOW_LAYOUT_H
#define METER_WORKFLOW_LAYOUT_H

#include "workflow/graph.h"

/* In units of one node: its layer, and its place in it from the top. */
struct layout_point {
	size_t layer;
	double row;
};

struct layout_path {
	struct layout_point *points; /* from the source to the target */
	size_t n;
};

struct layout {
	struct layout_point *nodes; /* as they were given */
	struct layout_path *edges;
	size_t n_layers;
	double rows; /* of the largest layer */
};

/* In w's arena. False with ERR_UNACCEPTABLE when the edges make a cycle. */
bool layout_make(struct work *w, size_t n, const struct graph_edge *edges, size_t n_edges,
		 struct layout *out);

#endif
