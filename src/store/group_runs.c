/* Runs of groups and their parts. */
#include "store/group_runs.h"

#include "store/fit.h"
#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/id.h"

#define R(member)	 COLUMN(struct group_run, member)
#define P(member)	 COLUMN(struct group_part, member)
#define PROGRESS(member) COLUMN(struct group_progress, member)

struct run_search {
	const char *account_id, *id, *kind;
	int64_t limit;
};

struct whole_part {
	struct group_part part;
	struct group_run run;
};

SHAPE(group_run_row, struct group_run, R(id), R(account_id), R(strategy_group_id), R(kind),
      R(scraper_type), R(description), R(filter_config), R(output_schema), R(quota), R(created_at));
SHAPE(group_part_new_in, struct group_part, P(id), P(account_id), P(run_id), P(state),
      P(strategy_id), P(name), P(url));
SHAPE(group_part_row, struct group_part, P(id), P(strategy_id), P(name), P(url), P(error),
      P(ended_at));
SHAPE(group_part_state_in, struct group_part, P(state), P(account_id), P(id));
SHAPE(group_part_ended_in, struct group_part, P(state), P(strategy_id), P(error), P(ended_at),
      P(account_id), P(id));
SHAPE(group_kind_in, struct run_search, COLUMN(struct run_search, account_id),
      COLUMN(struct run_search, id), COLUMN(struct run_search, kind));
SHAPE(group_parts_in, struct run_search, COLUMN(struct run_search, account_id),
      COLUMN(struct run_search, id), COLUMN(struct run_search, limit));
SHAPE(group_progress_out, struct group_progress, PROGRESS(id), PROGRESS(created_at),
      PROGRESS(ended_at), PROGRESS(waiting), PROGRESS(queued), PROGRESS(completed),
      PROGRESS(failed));
#define PART(member) COLUMN_OF(struct whole_part, part, member)
#define RUN(member)  COLUMN_OF(struct whole_part, run, member)
SHAPE(group_whole_part_row, struct whole_part, PART(id), PART(account_id), PART(run_id),
      PART(state), PART(strategy_id), PART(name), PART(url), RUN(strategy_group_id), RUN(kind),
      RUN(scraper_type), RUN(description), RUN(output_schema), RUN(filter_config), RUN(quota),
      RUN(created_at));

