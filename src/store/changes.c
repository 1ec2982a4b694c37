/* Changes, compressed. */
#include "store/changes.h"

#include "store/lookup.h"
#include "store/pack.h"
#include "store/statement.h"

#include "bounds.h"

#include <string.h>

struct change_row {
	const char *job_id, *account_id, *strategy_id;
	struct blob target;
	const char *before_job_id;
	int64_t added, removed, modified, moved;
	const int64_t *size;
	struct instant created_at, seen_at;
	struct blob changes;
};

#define OF(member) COLUMN(struct change_row, member)

SHAPE(change_new_in, struct change_row, OF(job_id), OF(account_id), OF(strategy_id), OF(target),
      OF(before_job_id), OF(added), OF(removed), OF(modified), OF(moved), OF(size), OF(created_at),
      OF(changes));
SHAPE(change_out, struct change_row, OF(job_id), OF(account_id), OF(strategy_id), OF(target),
      OF(before_job_id), OF(added), OF(removed), OF(modified), OF(moved), OF(size), OF(created_at),
      OF(seen_at), OF(changes));

STATEMENT(change_new, &change_new_in, NULL,
	  "INSERT INTO job_change (job_id, account_id, strategy_id, target, before_job_id, added,"
	  " removed, modified, moved, size, created_at, changes)"
	  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(change_of_job, &lookup_in, &change_out,
	  "SELECT job_id, account_id, strategy_id, target, before_job_id, added, removed, modified,"
	  " moved, size, created_at, seen_at, changes FROM job_change"
	  " WHERE account_id = ? AND job_id = ?");

bool change_insert(struct work *w, const struct job_change *c)
{
	const char *json = c->changes.data;
	const int64_t size = json ? (int64_t)strlen(json) : 0;
	struct change_row row = {.job_id = c->job_id,
				 .account_id = c->account_id,
				 .strategy_id = c->strategy_id,
				 .target = c->target,
				 .before_job_id = c->before_job_id,
				 .added = c->added,
				 .removed = c->removed,
				 .modified = c->modified,
				 .moved = c->moved,
				 .size = json ? &size : NULL,
				 .created_at = clock_now()};

	return (!json || pack(w, json, (size_t)size, &row.changes)) &&
	       statement_run(w, &change_new, &row, NULL);
}

bool change_find(struct work *w, const char *account_id, const char *job_id, struct job_change *out)
{
	struct change_row row;

	if (!statement_one(w, &change_of_job, &(struct lookup){account_id, job_id}, &row))
		return false;
	*out = (struct job_change){.job_id = row.job_id,
				   .account_id = row.account_id,
				   .strategy_id = row.strategy_id,
				   .target = row.target,
				   .before_job_id = row.before_job_id,
				   .added = row.added,
				   .removed = row.removed,
				   .modified = row.modified,
				   .moved = row.moved,
				   .created_at = row.created_at,
				   .seen_at = row.seen_at};
	if (row.size)
		out->changes.data = unpack(w, row.changes, *row.size, DB_VALUE_MAX);
	return !row.size || out->changes.data;
}
