/* From the end of a job to the run that waits for it. */
#include "store/run_steps.h"

#include "store/lookup.h"
#include "store/statement.h"

struct step {
	const char *account_id, *node_run_id, *before_id;
	int64_t jobs;
};

#define STEP(member) COLUMN(struct step, member)
SHAPE(node_run_await_in, struct step, STEP(jobs), STEP(account_id), STEP(node_run_id));
SHAPE(node_run_compare_in, struct step, STEP(before_id), STEP(account_id), STEP(node_run_id));

/* The row of the node is the lock: of jobs that end at the same time the last one sees 0. */
STATEMENT(run_job_noted, &lookup_in, NULL,
	  "UPDATE node_input i STRAIGHT_JOIN job j ON j.id = i.job_id"
	  " STRAIGHT_JOIN node_run n ON n.id = i.node_run_id"
	  " SET i.state = IF(j.status = 'completed', 'completed', 'failed'),"
	  " i.item_count = j.item_count, i.content_hash = LOWER(HEX(j.content)),"
	  " i.result_hash = j.result_hash, i.error = j.error,"
	  " n.pending_count = n.pending_count - IF(n.pending_count > 0, 1, 0)"
	  " WHERE i.account_id = ? AND i.job_id = ? AND i.state = 'pending'"
	  " AND j.status IN ('completed', 'failed')");
/* A task that is being worked on remembers it until it is put back. */
STATEMENT(run_woken, &lookup_in, NULL,
	  "UPDATE node_input i STRAIGHT_JOIN node_run n ON n.id = i.node_run_id"
	  " STRAIGHT_JOIN task t ON t.id = i.run_id"
	  " SET t.order_at = IF(t.state = 'waiting', UTC_TIMESTAMP(6), t.order_at),"
	  " t.woken = (t.state = 'running')"
	  " WHERE i.account_id = ? AND i.job_id = ? AND n.pending_count = 0");
/* Looked at without locks first: there are some once in a blue moon. */
#define INPUTS_AND_JOBS                                                                            \
	"node_input i LEFT JOIN job j ON j.id = i.job_id"                                          \
	" LEFT JOIN strategy s ON s.id = i.strategy_id AND s.deleted_at IS NULL"
#define IS_LOST                                                                                    \
	" WHERE i.account_id = ? AND i.run_id = ? AND i.state = 'pending'"                         \
	" AND (s.id IS NULL OR j.id IS NULL OR j.status IN ('completed', 'failed'))"
STATEMENT(run_lost_number, &lookup_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM " INPUTS_AND_JOBS IS_LOST);
STATEMENT(run_lost, &lookup_in, NULL,
	  "UPDATE " INPUTS_AND_JOBS
	  " SET i.state = IF(s.id IS NOT NULL AND j.status = 'completed', 'completed', 'failed'),"
	  " i.item_count = j.item_count, i.content_hash = LOWER(HEX(j.content)),"
	  " i.result_hash = j.result_hash,"
	  " i.error = IF(s.id IS NULL OR j.id IS NULL, 'Strategy not found',"
	  " j.error)" IS_LOST);
STATEMENT(node_run_awaits, &node_run_await_in, NULL,
	  "UPDATE node_run SET pending_count = ? WHERE account_id = ? AND id = ?");
STATEMENT(node_run_compared, &node_run_compare_in, NULL,
	  "UPDATE node_input i LEFT JOIN node_input b"
	  " ON b.node_run_id = ? AND b.target = i.target"
	  " SET i.has_changes = NOT (b.content_hash <=> i.content_hash)"
	  " WHERE i.account_id = ? AND i.node_run_id = ? AND i.state = 'completed'");

bool run_job_ended(struct work *w, const char *account_id, const char *job_id)
{
	const struct lookup job = {account_id, job_id};
	int64_t noted;

	return statement_run(w, &run_job_noted, &job, &noted) &&
	       (noted == 0 || statement_run(w, &run_woken, &job, NULL));
}

bool run_find_lost(struct work *w, const char *account_id, const char *run_id)
{
	const struct lookup run = {account_id, run_id};
	struct counted lost;

	return statement_one(w, &run_lost_number, &run, &lost) &&
	       (lost.n == 0 || statement_run(w, &run_lost, &run, NULL));
}

bool node_run_await(struct work *w, const char *account_id, const char *node_run_id, int64_t jobs)
{
	const struct step in = {.account_id = account_id, .node_run_id = node_run_id, .jobs = jobs};

	return statement_run(w, &node_run_awaits, &in, NULL);
}

bool node_run_compare(struct work *w, const char *account_id, const char *node_run_id,
		      const char *before_id)
{
	const struct step in = {
	    .account_id = account_id, .node_run_id = node_run_id, .before_id = before_id};

	return statement_run(w, &node_run_compared, &in, NULL);
}
