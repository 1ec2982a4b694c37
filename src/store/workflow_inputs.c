/* What the nodes of a run scrape, and what came of it. */
#include "store/workflow_runs.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"

struct input_search {
	const char *account_id, *node_run_id;
	int64_t from, limit;
};

#define IN(member) COLUMN(struct node_input, member)
SHAPE(node_input_row, struct node_input, IN(node_run_id), IN(number), IN(account_id), IN(run_id),
      IN(strategy_id), IN(state), IN(has_changes), IN(item_count), IN(job_id), IN(target),
      IN(result_hash), IN(content_hash), IN(url), IN(error), IN(parameters));

#define SEARCH(member) COLUMN(struct input_search, member)
SHAPE(node_input_page_in, struct input_search, SEARCH(account_id), SEARCH(node_run_id),
      SEARCH(from), SEARCH(limit));

#define PROGRESS(member) COLUMN(struct node_progress, member)
SHAPE(node_progress_out, struct node_progress, PROGRESS(node_run_id), PROGRESS(pending),
      PROGRESS(completed), PROGRESS(carried), PROGRESS(failed), PROGRESS(cancelled),
      PROGRESS(items));

#define COLUMNS                                                                                    \
	"node_run_id, number, account_id, run_id, strategy_id, state, has_changes, item_count,"    \
	" job_id, target, result_hash, content_hash, url, error, parameters"
STATEMENT(node_input_new, &node_input_row, NULL,
	  "INSERT INTO node_input (" COLUMNS ")"
	  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(node_input_page, &node_input_page_in, &node_input_row,
	  "SELECT " COLUMNS " FROM node_input WHERE account_id = ? AND node_run_id = ?"
	  " AND number >= ? ORDER BY number LIMIT ?");
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
	return n == 0 || statement_bulk(w, &node_input_new, inputs, n);
}

bool node_inputs(struct work *w, const char *account_id, const char *node_run_id, int64_t from,
		 int64_t most, struct node_input **rows, size_t *n)
{
	const struct input_search search = {
	    .account_id = account_id, .node_run_id = node_run_id, .from = from, .limit = most};

	return statement_each(w, &node_input_page, &search, (size_t)most, rows, n);
}

bool node_progress_of_run(struct work *w, const char *account_id, const char *run_id,
			  struct node_progress **rows, size_t *n)
{
	return statement_each(w, &node_input_progress, &(struct lookup){account_id, run_id},
			      WORKFLOW_NODES_MAX, rows, n);
}
