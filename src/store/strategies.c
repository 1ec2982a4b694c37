/* Strategies with their versions: what the API shows, and how one goes away. */
#include "store/strategies.h"

#include "store/db.h"
#include "store/events.h"
#include "store/lookup.h"
#include "store/statement.h"
#include "store/versions.h"

#include "bounds.h"
#include "util/id.h"

struct farewell {
	const char *event_id;
	struct instant deleted_at;
	const char *account_id, *id;
	int64_t most;
};

SHAPE(strategy_row, struct strategy, COLUMN(struct strategy, id),
      COLUMN(struct strategy, account_id), COLUMN(struct strategy, name),
      COLUMN(struct strategy, description), COLUMN(struct strategy, url),
      COLUMN(struct strategy, scraper_type), COLUMN(struct strategy, generator),
      COLUMN(struct strategy, plan), COLUMN(struct strategy, output_schema),
      COLUMN(struct strategy, filter_config), COLUMN(struct strategy, api_parameters),
      COLUMN(struct strategy, preview), COLUMN(struct strategy, attempts),
      COLUMN(struct strategy, version), COLUMN(struct strategy, confidence),
      COLUMN(struct strategy, strategy_group_id), COLUMN(struct strategy, created_at),
      COLUMN(struct strategy, updated_at));
SHAPE(strategy_changed_in, struct strategy, COLUMN(struct strategy, generator),
      COLUMN(struct strategy, plan), COLUMN(struct strategy, output_schema),
      COLUMN(struct strategy, filter_config), COLUMN(struct strategy, api_parameters),
      COLUMN(struct strategy, preview), COLUMN(struct strategy, attempts),
      COLUMN(struct strategy, confidence), COLUMN(struct strategy, updated_at),
      COLUMN(struct strategy, account_id), COLUMN(struct strategy, id),
      COLUMN(struct strategy, version));
SHAPE(strategy_end_in, struct farewell, COLUMN(struct farewell, deleted_at),
      COLUMN(struct farewell, account_id), COLUMN(struct farewell, id));
SHAPE(strategy_event_in, struct farewell, COLUMN(struct farewell, event_id),
      COLUMN(struct farewell, deleted_at), COLUMN(struct farewell, account_id),
      COLUMN(struct farewell, id));
SHAPE(remove_in, struct farewell, COLUMN(struct farewell, account_id), COLUMN(struct farewell, id),
      COLUMN(struct farewell, most));

#define STRATEGY_COLUMNS                                                                           \
	"id, account_id, name, description, url, scraper_type, generator, plan, output_schema,"    \
	" filter_config, api_parameters, preview, attempts, version, confidence,"                  \
	" strategy_group_id, created_at, updated_at"

