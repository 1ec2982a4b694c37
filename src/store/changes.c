/* Changes, compressed. */
#include "store/changes.h"

#include "store/lookup.h"
#include "store/pack.h"
#include "store/statement.h"

#include "bounds.h"

#include <string.h>

/* What is not stored as it is said. */
struct change_row {
	struct job_change c;
	const int64_t *size;
	struct blob changes;
};

/* Of a schedule, with what is told of the job. */
struct listed {
	struct schedule_change c;
	const int64_t *item_count, *size;
	struct blob changes;
};

struct list_slice {
	const char *account_id, *schedule_id;
	int64_t limit, offset;
};

struct sight {
	struct instant seen_at;
	const char *account_id, *job_id;
};

#define OF(member)  COLUMN_OF(struct change_row, c, member)
#define ROW(member) COLUMN(struct change_row, member)

SHAPE(change_new_in, struct change_row, OF(job_id), OF(account_id), OF(strategy_id),
      OF(schedule_id), OF(target), OF(before_job_id), OF(added), OF(removed), OF(modified),
      OF(moved), ROW(size), OF(created_at), ROW(changes));
SHAPE(change_out, struct change_row, OF(job_id), OF(account_id), OF(strategy_id), OF(target),
      OF(before_job_id), OF(added), OF(removed), OF(modified), OF(moved), ROW(size), OF(created_at),
      OF(seen_at), ROW(changes));

#define LISTED(member)	   COLUMN_OF(struct listed, c, member)
#define LISTED_ROW(member) COLUMN(struct listed, member)
#define LISTED_COLUMNS                                                                             \
	LISTED(job_id), LISTED(strategy_id), LISTED(url), LISTED(content_hash),                    \
	    LISTED_ROW(item_count), LISTED(added), LISTED(removed), LISTED(modified),              \
	    LISTED(moved), LISTED(result_hash), LISTED(created_at), LISTED(completed_at),          \
	    LISTED(seen_at)
SHAPE(change_brief_out, struct listed, LISTED_COLUMNS);
SHAPE(change_listed_out, struct listed, LISTED_COLUMNS, LISTED_ROW(size), LISTED_ROW(changes));
SHAPE(change_unseen_in, struct list_slice, COLUMN(struct list_slice, account_id),
      COLUMN(struct list_slice, schedule_id), COLUMN(struct list_slice, limit));
SHAPE(change_slice_in, struct list_slice, COLUMN(struct list_slice, account_id),
      COLUMN(struct list_slice, schedule_id), COLUMN(struct list_slice, limit),
      COLUMN(struct list_slice, offset));
SHAPE(change_sight_in, struct sight, COLUMN(struct sight, seen_at),
      COLUMN(struct sight, account_id), COLUMN(struct sight, job_id));

STATEMENT(change_new, &change_new_in, NULL,
	  "INSERT INTO job_change (job_id, account_id, strategy_id, schedule_id, target,"
	  " before_job_id, added, removed, modified, moved, size, created_at, changes)"
	  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(change_of_job, &lookup_in, &change_out,
	  "SELECT job_id, account_id, strategy_id, target, before_job_id, added, removed, modified,"
	  " moved, size, created_at, seen_at, changes FROM job_change"
	  " WHERE account_id = ? AND job_id = ?");

#define BRIEF                                                                                      \
	"SELECT c.job_id, c.strategy_id, j.url, LOWER(HEX(j.content)) AS content_hash, "           \
	"j.item_count, c.added, c.removed,"                                                        \
	" c.modified, c.moved, j.result_hash, j.created_at, j.completed_at, c.seen_at"
#define OF_SCHEDULE " JOIN job j ON j.id = c.job_id WHERE c.account_id = ? AND c.schedule_id = ?"
/* The optimizer may rather pass by all that was seen. */
STATEMENT(change_unseen, &change_unseen_in, &change_brief_out,
	  BRIEF " FROM job_change c FORCE INDEX (job_change_of_schedule)" OF_SCHEDULE
		" AND c.seen_at IS NULL ORDER BY c.job_id LIMIT ?");
STATEMENT(change_newest, &change_slice_in, &change_listed_out,
	  BRIEF ", c.size, c.changes FROM job_change c" OF_SCHEDULE
		" ORDER BY c.job_id DESC LIMIT ? OFFSET ?");
STATEMENT(change_newest_brief, &change_slice_in, &change_brief_out,
	  BRIEF " FROM job_change c" OF_SCHEDULE " ORDER BY c.job_id DESC LIMIT ? OFFSET ?");
STATEMENT(change_seen, &change_sight_in, NULL,
	  "UPDATE job_change SET seen_at = ?"
	  " WHERE account_id = ? AND job_id = ? AND seen_at IS NULL");

bool change_insert(struct work *w, const struct job_change *changes, size_t n)
{
	struct change_row *rows = ARENA_ARRAY(w->arena, n, struct change_row);
	int64_t *sizes = ARENA_ARRAY(w->arena, n, int64_t);

	for (size_t i = 0; i < n; i++) {
		const char *json = changes[i].changes.data;

		rows[i].c = changes[i];
		rows[i].c.created_at = clock_now();
		if (!json)
			continue;
		sizes[i] = (int64_t)strlen(json);
		rows[i].size = &sizes[i];
		if (!pack(w, json, (size_t)sizes[i], &rows[i].changes))
			return false;
	}
	return n == 0 || statement_bulk(w, &change_new, rows, n, NULL);
}

bool change_find(struct work *w, const char *account_id, const char *job_id, struct job_change *out)
{
	struct change_row row = {0};

	if (!statement_one(w, &change_of_job, &(struct lookup){account_id, job_id}, &row))
		return false;
	*out = row.c;
	if (row.size)
		out->changes.data = unpack(w, row.changes, *row.size, DB_VALUE_MAX);
	return !row.size || out->changes.data;
}

/* --- of a schedule --- */

static bool read_listed(struct work *w, const struct listed *row, struct schedule_change *out)
{
	*out = row->c;
	out->item_count = row->item_count ? *row->item_count : 0;
	if (row->size)
		out->changes.data = unpack(w, row->changes, *row->size, DB_VALUE_MAX);
	return !row->size || out->changes.data;
}

static bool list(struct work *w, const struct statement *s, const struct list_slice *in,
		 struct schedule_change **rows, size_t *n)
{
	struct listed *found;

	if (!statement_each(w, s, in, (size_t)in->limit, &found, n))
		return false;
	*rows = ARENA_ARRAY(w->arena, *n, struct schedule_change);
	for (size_t i = 0; i < *n; i++)
		if (!read_listed(w, &found[i], &(*rows)[i]))
			return false;
	return true;
}

bool change_list_unseen(struct work *w, const char *account_id, const char *schedule_id,
			int64_t limit, struct schedule_change **rows, size_t *n)
{
	return list(w, &change_unseen, &(struct list_slice){account_id, schedule_id, limit, 0},
		    rows, n);
}

bool change_list(struct work *w, const char *account_id, const char *schedule_id, int64_t limit,
		 int64_t offset, bool with_items, struct schedule_change **rows, size_t *n)
{
	return list(w, with_items ? &change_newest : &change_newest_brief,
		    &(struct list_slice){account_id, schedule_id, limit, offset}, rows, n);
}

bool change_see(struct work *w, const char *account_id, const char *job_id)
{
	return statement_run(w, &change_seen, &(struct sight){clock_now(), account_id, job_id},
			     NULL);
}
