/* Runs of workflows, and the nodes of a run. */
#include "store/workflow_runs.h"

#include "store/fit.h"
#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"

struct run_search {
	const char *account_id, *workflow_id, *before_id;
	int64_t limit, offset;
};

struct run_parts {
	struct instant when;
	const char *account_id, *run_id;
};

#define RUN(member) COLUMN(struct workflow_run, member)
#define RUN_MEMBERS                                                                                \
	RUN(id), RUN(account_id), RUN(workflow_id), RUN(workflow_name), RUN(schedule_id),          \
	    RUN(status), RUN(triggered_by), RUN(is_forced), RUN(has_changes), RUN(item_count),     \
	    RUN(created_at), RUN(started_at), RUN(completed_at), RUN(error)
SHAPE(workflow_run_row, struct workflow_run, RUN_MEMBERS);
SHAPE(workflow_run_whole_row, struct workflow_run, RUN_MEMBERS, RUN(graph));
SHAPE(workflow_run_in, struct workflow_run, RUN(id), RUN(account_id), RUN(workflow_id),
      RUN(workflow_id), RUN(workflow_name), RUN(schedule_id), RUN(triggered_by), RUN(is_forced),
      RUN(created_at), RUN(graph));
SHAPE(workflow_run_changed_in, struct workflow_run, RUN(status), RUN(has_changes), RUN(item_count),
      RUN(started_at), RUN(completed_at), RUN(completed_at), RUN(error), RUN(account_id), RUN(id));

#define SEARCH(member) COLUMN(struct run_search, member)
SHAPE(run_search_in, struct run_search, SEARCH(account_id), SEARCH(workflow_id), SEARCH(limit),
      SEARCH(offset));
SHAPE(run_limit_in, struct run_search, SEARCH(account_id), SEARCH(workflow_id), SEARCH(limit));
SHAPE(run_before_in, struct run_search, SEARCH(account_id), SEARCH(workflow_id), SEARCH(before_id),
      SEARCH(before_id));

#define PART(member) COLUMN(struct run_parts, member)
SHAPE(run_parts_in, struct run_parts, PART(when), PART(account_id), PART(run_id));

#define NODE(member) COLUMN(struct node_run, member)
SHAPE(node_run_row, struct node_run, NODE(id), NODE(account_id), NODE(run_id), NODE(node_id),
      NODE(node_key), NODE(strategy_id), NODE(strategy_name), NODE(position), NODE(is_terminal),
      NODE(status), NODE(input_count), NODE(item_count), NODE(has_changes), NODE(strategy_version),
      NODE(started_at), NODE(completed_at), NODE(error));
SHAPE(node_run_changed_in, struct node_run, NODE(status), NODE(input_count), NODE(item_count),
      NODE(has_changes), NODE(strategy_version), NODE(started_at), NODE(completed_at), NODE(error),
      NODE(account_id), NODE(id));

#define RUN_COLUMNS                                                                                \
	"id, account_id, workflow_id, workflow_name, schedule_id, status, triggered_by,"           \
	" is_forced, has_changes, item_count, created_at, started_at, completed_at, error"
