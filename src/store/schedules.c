/* Schedules and their ticks. */
#include "store/schedules_parts.h"

#include "store/fit.h"
#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"

#define S(member) COLUMN(struct schedule, member)
#define T(member) COLUMN(struct tick, member)

struct due {
	struct instant now;
	int64_t most;
};

struct move {
	struct instant next, ran;
	int64_t skipped;
	const char *account_id, *id;
};

struct tick_search {
	const char *account_id, *schedule_id;
	int64_t limit;
};

struct feed_row {
	struct blob hash;
	const char *account_id, *id;
};

struct open_url {
	const char *url;
};

struct group_search {
	const char *account_id, *group_id, *own_group_id, *after_id;
	int64_t limit;
};

/* What a PATCH may change. */
#define CHANGEABLE                                                                                 \
	S(enabled), S(interval_seconds), S(cron_expression), S(timezone), S(jitter_seconds),       \
	    S(catch_up), S(active), S(url), S(urls), S(parameters), S(webhook_url),                \
	    S(webhook_type), S(webhook_metadata), S(secret), S(secret_before),                     \
	    S(secret_before_until), S(notify), S(confirm_seconds), S(thresholds),                  \
	    S(ignore_fields), S(item_order), S(anchor_at), S(next_run_at), S(updated_at)

#define FARE S(urls_failed), S(urls_failing), S(failure_class), S(failure)

SHAPE(schedule_row, struct schedule, S(id), S(account_id), S(kind), S(strategy_id), S(subject_id),
      S(url_pattern), S(max_urls), S(strategy_group_id), S(last_run_at), S(created_at), CHANGEABLE,
      FARE, S(skipped), S(health_since));
SHAPE(schedule_new_in, struct schedule, S(id), S(account_id), S(kind), S(strategy_id),
      S(subject_id), S(url_pattern), S(max_urls), S(strategy_group_id), S(last_run_at),
      S(created_at), CHANGEABLE);
SHAPE(schedule_changed_in, struct schedule, CHANGEABLE, S(account_id), S(id));
SHAPE(schedule_unbound_in, struct schedule, S(urls), S(enabled), S(next_run_at), S(updated_at),
      S(account_id), S(id));
SHAPE(schedule_fare_in, struct schedule, FARE, S(account_id), S(id));
SHAPE(schedule_anew_in, struct schedule, S(health_since), S(account_id), S(id));
SHAPE(schedule_due_in, struct due, COLUMN(struct due, now), COLUMN(struct due, most));
SHAPE(schedule_move_in, struct move, COLUMN(struct move, next), COLUMN(struct move, ran),
      COLUMN(struct move, ran), COLUMN(struct move, skipped), COLUMN(struct move, account_id),
      COLUMN(struct move, id));
SHAPE(schedule_feed_in, struct feed_row, COLUMN(struct feed_row, hash),
      COLUMN(struct feed_row, account_id), COLUMN(struct feed_row, id));
SHAPE(schedule_token_in, struct feed_row, COLUMN(struct feed_row, hash),
      COLUMN(struct feed_row, id));
SHAPE(schedule_owner_out, struct feed_row, COLUMN(struct feed_row, account_id));
#define BY_GROUP(member) COLUMN(struct group_search, member)
SHAPE(schedule_group_in, struct group_search, BY_GROUP(account_id), BY_GROUP(group_id),
      BY_GROUP(own_group_id), BY_GROUP(own_group_id), BY_GROUP(after_id), BY_GROUP(after_id),
      BY_GROUP(limit));
SHAPE(schedule_group_key_in, struct group_search, BY_GROUP(account_id), BY_GROUP(group_id));
SHAPE(schedule_open_out, struct open_url, COLUMN(struct open_url, url));
SHAPE(tick_row, struct tick, T(schedule_id), T(account_id), T(fire_at), T(outcome), T(reason),
      T(jobs), T(made_at));
SHAPE(tick_search_in, struct tick_search, COLUMN(struct tick_search, account_id),
      COLUMN(struct tick_search, schedule_id), COLUMN(struct tick_search, limit));

/* A strategy that is being taken away has no schedules any more. Those of workflows are found by
 * their workflow (workflow_schedules.c). */
#define IS_ALIVE                                                                                   \
	" AND kind <> 'workflow' AND (strategy_id IS NULL OR EXISTS (SELECT 1 FROM strategy s"     \
	" WHERE s.id = schedule.strategy_id AND s.deleted_at IS NULL))"