STATEMENT(strategy_new, &strategy_row, NULL,
	  "INSERT INTO strategy (" STRATEGY_COLUMNS ")"
	  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(strategy_by_id, &lookup_in, &strategy_row,
	  "SELECT " STRATEGY_COLUMNS " FROM strategy"
	  " WHERE account_id = ? AND id = ? AND deleted_at IS NULL");
STATEMENT(strategy_by_id_locked, &lookup_in, &strategy_row,
	  "SELECT " STRATEGY_COLUMNS " FROM strategy"
	  " WHERE account_id = ? AND id = ? AND deleted_at IS NULL FOR UPDATE");
STATEMENT(strategy_changed, &strategy_changed_in, NULL,
	  "UPDATE strategy SET generator = ?, plan = ?, output_schema = ?, filter_config = ?,"
	  " api_parameters = ?, preview = ?, attempts = ?, confidence = ?, updated_at = ?,"
	  " version = version + 1"
	  " WHERE account_id = ? AND id = ? AND version = ? AND deleted_at IS NULL");
STATEMENT(strategy_newest, &slice_in, &strategy_row,
	  "SELECT " STRATEGY_COLUMNS " FROM strategy"
	  " WHERE account_id = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT ? OFFSET ?");
STATEMENT(strategy_number, &limited_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM strategy"
	  " WHERE account_id = ? AND deleted_at IS NULL LIMIT ?) AS few");

STATEMENT(strategy_end, &strategy_end_in, NULL,
	  "UPDATE strategy SET deleted_at = ?"
	  " WHERE account_id = ? AND id = ? AND deleted_at IS NULL");
STATEMENT(strategy_end_event, &strategy_event_in, NULL,
	  "INSERT INTO strategy_event (id, account_id, event_type, strategy_id, name, url,"
	  " scraper_type, happened_at)"
	  " SELECT ?, account_id, 'deleted', id, name, url, scraper_type, ? FROM strategy"
	  " WHERE account_id = ? AND id = ?");
STATEMENT(remove_schedules, &lookup_in, NULL,
	  "DELETE FROM schedule WHERE account_id = ? AND strategy_id = ?");
STATEMENT(remove_jobs, &remove_in, NULL,
	  "DELETE FROM job WHERE account_id = ? AND strategy_id = ? LIMIT ?");
STATEMENT(remove_results, &remove_in, NULL,
	  "DELETE FROM result WHERE account_id = ? AND strategy_id = ? LIMIT ?");
STATEMENT(remove_pages, &remove_in, NULL,
	  "DELETE FROM page WHERE account_id = ? AND strategy_id = ? LIMIT ?");
STATEMENT(remove_versions, &remove_in, NULL,
	  "DELETE FROM strategy_version WHERE account_id = ? AND strategy_id = ? LIMIT ?");
STATEMENT(remove_batches, &remove_in, NULL,
	  "DELETE FROM batch WHERE account_id = ? AND strategy_id = ? LIMIT ?");
STATEMENT(remove_targets, &remove_in, NULL,
	  "DELETE FROM target WHERE account_id = ? AND strategy_id = ? LIMIT ?");
STATEMENT(remove_strategy, &lookup_in, NULL,
	  "DELETE FROM strategy WHERE account_id = ? AND id = ? AND deleted_at IS NOT NULL");
/* Of all accounts: what is found is removed account by account. */
STATEMENT_GLOBAL(strategy_leftover, NULL, &lookup_in,
		 "SELECT account_id, id FROM strategy WHERE deleted_at IS NOT NULL LIMIT 1");

bool strategy_insert(struct work *w, const struct strategy *s)
{
	const struct instant now = s->created_at.us ? s->created_at : clock_now();
	struct strategy row = *s;
	const struct event made = {.id = id_new(w->arena),
				   .account_id = s->account_id,
				   .event_type = "created",
				   .strategy_id = s->id,
				   .name = s->name,
				   .url = s->url,
				   .scraper_type = s->scraper_type,
				   .happened_at = now};

	row.version = 1;
	row.created_at = now;
	row.updated_at = now;
	return statement_run(w, &strategy_new, &row, NULL) &&
	       version_insert(w, &row, "generated") && event_insert(w, &made);
}

static void *not_found(struct work *w)
{
	return fail(w, ERR_NOT_FOUND, "Strategy not found");
}

static bool find(struct work *w, const struct statement *s, const char *account_id, const char *id,
		 struct strategy *out)
{
	if (statement_one(w, s, &(struct lookup){account_id, id}, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		not_found(w);
	return false;
}

bool strategy_find(struct work *w, const char *account_id, const char *id, struct strategy *out)
{
	return find(w, &strategy_by_id, account_id, id, out);
}

bool strategy_find_locked(struct work *w, const char *account_id, const char *id,
			  struct strategy *out)
{
	return find(w, &strategy_by_id_locked, account_id, id, out);
}

bool strategy_update(struct work *w, const struct strategy *s, const char *reason)
{
	struct strategy row = *s;
	int64_t changed;

	row.updated_at = clock_now();
	if (!statement_run(w, &strategy_changed, &row, &changed))
		return false;
	if (changed == 0)
		return fail(w, ERR_CONFLICT, "The strategy was changed or deleted meanwhile");
	row.version++;
	return version_insert(w, &row, reason);
}

bool strategy_list(struct work *w, const char *account_id, int64_t limit, int64_t offset,
		   struct strategy **rows, size_t *n)
{
	const struct slice in = {account_id, limit, offset};

	return statement_each(w, &strategy_newest, &in, (size_t)limit, rows, n);
}

bool strategy_count(struct work *w, const char *account_id, int64_t *n)
{
	const struct slice in = {.account_id = account_id, .limit = COUNT_EXACT_MAX + 1};

	return lookup_count(w, &strategy_number, &in, n);
}

/* Takes away one step of what hangs on a strategy, and the strategy itself after the last. */
static bool remove_step(struct work *w, const struct farewell *end, int64_t *removed)
{
	static const struct statement *const steps[] = {&remove_jobs,	 &remove_results,
							&remove_pages,	 &remove_versions,
							&remove_batches, &remove_targets};
	const struct lookup whole = {end->account_id, end->id};
	bool left = false;

	*removed = 0;
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		int64_t rows;
		if (!statement_run(w, steps[i], end, &rows))
			return false;
		*removed += rows;
		left = left || rows == end->most;
	}
	return left || statement_run(w, &remove_strategy, &whole, NULL);
}

bool strategy_delete(struct work *w, const char *account_id, const char *id)
{
	const struct farewell end = {.event_id = id_new(w->arena),
				     .deleted_at = clock_now(),
				     .account_id = account_id,
				     .id = id,
				     .most = DELETE_STEP};
	int64_t changed, removed;

	if (!statement_run(w, &strategy_end, &end, &changed))
		return false;
	if (changed == 0)
		return not_found(w);
	return statement_run(w, &strategy_end_event, &end, NULL) &&
	       statement_run(w, &remove_schedules, &(struct lookup){account_id, id}, NULL) &&
	       remove_step(w, &end, &removed);
}

bool strategy_sweep(struct work *w, int64_t most, bool *left)
{
	struct lookup next;
	int64_t removed;

	for (*left = true; most > 0; most -= removed + 1) {
		if (!statement_one(w, &strategy_leftover, NULL, &next)) {
			if (!work_forgive_missing(w))
				return false;
			*left = false;
			return true;
		}
		const struct farewell end = {
		    .account_id = next.account_id, .id = next.id, .most = DELETE_STEP};
		if (!db_begin(w))
			return false;
		if (!remove_step(w, &end, &removed) || !db_commit(w)) {
			db_rollback(w);
			return false;
		}
	}
	return true;
}