STATEMENT(run_new, &workflow_run_in, NULL,
	  "INSERT INTO workflow_run (id, account_id, workflow_id, active, workflow_name,"
	  " schedule_id, triggered_by, is_forced, created_at, graph, status)"
	  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')");
STATEMENT(run_by_id, &lookup_in, &workflow_run_row,
	  "SELECT " RUN_COLUMNS " FROM workflow_run WHERE account_id = ? AND id = ?");
STATEMENT(run_whole, &lookup_in, &workflow_run_whole_row,
	  "SELECT " RUN_COLUMNS ", graph FROM workflow_run WHERE account_id = ? AND id = ?");
STATEMENT(run_by_id_locked, &lookup_in, &workflow_run_row,
	  "SELECT " RUN_COLUMNS " FROM workflow_run WHERE account_id = ? AND id = ? FOR UPDATE");
STATEMENT(run_changed, &workflow_run_changed_in, NULL,
	  "UPDATE workflow_run SET status = ?, has_changes = ?, item_count = ?, started_at = ?,"
	  " completed_at = ?, active = IF(? IS NULL, active, NULL), error = ?"
	  " WHERE account_id = ? AND id = ?");
STATEMENT(run_of_active, &lookup_in, &workflow_run_row,
	  "SELECT " RUN_COLUMNS " FROM workflow_run WHERE account_id = ? AND active = ?");
STATEMENT(run_completed_newest, &run_before_in, &workflow_run_row,
	  "SELECT " RUN_COLUMNS " FROM workflow_run WHERE account_id = ? AND workflow_id = ?"
	  " AND status = 'completed' AND (? IS NULL OR id < ?) ORDER BY id DESC LIMIT 1");
STATEMENT(run_ended_newest, &run_before_in, &workflow_run_row,
	  "SELECT " RUN_COLUMNS " FROM workflow_run WHERE account_id = ? AND workflow_id = ?"
	  " AND status IN ('completed', 'failed') AND (? IS NULL OR id < ?)"
	  " ORDER BY id DESC LIMIT 1");
STATEMENT(run_newest, &run_search_in, &workflow_run_row,
	  "SELECT " RUN_COLUMNS " FROM workflow_run WHERE account_id = ? AND workflow_id = ?"
	  " ORDER BY id DESC LIMIT ? OFFSET ?");
STATEMENT(run_number, &run_limit_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM workflow_run"
	  " WHERE account_id = ? AND workflow_id = ? LIMIT ?) AS few");

#define NODE_COLUMNS                                                                               \
	"id, account_id, run_id, node_id, node_key, strategy_id, strategy_name, position,"         \
	" is_terminal, status, input_count, item_count, has_changes, strategy_version,"            \
	" started_at, completed_at, error"
STATEMENT(node_run_new, &node_run_row, NULL,
	  "INSERT INTO node_run (" NODE_COLUMNS ")"
	  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(node_run_all, &lookup_in, &node_run_row,
	  "SELECT " NODE_COLUMNS " FROM node_run WHERE account_id = ? AND run_id = ?"
	  " ORDER BY position");
STATEMENT(node_run_changed, &node_run_changed_in, NULL,
	  "UPDATE node_run SET status = ?, input_count = ?, item_count = ?, has_changes = ?,"
	  " strategy_version = ?, started_at = ?, completed_at = ?, error = ?"
	  " WHERE account_id = ? AND id = ?");
STATEMENT(node_run_cancelled, &run_parts_in, NULL,
	  "UPDATE node_run SET status = 'cancelled', completed_at = ?"
	  " WHERE account_id = ? AND run_id = ? AND status IN ('pending', 'running')");
STATEMENT(node_input_cancelled, &lookup_in, NULL,
	  "UPDATE node_input SET state = 'cancelled'"
	  " WHERE account_id = ? AND run_id = ? AND state = 'pending'");

/* What waits in the queue is taken away first; a job whose task is gone has nobody any more. */
STATEMENT(run_tasks_cancelled, &lookup_in, NULL,
	  "DELETE t FROM node_input i STRAIGHT_JOIN task t ON t.id = i.job_id"
	  " WHERE i.account_id = ? AND i.run_id = ? AND i.state = 'pending'"
	  " AND t.state IN ('ready', 'waiting')");
STATEMENT(run_task_cancelled, &lookup_in, NULL,
	  "DELETE FROM task WHERE account_id = ? AND id = ? AND state IN ('ready', 'waiting')");
STATEMENT(run_jobs_cancelled, &run_parts_in, NULL,
	  "UPDATE node_input i STRAIGHT_JOIN job j ON j.id = i.job_id SET j.status = 'failed',"
	  " j.error = 'Job cancelled', j.error_class = 'cancelled', j.completed_at = ?"
	  " WHERE i.account_id = ? AND i.run_id = ? AND i.state = 'pending'"
	  " AND j.status IN ('pending', 'running')"
	  " AND NOT EXISTS (SELECT 1 FROM task t WHERE t.id = j.id)");

bool run_insert(struct work *w, const struct workflow_run *r)
{
	struct workflow_run row = *r;

	if (!row.created_at.us)
		row.created_at = clock_now();
	return statement_run(w, &run_new, &row, NULL);
}

/* A lookup whose failure is said in these words. */
static bool find(struct work *w, const struct statement *s, const void *in, const char *missing,
		 struct workflow_run *out)
{
	if (statement_one(w, s, in, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "%s", missing);
	return false;
}

#define RUN_MISSING "Workflow run not found"

bool run_find(struct work *w, const char *account_id, const char *id, struct workflow_run *out)
{
	return find(w, &run_by_id, &(struct lookup){account_id, id}, RUN_MISSING, out);
}

bool run_find_whole(struct work *w, const char *account_id, const char *id,
		    struct workflow_run *out)
{
	return find(w, &run_whole, &(struct lookup){account_id, id}, RUN_MISSING, out);
}

bool run_find_locked(struct work *w, const char *account_id, const char *id,
		     struct workflow_run *out)
{
	return find(w, &run_by_id_locked, &(struct lookup){account_id, id}, RUN_MISSING, out);
}

bool run_update(struct work *w, const struct workflow_run *r)
{
	struct workflow_run row = *r;

	row.error = fit_text(w, r->error, TEXT_MAX);
	return statement_run(w, &run_changed, &row, NULL);
}

bool run_active(struct work *w, const char *account_id, const char *workflow_id,
		struct workflow_run *out)
{
	return find(w, &run_of_active, &(struct lookup){account_id, workflow_id}, RUN_MISSING, out);
}

bool run_completed_before(struct work *w, const char *account_id, const char *workflow_id,
			  const char *before_id, struct workflow_run *out)
{
	const struct run_search search = {account_id, workflow_id, before_id, 0, 0};

	return find(w, &run_completed_newest, &search, "No completed runs found", out);
}

bool run_ended_before(struct work *w, const char *account_id, const char *workflow_id,
		      const char *before_id, struct workflow_run *out)
{
	const struct run_search search = {account_id, workflow_id, before_id, 0, 0};

	return find(w, &run_ended_newest, &search, RUN_MISSING, out);
}

bool run_list(struct work *w, const char *account_id, const char *workflow_id, int64_t limit,
	      int64_t offset, struct workflow_run **rows, size_t *n)
{
	const struct run_search search = {account_id, workflow_id, NULL, limit, offset};

	return statement_each(w, &run_newest, &search, (size_t)limit, rows, n);
}

bool run_count(struct work *w, const char *account_id, const char *workflow_id, int64_t *n)
{
	const struct run_search all = {account_id, workflow_id, NULL, COUNT_EXACT_MAX + 1, 0};

	return lookup_count(w, &run_number, &all, n);
}

bool node_run_insert_all(struct work *w, const struct node_run *nodes, size_t n)
{
	return n == 0 || statement_bulk(w, &node_run_new, nodes, n, NULL);
}

bool node_runs(struct work *w, const char *account_id, const char *run_id, struct node_run **rows,
	       size_t *n)
{
	return statement_each(w, &node_run_all, &(struct lookup){account_id, run_id},
			      WORKFLOW_NODES_MAX, rows, n);
}

bool node_run_update(struct work *w, const struct node_run *node)
{
	struct node_run row = *node;

	row.error = fit_text(w, node->error, TEXT_MAX);
	return statement_run(w, &node_run_changed, &row, NULL);
}

bool run_cancel(struct work *w, struct workflow_run *r)
{
	const struct run_parts parts = {clock_now(), r->account_id, r->id};
	const struct lookup key = {r->account_id, r->id};

	r->status = "cancelled";
	r->completed_at = parts.when;
	/* In the order in which the end of a job locks them (run_steps.c). */
	return run_update(w, r) && statement_run(w, &run_tasks_cancelled, &key, NULL) &&
	       statement_run(w, &run_jobs_cancelled, &parts, NULL) &&
	       statement_run(w, &node_input_cancelled, &key, NULL) &&
	       statement_run(w, &node_run_cancelled, &parts, NULL) &&
	       statement_run(w, &run_task_cancelled, &key, NULL);
}

bool run_cancel_active(struct work *w, const char *account_id, const char *workflow_id)
{
	struct workflow_run r;

	if (!run_active(w, account_id, workflow_id, &r) ||
	    !run_find_locked(w, account_id, r.id, &r))
		return work_forgive_missing(w);
	return !run_is_active(&r) || run_cancel(w, &r);
}
