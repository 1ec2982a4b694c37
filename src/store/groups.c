/* Groups of strategies and who is in them. */
#include "store/groups.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"

#include <stdlib.h>

#define G(member) COLUMN(struct strategy_group, member)
#define M(column) COLUMN(struct member, column)

struct member_search {
	const char *account_id, *group_id, *strategy_id;
	int64_t limit;
};

/* Where a strategy is, or is to be. */
struct membership {
	const char *strategy_group_id, *account_id, *id;
};

SHAPE(group_row, struct strategy_group, G(id), G(account_id), G(name), G(description),
      G(created_at), G(updated_at));
SHAPE(group_out_row, struct strategy_group, G(id), G(account_id), G(name), G(description),
      G(strategy_count), G(created_at), G(updated_at));
SHAPE(group_changed_in, struct strategy_group, G(name), G(description), G(updated_at),
      G(account_id), G(id));
SHAPE(member_row, struct member, M(strategy_id), M(name), M(description), M(url), M(scraper_type),
      M(output_schema), M(created_at), M(updated_at), M(schedule_id), M(cron_expression),
      M(interval_seconds), M(enabled), M(next_run_at), M(last_run_at));
SHAPE(member_search_in, struct member_search, COLUMN(struct member_search, account_id),
      COLUMN(struct member_search, group_id), COLUMN(struct member_search, strategy_id),
      COLUMN(struct member_search, strategy_id), COLUMN(struct member_search, limit));
SHAPE(member_key_in, struct member_search, COLUMN(struct member_search, account_id),
      COLUMN(struct member_search, strategy_id), COLUMN(struct member_search, group_id));
SHAPE(member_brief_row, struct member, M(strategy_id), M(name), M(url));
SHAPE(member_all_in, struct member_search, COLUMN(struct member_search, account_id),
      COLUMN(struct member_search, group_id), COLUMN(struct member_search, limit));
SHAPE(member_group_in, struct member_search, COLUMN(struct member_search, account_id),
      COLUMN(struct member_search, group_id));
SHAPE(membership_in, struct membership, COLUMN(struct membership, strategy_group_id),
      COLUMN(struct membership, account_id), COLUMN(struct membership, id));
SHAPE(membership_out, struct membership, COLUMN(struct membership, strategy_group_id));

#define GROUP_COLUMNS                                                                              \
	"g.id, g.account_id, g.name, g.description, (SELECT COUNT(*) FROM strategy s"              \
	" WHERE s.strategy_group_id = g.id AND s.deleted_at IS NULL) AS strategy_count,"           \
	" g.created_at, g.updated_at"

STATEMENT(group_new, &group_row, NULL,
	  "INSERT INTO strategy_group (id, account_id, name, description, created_at, updated_at)"
	  " VALUES (?, ?, ?, ?, ?, ?)");
STATEMENT(group_by_id, &lookup_in, &group_out_row,
	  "SELECT " GROUP_COLUMNS " FROM strategy_group g WHERE g.account_id = ? AND g.id = ?");
STATEMENT(group_held, &lookup_in, &counted_out,
	  "SELECT 1 AS n FROM strategy_group WHERE account_id = ? AND id = ? FOR UPDATE");
STATEMENT(group_changed, &group_changed_in, NULL,
	  "UPDATE strategy_group SET name = ?, description = ?, updated_at = ?"
	  " WHERE account_id = ? AND id = ?");
STATEMENT(group_end, &lookup_in, NULL,
	  "DELETE FROM strategy_group WHERE account_id = ? AND id = ?");
STATEMENT(group_newest, &slice_in, &group_out_row,
	  "SELECT " GROUP_COLUMNS " FROM strategy_group g WHERE g.account_id = ?"
	  " ORDER BY g.id DESC LIMIT ? OFFSET ?");
STATEMENT(group_number, &limited_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM strategy_group WHERE account_id = ? LIMIT ?)"
	  " AS few");

STATEMENT(member_newest, &member_search_in, &member_row,
	  "SELECT s.id AS strategy_id, s.name, s.description, s.url, s.scraper_type,"
	  " s.output_schema, s.created_at, s.updated_at, c.id AS schedule_id, c.cron_expression,"
	  " c.interval_seconds, c.enabled, c.next_run_at, c.last_run_at"
	  " FROM strategy s LEFT JOIN schedule c ON c.id = (SELECT x.id FROM schedule x"
	  " WHERE x.strategy_id = s.id AND x.kind = 'strategy'"
	  " ORDER BY x.strategy_group_id <=> s.strategy_group_id DESC, x.id DESC LIMIT 1)"
	  " WHERE s.account_id = ? AND s.strategy_group_id = ? AND s.deleted_at IS NULL"
	  " AND (? IS NULL OR s.id < ?) ORDER BY s.id DESC LIMIT ?");
STATEMENT(member_all, &member_all_in, &member_brief_row,
	  "SELECT id AS strategy_id, name, url FROM strategy WHERE account_id = ?"
	  " AND strategy_group_id = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT ?");
STATEMENT(member_idle, &member_group_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM strategy s WHERE s.account_id = ? AND s.strategy_group_id = ?"
	  " AND s.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM schedule c"
	  " WHERE c.strategy_id = s.id AND c.kind = 'strategy')");