#define PLACES " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
STATEMENT(schedule_new, &schedule_new_in, NULL,
	  "INSERT INTO schedule (" SCHEDULE_COLUMNS ")" PLACES " ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(schedule_strategy_known, &lookup_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM strategy"
	  " WHERE account_id = ? AND id = ? AND deleted_at IS NULL");
STATEMENT(schedule_by_id, &lookup_in, &schedule_row,
	  "SELECT " SCHEDULE_ROW_COLUMNS " FROM schedule WHERE account_id = ? AND id = ?" IS_ALIVE);
STATEMENT(schedule_by_id_locked, &lookup_in, &schedule_row,
	  "SELECT " SCHEDULE_ROW_COLUMNS " FROM schedule WHERE account_id = ? AND id = ?" IS_ALIVE
	  " FOR UPDATE");
STATEMENT(schedule_changed, &schedule_changed_in, NULL,
	  "UPDATE schedule SET enabled = ?, interval_seconds = ?, cron_expression = ?,"
	  " timezone = ?, jitter_seconds = ?, catch_up = ?, active = ?, url = ?, urls = ?,"
	  " parameters = ?, webhook_url = ?, webhook_type = ?, webhook_metadata = ?, secret = ?,"
	  " secret_before = ?, secret_before_until = ?, notify = ?, confirm_seconds = ?,"
	  " thresholds = ?, ignore_fields = ?, item_order = ?, anchor_at = ?, next_run_at = ?,"
	  " updated_at = ? WHERE account_id = ? AND id = ?");
STATEMENT(schedule_of_discovery, &lookup_in, &schedule_row,
	  "SELECT " SCHEDULE_ROW_COLUMNS " FROM schedule WHERE account_id = ? AND subject_id = ?"
	  " AND kind = 'discovery' FOR UPDATE");
STATEMENT(schedule_unbound, &schedule_unbound_in, NULL,
	  "UPDATE schedule SET kind = 'strategy', subject_id = NULL, urls = ?, enabled = ?,"
	  " next_run_at = ?, updated_at = ? WHERE account_id = ? AND id = ?");
STATEMENT(schedule_feed_set, &schedule_feed_in, NULL,
	  "UPDATE schedule SET feed_token_hash = ? WHERE account_id = ? AND id = ?");
/* The token finds the account. */
STATEMENT_GLOBAL(schedule_feed_owner, &schedule_token_in, &schedule_owner_out,
		 "SELECT account_id FROM schedule WHERE feed_token_hash = ? AND id = ?");
STATEMENT(schedule_end, &lookup_in, NULL, "DELETE FROM schedule WHERE account_id = ? AND id = ?");
STATEMENT(schedule_newest, &slice_in, &schedule_row,
	  "SELECT " SCHEDULE_ROW_COLUMNS " FROM schedule WHERE account_id = ?" IS_ALIVE
	  " ORDER BY id DESC LIMIT ? OFFSET ?");
STATEMENT(schedule_number, &limited_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM schedule WHERE account_id = ?" IS_ALIVE
	  " LIMIT ?) AS few");

/* Those of discoveries and workflows are not their strategies'. */
#define OF_GROUP                                                                                   \
	" FROM schedule WHERE account_id = ? AND kind = 'strategy' AND strategy_id IN"             \
	" (SELECT s.id FROM strategy s WHERE s.strategy_group_id = ? AND s.deleted_at IS NULL)"
#define GROUP_PAGE                                                                                 \
	" AND (? IS NULL OR strategy_group_id = ?) AND (? IS NULL OR id > ?) ORDER BY id LIMIT ?"
STATEMENT(schedule_of_group, &schedule_group_in, &schedule_row,
	  "SELECT " SCHEDULE_ROW_COLUMNS OF_GROUP GROUP_PAGE);
STATEMENT(schedule_of_group_locked, &schedule_group_in, &schedule_row,
	  "SELECT " SCHEDULE_ROW_COLUMNS OF_GROUP GROUP_PAGE " FOR UPDATE");
STATEMENT(schedule_end_group, &schedule_group_key_in, NULL, "DELETE" OF_GROUP);

/* The scheduler serves all accounts. */
STATEMENT_GLOBAL(schedule_due_now, &schedule_due_in, &schedule_row,
		 "SELECT " SCHEDULE_ROW_COLUMNS " FROM schedule WHERE next_run_at <= ?"
		 " ORDER BY next_run_at LIMIT ? FOR UPDATE SKIP LOCKED");
