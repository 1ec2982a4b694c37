/* What the nodes of a run scrape, and what came of it. */
#include "store/workflow_runs.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"

#define IN(member) COLUMN(struct node_input, member)
#define INPUT_MEMBERS                                                                              \
	IN(node_run_id), IN(number), IN(account_id), IN(run_id), IN(strategy_id), IN(state),       \
	    IN(has_changes), IN(item_count), IN(job_id), IN(target), IN(result_hash),              \
	    IN(content_hash), IN(url), IN(error)
SHAPE(node_input_row, struct node_input, INPUT_MEMBERS);
SHAPE(node_input_whole_row, struct node_input, INPUT_MEMBERS, IN(parameters));

#define PROGRESS(member) COLUMN(struct node_progress, member)
SHAPE(node_progress_out, struct node_progress, PROGRESS(node_run_id), PROGRESS(pending),
      PROGRESS(completed), PROGRESS(carried), PROGRESS(failed), PROGRESS(cancelled),
      PROGRESS(items));

#define COLUMNS                                                                                    \
	"node_run_id, number, account_id, run_id, strategy_id, state, has_changes, item_count,"    \
	" job_id, target, result_hash, content_hash, url, error"
#define OF_NODE " FROM node_input WHERE account_id = ? AND node_run_id = ? ORDER BY number"
STATEMENT(node_input_new, &node_input_whole_row, NULL,
	  "INSERT INTO node_input (" COLUMNS ", parameters)"
	  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(node_input_all, &lookup_in, &node_input_row, "SELECT " COLUMNS OF_NODE);
STATEMENT(node_input_all_whole, &lookup_in, &node_input_whole_row,
	  "SELECT " COLUMNS ", parameters" OF_NODE);
STATEMENT(node_input_progress, &lookup_in, &node_progress_out,
	  "SELECT node_run_id, COUNT(IF(state = 'pending', 1, NULL)) AS pending,"
	  " COUNT(IF(state = 'completed', 1, NULL)) AS completed,"
	  " COUNT(IF(state = 'carried', 1, NULL)) AS carried,"
	  " COUNT(IF(state = 'failed', 1, NULL)) AS failed,"
	  " COUNT(IF(state = 'cancelled', 1, NULL)) AS cancelled,"
	  " CAST(COALESCE(SUM(IF(state IN ('completed', 'carried'), item_count, 0)), 0)"
	  " AS INTEGER) AS items"
	  " FROM node_input WHERE account_id = ? AND run_id = ? GROUP BY node_run_id");

bool node_input_insert_all(struct work *w, const struct node_input *inputs, size_t n)
{
	return n == 0 || statement_bulk(w, &node_input_new, inputs, n, NULL);
}

bool node_inputs(struct work *w, const char *account_id, const char *node_run_id,
		 struct node_input **rows, size_t *n)
{
	return statement_each(w, &node_input_all, &(struct lookup){account_id, node_run_id},
			      NODE_INPUTS_MAX, rows, n);
}

bool node_inputs_whole(struct work *w, const char *account_id, const char *node_run_id,
		       struct node_input **rows, size_t *n)
{
	return statement_each(w, &node_input_all_whole, &(struct lookup){account_id, node_run_id},
			      NODE_INPUTS_MAX, rows, n);
}

bool node_progress_of_run(struct work *w, const char *account_id, const char *run_id,
			  struct node_progress **rows, size_t *n)
{
	return statement_each(w, &node_input_progress, &(struct lookup){account_id, run_id},
			      WORKFLOW_NODES_MAX, rows, n);
}
