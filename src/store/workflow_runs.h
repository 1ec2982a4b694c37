/* Runs of workflows, their nodes, and what each node scrapes. A run works on the graph as it was
 * when it was asked for. What runs by which rules is known to workflow/; here it is only kept. */
#ifndef METER_STORE_WORKFLOW_RUNS_H
#define METER_STORE_WORKFLOW_RUNS_H

#include "util/shape.h"

#include <stddef.h>

#define RUN_STATUS_WORDS  "pending|running|completed|failed|cancelled"
#define NODE_STATUS_WORDS "pending|running|completed|failed|skipped|cancelled"

/* --- runs ---------------------------------------------------------------------------------------
 */

struct workflow_run {
	const char *id, *account_id, *workflow_id, *workflow_name;
	const char *schedule_id;  /* NULL unless a schedule asked for it */
	const char *status;	  /* RUN_STATUS_WORDS */
	const char *triggered_by; /* "manual" or "schedule" */
	bool is_forced;
	const bool *has_changes;   /* NULL until it is completed */
	const int64_t *item_count; /* likewise */
	struct instant created_at, started_at, completed_at;
	const char *error;     /* NULL unless it failed */
	struct raw_json graph; /* see workflow/graph.h; only run_find_whole() reads it */
};

static inline bool run_is_active(const struct workflow_run *r)
{
	return r->completed_at.us == 0;
}

/* Stores a pending run; created_at becomes now unless it is set. ERR_CONFLICT when the workflow has
 * a run that is pending or running. */
bool run_insert(struct work *w, const struct workflow_run *r);

/* ERR_NOT_FOUND "Workflow run not found". */
bool run_find(struct work *w, const char *account_id, const char *id, struct workflow_run *out);

/* The same with its graph, which may be large. */
bool run_find_whole(struct work *w, const char *account_id, const char *id,
		    struct workflow_run *out);

/* As run_find() inside a transaction, for changing it, its nodes or its inputs: others that want to
 * wait. */
bool run_find_locked(struct work *w, const char *account_id, const char *id,
		     struct workflow_run *out);

/* Stores status, has_changes, item_count, started_at, completed_at and error of a run that was
 * found locked. With completed_at it is over, and another one may begin. */
bool run_update(struct work *w, const struct workflow_run *r);

/* The run of the workflow that is pending or running. ERR_NOT_FOUND when none is. */
bool run_active(struct work *w, const char *account_id, const char *workflow_id,
		struct workflow_run *out);

/* The workflow's newest completed run that is older than before_id (NULL: than none).
 * ERR_NOT_FOUND "No completed runs found". */
bool run_completed_before(struct work *w, const char *account_id, const char *workflow_id,
			  const char *before_id, struct workflow_run *out);

/* The same, completed or failed. ERR_NOT_FOUND when there was none. */
bool run_ended_before(struct work *w, const char *account_id, const char *workflow_id,
		      const char *before_id, struct workflow_run *out);

/* Newest first. */
bool run_list(struct work *w, const char *account_id, const char *workflow_id, int64_t limit,
	      int64_t offset, struct workflow_run **rows, size_t *n);

/* How many there are; counting stops at COUNT_EXACT_MAX + 1. */
bool run_count(struct work *w, const char *account_id, const char *workflow_id, int64_t *n);

/* --- nodes of a run -----------------------------------------------------------------------------
 */

struct node_run {
	const char *id, *account_id, *run_id, *node_id, *node_key;
	const char *strategy_id, *strategy_name;
	int64_t position; /* in the graph, from 0 */
	bool is_terminal; /* nothing comes after it */
	const char *status;
	int64_t input_count, item_count;
	const bool *has_changes;	 /* NULL until it has ended */
	const int64_t *strategy_version; /* that it began with; NULL: it has not */
	struct instant started_at, completed_at;
	const char *error; /* NULL unless it failed */
};

/* The caller has the transaction. */
bool node_run_insert_all(struct work *w, const struct node_run *nodes, size_t n);

/* All of a run, in the order of the graph. */
bool node_runs(struct work *w, const char *account_id, const char *run_id, struct node_run **rows,
	       size_t *n);

/* Stores status, counts, has_changes, strategy_version, times and error. */
bool node_run_update(struct work *w, const struct node_run *node);

/* --- what a node scrapes ------------------------------------------------------------------------
 */

struct node_input {
	const char *node_run_id, *account_id, *run_id, *strategy_id;
	int64_t number;	   /* from 0, in the order in which they arrived */
	const char *state; /* "pending", "completed", "carried", "failed" or "cancelled" */
	const char *url;
	struct raw_json parameters; /* only node_inputs_whole() reads them */
	struct blob target;	    /* target_name() of url and parameters (store/targets.h) */
	const char *job_id;	    /* that scrapes it; of what is carried: that scraped it */
	const bool *has_changes;
	const int64_t *item_count;
	const char *content_hash;
	struct blob result_hash; /* 32 bytes, for result_load() */
	const char *error;
};

/* The caller has the transaction. */
bool node_input_insert_all(struct work *w, const struct node_input *inputs, size_t n);

/* All inputs of the node, in their order. */
bool node_inputs(struct work *w, const char *account_id, const char *node_run_id,
		 struct node_input **rows, size_t *n);

/* The same with their parameters, which may be large. */
bool node_inputs_whole(struct work *w, const char *account_id, const char *node_run_id,
		       struct node_input **rows, size_t *n);

/* How the inputs of one node stand. */
struct node_progress {
	const char *node_run_id;
	int64_t pending, completed, carried, failed, cancelled;
	int64_t items; /* of those that are completed or carried */
};

/* Of each node of the run that has inputs. */
bool node_progress_of_run(struct work *w, const char *account_id, const char *run_id,
			  struct node_progress **rows, size_t *n);

/* --- the end ------------------------------------------------------------------------------------
 */

/* Cancels an active run that was found locked: its nodes and inputs that have not ended, and its
 * jobs, tasks and own task that nobody works on; what is being worked on ends by itself. *r becomes
 * what is stored. */
bool run_cancel(struct work *w, struct workflow_run *r);

/* The same for the run of that workflow, if one is active. */
bool run_cancel_active(struct work *w, const char *account_id, const char *workflow_id);

#endif
