/* Runs of workflows as clients see them. */
#ifndef METER_API_WORKFLOW_RUNS_VIEW_H
#define METER_API_WORKFLOW_RUNS_VIEW_H

#include "api/api.h"
#include "job/run_output.h"
#include "store/workflow_runs.h"

struct run_view {
	const char *id, *run_id, *workflow_id, *status;
	bool force;
	const char *triggered_by, *schedule_id, *error;
	const bool *has_changes;
	const int64_t *item_count;
	struct instant created_at, started_at, completed_at;
	/* Only described: they are sent while they are read. */
	struct raw_json node_executions, final_results, final_results_by_url,
	    final_results_by_url_grouped;
};

/* Of a run, and of one with its nodes and items. */
extern const struct shape run_out, run_detail_out;

struct run_view run_view_of(const struct workflow_run *r);

/* The run of a path, by run_find() or run_find_locked(). False with ERR_NOT_FOUND also when it is
 * another workflow's; a workflow that is gone is told before its run. */
bool run_of_path(struct call *c, const char *workflow_id, const char *run_id,
		 bool (*find)(struct work *w, const char *account_id, const char *id,
			      struct workflow_run *out),
		 struct workflow_run *out);

/* What sends a long reply as it grows: the sink's text is the body of the reply. */
struct reply_sink {
	struct run_sink sink;
	struct reply *reply;
};
struct reply_sink reply_sink_of(struct reply *r);

/* Sends the run with its nodes, and with all items when they are asked for. False with the reason
 * in the call's work; a reply that has begun is cut then. */
bool reply_run_detail(struct call *c, const struct workflow_run *r, bool with_results);

#endif
