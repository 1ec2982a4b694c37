/* A workflow with a run of two nodes, for the tests of what is kept about runs. */
#ifndef METER_T_STORE_WORKFLOW_PARTS_H
#define METER_T_STORE_WORKFLOW_PARTS_H

#include "store/database.h"
#include "store/workflow_runs.h"
#include "store/workflows.h"

__attribute__((unused)) static const char *test_workflow(struct work *w, const char *account)
{
	const struct workflow f = {
	    .id = id_new(w->arena), .account_id = account, .name = "Shelf", .enabled = true};

	return workflow_insert(w, &f) ? f.id : NULL;
}

__attribute__((unused)) static struct workflow_run test_run(struct work *w, const char *account,
							    const char *workflow)
{
	return (struct workflow_run){.id = id_new(w->arena),
				     .account_id = account,
				     .workflow_id = workflow,
				     .workflow_name = "Shelf",
				     .triggered_by = "manual",
				     .graph = {"{\"nodes\":[]}"}};
}

__attribute__((unused)) static struct node_run
test_node_run(struct work *w, const struct workflow_run *r, const char *strategy, int64_t position)
{
	return (struct node_run){.id = id_new(w->arena),
				 .account_id = r->account_id,
				 .run_id = r->id,
				 .node_id = id_new(w->arena),
				 .node_key = position ? "book" : "shelf",
				 .strategy_id = strategy,
				 .strategy_name = "Catalogue",
				 .position = position,
				 .is_terminal = position > 0,
				 .status = "pending"};
}

#endif