STATEMENT(schedule_moved, &schedule_move_in, NULL,
	  "UPDATE schedule SET next_run_at = ?, last_run_at = IFNULL(?, last_run_at),"
	  " skipped = IF(? IS NULL, skipped + ?, 0)"
	  " WHERE account_id = ? AND id = ?");
STATEMENT(schedule_fared, &schedule_fare_in, NULL,
	  "UPDATE schedule SET urls_failed = ?, urls_failing = ?, failure_class = ?, failure = ?"
	  " WHERE account_id = ? AND id = ?");
STATEMENT(schedule_fares_anew, &schedule_anew_in, NULL,
	  "UPDATE schedule SET urls_failed = 0, urls_failing = 0, failure_class = NULL,"
	  " failure = NULL, health_since = ? WHERE account_id = ? AND id = ?");
/* Tasks are few however long the history is. */
STATEMENT(schedule_open, &lookup_in, &schedule_open_out,
	  "SELECT j.url FROM task t JOIN job j ON j.id = t.id"
	  " WHERE t.account_id = ? AND t.schedule_id = ?");
STATEMENT(tick_new, &tick_row, NULL,
	  "INSERT INTO tick (schedule_id, account_id, fire_at, outcome, reason, jobs, made_at)"
	  " VALUES (?, ?, ?, ?, ?, ?, ?)");
STATEMENT(tick_newest, &tick_search_in, &tick_row,
	  "SELECT schedule_id, account_id, fire_at, outcome, reason, jobs, made_at FROM tick"
	  " WHERE account_id = ? AND schedule_id = ? ORDER BY fire_at DESC LIMIT ?");
STATEMENT_GLOBAL(tick_over, &schedule_due_in, NULL, "DELETE FROM tick WHERE made_at < ? LIMIT ?");

bool schedule_insert(struct work *w, const struct schedule *s)
{
	struct schedule row = *s;
	struct counted known;

	if (s->strategy_id) {
		if (!statement_one(w, &schedule_strategy_known,
				   &(struct lookup){s->account_id, s->strategy_id}, &known))
			return false;
		if (known.n == 0)
			return fail(w, ERR_NOT_FOUND, "Strategy not found");
	}
	if (!row.created_at.us)
		row.created_at = clock_now();
	row.updated_at = row.created_at;
	return statement_run(w, &schedule_new, &row, NULL);
}

bool schedule_insert_all(struct work *w, const struct schedule *rows, size_t n)
{
	struct schedule *copies = ARENA_ARRAY(w->arena, n, struct schedule);
	const struct instant now = clock_now();

	for (size_t i = 0; i < n; i++) {
		copies[i] = rows[i];
		copies[i].created_at = copies[i].updated_at = now;
	}
	return statement_bulk(w, &schedule_new, copies, n, NULL);
}

