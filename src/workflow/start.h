/* The beginning of a run: whether the workflow can be run, and the graph as it is now. */
#ifndef METER_WORKFLOW_START_H
#define METER_WORKFLOW_START_H

#include "store/workflow_runs.h"

struct run_order {
	const char *account_id, *workflow_id;
	bool is_forced;
	const char *triggered_by; /* "manual" or "schedule" */
	const char *schedule_id;  /* NULL: of no schedule */
};

/* A run that can be begun. */
struct workflow_plan {
	struct workflow_run run;
	struct node_run *nodes;
	size_t n_nodes;
	bool is_enabled; /* the workflow is */
};

/* Locks the workflow until the caller's transaction ends. False with ERR_NOT_FOUND "Workflow not
 * found"; ERR_INVALID when its graph cannot be run; ERR_CONFLICT when it has a run that goes on. */
bool workflow_plan(struct work *w, const struct run_order *o, struct workflow_plan *out);

/* Stores the run, its nodes and its task, in the same transaction; after it the caller wakes the
 * runners. */
bool workflow_begin(struct work *w, const struct workflow_plan *plan);

#endif
