/* Workflows, their nodes and edges as clients see them. */
#ifndef METER_API_WORKFLOWS_VIEW_H
#define METER_API_WORKFLOWS_VIEW_H

#include "api/api.h"
#include "api/workflows_input.h"

extern const struct shape workflow_out, node_out, edge_out;

/* Appends the workflow with its nodes, its edges and its last run. */
bool workflow_print(struct work *w, struct text *t, const struct workflow *f);

/* Sends it so. */
bool reply_workflow(struct call *c, const struct workflow *f);

bool reply_node(struct call *c, const struct workflow_node *node);
bool reply_edge(struct call *c, const struct workflow_edge *edge);

#endif