STATEMENT(group_run_new, &group_run_row, NULL,
	  "INSERT INTO group_run (id, account_id, strategy_group_id, kind, scraper_type,"
	  " description, filter_config, output_schema, quota, created_at)"
	  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(group_run_gone, &group_kind_in, NULL,
	  "DELETE FROM group_run WHERE account_id = ? AND strategy_group_id = ? AND kind = ?");
/* Of each state, so that the index alone is read. */
#define PARTS(state)                                                                               \
	"(SELECT COUNT(*) FROM group_part p WHERE p.run_id = r.id AND p.state = '" state "')"      \
	" AS " state
STATEMENT(group_run_stands, &group_kind_in, &group_progress_out,
	  "SELECT r.id, r.created_at, (SELECT MAX(p.ended_at) FROM group_part p"
	  " WHERE p.run_id = r.id) AS ended_at, " PARTS("waiting") ", " PARTS("queued") ", " PARTS(
	      "completed") ", " PARTS("failed") " FROM group_run r WHERE r.account_id = ?"
						" AND r.strategy_group_id = ? AND r.kind = ?");

STATEMENT(group_run_open, &lookup_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM group_run r WHERE r.account_id = ?"
	  " AND r.strategy_group_id <> ? AND EXISTS (SELECT 1 FROM group_part p"
	  " WHERE p.run_id = r.id AND p.state IN ('waiting', 'queued'))");

STATEMENT(group_part_new, &group_part_new_in, NULL,
	  "INSERT INTO group_part (id, account_id, run_id, state, strategy_id, name, url)"
	  " VALUES (?, ?, ?, ?, ?, ?, ?)");
#define PART_COLUMNS "p.id, p.strategy_id, p.name, p.url, p.error, p.ended_at"
/* Ends of parts wait here for each other: one that looked past a locked row might find nothing
 * left, and what is locked come back. */
STATEMENT(group_part_next, &group_parts_in, &group_part_row,
	  "SELECT " PART_COLUMNS " FROM group_part p WHERE p.account_id = ? AND p.run_id = ?"
	  " AND p.state = 'waiting' ORDER BY p.id LIMIT ? FOR UPDATE");
STATEMENT(group_part_moved, &group_part_state_in, NULL,
	  "UPDATE group_part SET state = ? WHERE account_id = ? AND id = ?");
STATEMENT(group_part_running, &group_parts_in, &group_part_row,
	  "SELECT " PART_COLUMNS " FROM group_part p JOIN task t ON t.id = p.id"
	  " WHERE p.account_id = ? AND p.run_id = ? AND p.state = 'queued'"
	  " AND t.state = 'running' ORDER BY p.id LIMIT ?");
STATEMENT(group_part_failed, &group_parts_in, &group_part_row,
	  "SELECT " PART_COLUMNS " FROM group_part p WHERE p.account_id = ? AND p.run_id = ?"
	  " AND p.state = 'failed' ORDER BY p.id LIMIT ?");
STATEMENT(group_part_by_id, &lookup_in, &group_whole_part_row,
	  "SELECT p.id, p.account_id, p.run_id, p.state, p.strategy_id, p.name, p.url,"
	  " r.strategy_group_id, r.kind, r.scraper_type, r.description, r.output_schema,"
	  " r.filter_config, r.quota, r.created_at FROM group_part p"
	  " JOIN group_run r ON r.id = p.run_id WHERE p.account_id = ? AND p.id = ?");
STATEMENT(group_part_held, &lookup_in, &counted_out,
	  "SELECT 1 AS n FROM group_part WHERE account_id = ? AND id = ?"
	  " AND state = 'queued' FOR UPDATE");
STATEMENT(group_part_over, &group_part_ended_in, NULL,
	  "UPDATE group_part SET state = ?, strategy_id = ?, error = ?, ended_at = ?"
	  " WHERE account_id = ? AND id = ?");

/* Gives tasks to the next parts that wait, `most` of them. They go by the time of day: their number
 * is bounded, and an account's turn would be locked with whatever ends beside them. */
static bool queue_next(struct work *w, const char *account_id, const char *run_id, int64_t most)
{
	const struct run_search in = {.account_id = account_id, .id = run_id, .limit = most};
	struct group_part *next;
	struct new_task *tasks;
	size_t n;

	if (!statement_each(w, &group_part_next, &in, (size_t)most, &next, &n))
		return false;
	tasks = ARENA_ARRAY(w->arena, n, struct new_task);
	for (size_t i = 0; i < n; i++) {
		const struct group_part queued = {
		    .state = "queued", .account_id = account_id, .id = next[i].id};

		tasks[i] = (struct new_task){.id = next[i].id,
					     .account_id = account_id,
					     .kind = GROUP_TASK,
					     .priority = TASK_ASKED,
					     .host = task_host(w, next[i].url)};
		if (!statement_run(w, &group_part_moved, &queued, NULL))
			return false;
	}
	return n == 0 || task_insert_due(w, tasks, n);
}

bool group_run_insert(struct work *w, const struct group_run *r, struct group_part *parts, size_t n)
{
	const struct run_search before = {
	    .account_id = r->account_id, .id = r->strategy_group_id, .kind = r->kind};
	struct group_progress p;
	struct group_run row = *r;

	if (!group_run_progress(w, r->account_id, r->strategy_group_id, r->kind, &p))
		return false;
	if (p.waiting + p.queued > 0)
		return fail(w, ERR_CONFLICT, "a run of kind \"%s\" goes on", r->kind);
	row.created_at = clock_now();
	for (size_t i = 0; i < n; i++) {
		parts[i].id = id_new(w->arena);
		parts[i].account_id = r->account_id;
		parts[i].run_id = r->id;
		parts[i].state = "waiting";
	}
	return statement_run(w, &group_run_gone, &before, NULL) &&
	       statement_run(w, &group_run_new, &row, NULL) &&
	       statement_bulk(w, &group_part_new, parts, n, NULL) &&
	       queue_next(w, r->account_id, r->id, GENERATIONS_AT_ONCE);
}

bool group_run_count_open(struct work *w, const char *account_id, const char *group_id, int64_t *n)
{
	return lookup_count(w, &group_run_open, &(struct lookup){account_id, group_id}, n);
}

bool group_run_progress(struct work *w, const char *account_id, const char *group_id,
			const char *kind, struct group_progress *out)
{
	const struct run_search in = {.account_id = account_id, .id = group_id, .kind = kind};

	*out = (struct group_progress){0};
	return statement_one(w, &group_run_stands, &in, out) || work_forgive_missing(w);
}

bool group_run_current(struct work *w, const char *account_id, const char *run_id, int64_t limit,
		       struct group_part **rows, size_t *n)
{
	const struct run_search in = {.account_id = account_id, .id = run_id, .limit = limit};

	return statement_each(w, &group_part_running, &in, (size_t)limit, rows, n);
}

bool group_run_failures(struct work *w, const char *account_id, const char *run_id, int64_t limit,
			struct group_part **rows, size_t *n)
{
	const struct run_search in = {.account_id = account_id, .id = run_id, .limit = limit};

	return statement_each(w, &group_part_failed, &in, (size_t)limit, rows, n);
}

/* --- one part --- */

bool group_part_find(struct work *w, const char *account_id, const char *id,
		     struct group_part *part, struct group_run *run)
{
	struct whole_part row = {0};

	if (!statement_one(w, &group_part_by_id, &(struct lookup){account_id, id}, &row))
		return false;
	*part = row.part;
	*run = row.run;
	run->id = part->run_id;
	run->account_id = part->account_id;
	return true;
}

bool group_part_hold(struct work *w, const char *account_id, const char *id)
{
	struct counted one;

	return statement_one(w, &group_part_held, &(struct lookup){account_id, id}, &one);
}

bool group_part_end(struct work *w, const struct task *t, const struct group_part *part,
		    const char *strategy_id, const char *error)
{
	const struct group_part over = {.state = error ? "failed" : "completed",
					.strategy_id = strategy_id,
					.error = fit_text(w, error, FAILURE_MAX),
					.ended_at = clock_now(),
					.account_id = part->account_id,
					.id = part->id};

	return statement_run(w, &group_part_over, &over, NULL) &&
	       queue_next(w, part->account_id, part->run_id, 1) && task_done(w, t);
}