static bool find(struct work *w, const struct statement *s, const char *account_id, const char *id,
		 struct schedule *out)
{
	if (statement_one(w, s, &(struct lookup){account_id, id}, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Schedule not found");
	return false;
}

bool schedule_find(struct work *w, const char *account_id, const char *id, struct schedule *out)
{
	return find(w, &schedule_by_id, account_id, id, out);
}

bool schedule_find_locked(struct work *w, const char *account_id, const char *id,
			  struct schedule *out)
{
	return find(w, &schedule_by_id_locked, account_id, id, out);
}

bool schedule_update(struct work *w, const struct schedule *s)
{
	struct schedule row = *s;

	row.updated_at = clock_now();
	return statement_run(w, &schedule_changed, &row, NULL);
}

bool schedule_update_all(struct work *w, const struct schedule *rows, size_t n)
{
	struct schedule *copies = ARENA_ARRAY(w->arena, n, struct schedule);
	const struct instant now = clock_now();

	for (size_t i = 0; i < n; i++) {
		copies[i] = rows[i];
		copies[i].updated_at = now;
	}
	return statement_bulk(w, &schedule_changed, copies, n, NULL);
}

bool schedule_list_group(struct work *w, const struct group_schedules *which,
			 struct schedule **rows, size_t *n)
{
	const struct group_search in = {.account_id = which->account_id,
					.group_id = which->group_id,
					.own_group_id = which->is_own ? which->group_id : NULL,
					.after_id = which->after_id,
					.limit = which->limit};

	return statement_each(w, which->is_locked ? &schedule_of_group_locked : &schedule_of_group,
			      &in, (size_t)which->limit, rows, n);
}

bool schedule_delete_group(struct work *w, const char *account_id, const char *group_id,
			   int64_t *deleted)
{
	const struct group_search in = {.account_id = account_id, .group_id = group_id};

	return statement_run(w, &schedule_end_group, &in, deleted);
}

bool schedule_list_discovery(struct work *w, const char *account_id, const char *discovery_id,
			     struct schedule **rows, size_t *n)
{
	return statement_each(w, &schedule_of_discovery, &(struct lookup){account_id, discovery_id},
			      SCHEDULES_LIST_MAX, rows, n);
}

bool schedule_unbind(struct work *w, const struct schedule *s)
{
	struct schedule row = *s;

	row.updated_at = clock_now();
	return statement_run(w, &schedule_unbound, &row, NULL);
}

bool schedule_set_feed(struct work *w, const char *account_id, const char *id, struct blob hash)
{
	struct schedule s;

	return schedule_find_locked(w, account_id, id, &s) &&
	       statement_run(w, &schedule_feed_set, &(struct feed_row){hash, account_id, id}, NULL);
}

const char *schedule_of_feed(struct work *w, const char *id, struct blob hash)
{
	struct feed_row row;

	if (statement_one(w, &schedule_feed_owner, &(struct feed_row){.hash = hash, .id = id},
			  &row))
		return row.account_id;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_UNAUTHORIZED, "Invalid or missing API key");
	return NULL;
}

bool schedule_delete(struct work *w, const char *account_id, const char *id)
{
	struct schedule s;

	return schedule_find_locked(w, account_id, id, &s) &&
	       statement_run(w, &schedule_end, &(struct lookup){account_id, id}, NULL);
}

bool schedule_list(struct work *w, const char *account_id, int64_t limit, int64_t offset,
		   struct schedule **rows, size_t *n)
{
	return statement_each(w, &schedule_newest, &(struct slice){account_id, limit, offset},
			      (size_t)limit, rows, n);
}

bool schedule_count(struct work *w, const char *account_id, int64_t *n)
{
	const struct slice all = {.account_id = account_id, .limit = COUNT_EXACT_MAX + 1};

	return lookup_count(w, &schedule_number, &all, n);
}

bool schedule_due(struct work *w, struct instant now, int64_t most, struct schedule **rows,
		  size_t *n)
{
	return statement_each(w, &schedule_due_now, &(struct due){now, most}, (size_t)most, rows,
			      n);
}

bool schedule_move(struct work *w, const char *account_id, const char *id, struct instant next,
		   struct instant ran, bool was_skipped)
{
	return statement_run(w, &schedule_moved,
			     &(struct move){next, ran, was_skipped, account_id, id}, NULL);
}

bool schedule_fare(struct work *w, const struct schedule *s)
{
	struct schedule row = *s;

	row.failure = fit_text(w, s->failure, FAILURE_MAX);
	return statement_run(w, &schedule_fared, &row, NULL);
}

bool schedule_fare_anew(struct work *w, const char *account_id, const char *id)
{
	const struct schedule row = {
	    .health_since = clock_now(), .account_id = account_id, .id = id};

	return statement_run(w, &schedule_fares_anew, &row, NULL);
}

bool schedule_open_urls(struct work *w, const char *account_id, const char *id, const char ***urls,
			size_t *n)
{
	struct open_url *rows;

	if (!statement_each(w, &schedule_open, &(struct lookup){account_id, id}, SCHEDULE_OPEN_MAX,
			    &rows, n))
		return false;
	*urls = ARENA_ARRAY(w->arena, *n, const char *);
	for (size_t i = 0; i < *n; i++)
		(*urls)[i] = rows[i].url;
	return true;
}

bool tick_insert(struct work *w, const struct tick *t)
{
	return statement_run(w, &tick_new, t, NULL);
}

bool tick_list(struct work *w, const char *account_id, const char *schedule_id, int64_t most,
	       struct tick **rows, size_t *n)
{
	return statement_each(w, &tick_newest, &(struct tick_search){account_id, schedule_id, most},
			      (size_t)most, rows, n);
}

bool tick_sweep(struct work *w, struct instant before, int64_t most, int64_t *removed)
{
	return statement_run(w, &tick_over, &(struct due){before, most}, removed);
}