STATEMENT(member_held, &lookup_in, &membership_out,
	  "SELECT strategy_group_id FROM strategy"
	  " WHERE account_id = ? AND id = ? AND deleted_at IS NULL FOR UPDATE");
STATEMENT(member_moved, &membership_in, NULL,
	  "UPDATE strategy SET strategy_group_id = ? WHERE account_id = ? AND id = ?");
STATEMENT(member_gone, &member_key_in, NULL,
	  "UPDATE strategy SET strategy_group_id = NULL"
	  " WHERE account_id = ? AND id = ? AND strategy_group_id = ? AND deleted_at IS NULL");

bool group_insert(struct work *w, const struct strategy_group *g)
{
	struct strategy_group row = *g;

	row.created_at = row.updated_at = clock_now();
	return statement_run(w, &group_new, &row, NULL);
}

static bool find(struct work *w, const struct statement *s, const char *account_id, const char *id,
		 void *out)
{
	if (statement_one(w, s, &(struct lookup){account_id, id}, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Strategy group not found");
	return false;
}

bool group_find(struct work *w, const char *account_id, const char *id, struct strategy_group *out)
{
	return find(w, &group_by_id, account_id, id, out);
}

/* The count in one statement with the lock would lock the members, too. */
bool group_find_locked(struct work *w, const char *account_id, const char *id,
		       struct strategy_group *out)
{
	struct counted one;

	return find(w, &group_held, account_id, id, &one) && group_find(w, account_id, id, out);
}

bool group_room(struct work *w, const char *account_id, const char *id, int64_t *room)
{
	struct strategy_group g;

	if (!group_find(w, account_id, id, &g))
		return false;
	*room = g.strategy_count < GROUP_MEMBERS_MAX ? GROUP_MEMBERS_MAX - g.strategy_count : 0;
	return true;
}

bool group_update(struct work *w, const struct strategy_group *g)
{
	struct strategy_group row = *g;

	row.updated_at = clock_now();
	return statement_run(w, &group_changed, &row, NULL);
}

bool group_delete(struct work *w, const char *account_id, const char *id)
{
	struct counted one;

	return find(w, &group_held, account_id, id, &one) &&
	       statement_run(w, &group_end, &(struct lookup){account_id, id}, NULL);
}

bool group_list(struct work *w, const char *account_id, int64_t limit, int64_t offset,
		struct strategy_group **rows, size_t *n)
{
	return statement_each(w, &group_newest, &(struct slice){account_id, limit, offset},
			      (size_t)limit, rows, n);
}

bool group_count(struct work *w, const char *account_id, int64_t *n)
{
	const struct slice all = {.account_id = account_id, .limit = COUNT_EXACT_MAX + 1};

	return lookup_count(w, &group_number, &all, n);
}

/* --- members --- */

bool member_list(struct work *w, const char *account_id, const char *group_id,
		 const char *before_id, int64_t limit, struct member **rows, size_t *n)
{
	return statement_each(w, &member_newest,
			      &(struct member_search){account_id, group_id, before_id, limit},
			      (size_t)limit, rows, n);
}

bool member_list_all(struct work *w, const char *account_id, const char *group_id,
		     struct member **rows, size_t *n)
{
	const struct member_search in = {
	    .account_id = account_id, .group_id = group_id, .limit = GROUP_MEMBERS_ALL};

	return statement_each(w, &member_all, &in, GROUP_MEMBERS_ALL, rows, n);
}

bool member_unscheduled(struct work *w, const char *account_id, const char *group_id, int64_t *n)
{
	const struct member_search in = {.account_id = account_id, .group_id = group_id};

	return lookup_count(w, &member_idle, &in, n);
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In one order, so that two calls with the same strategies wait for each other and not both. One
 * that comes twice is found in the group the second time. */
bool member_add(struct work *w, const char *account_id, const char *group_id,
		const struct texts *strategy_ids, int64_t *added)
{
	const size_t n = strategy_ids->n;
	const char **ids = ARENA_ARRAY(w->arena, n, const char *);
	struct membership now;

	*added = 0;
	if (n)
		memcpy(ids, strategy_ids->items, n * sizeof *ids);
	qsort(ids, n, sizeof *ids, compare_ids);
	for (size_t i = 0; i < n; i++) {
		if (!statement_one(w, &member_held, &(struct lookup){account_id, ids[i]}, &now)) {
			if (error_is(w, ERR_NOT_FOUND))
				fail(w, ERR_NOT_FOUND, "Strategy not found");
			return false;
		}
		if (now.strategy_group_id && strcmp(now.strategy_group_id, group_id) == 0)
			continue;
		if (!statement_run(w, &member_moved,
				   &(struct membership){group_id, account_id, ids[i]}, NULL))
			return false;
		++*added;
	}
	return true;
}

bool member_remove(struct work *w, const char *account_id, const char *group_id,
		   const char *strategy_id)
{
	const struct member_search key = {
	    .account_id = account_id, .strategy_id = strategy_id, .group_id = group_id};
	int64_t changed;

	if (!statement_run(w, &member_gone, &key, &changed))
		return false;
	return changed > 0 || fail(w, ERR_NOT_FOUND, "Strategy not found in group");
}
