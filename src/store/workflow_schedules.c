/* Schedules of workflows, by their workflow. */
#include "store/workflow_schedules.h"

#include "store/lookup.h"
#include "store/schedules_parts.h"
#include "store/statement.h"

#include "bounds.h"

struct flow_schedule_key {
	const char *account_id, *workflow_id, *id;
};

#define KEY(member) COLUMN(struct flow_schedule_key, member)
SHAPE(flow_schedule_key_in, struct flow_schedule_key, KEY(account_id), KEY(workflow_id), KEY(id));

#define OF_WORKFLOW " FROM schedule WHERE account_id = ? AND subject_id = ? AND kind = 'workflow'"
STATEMENT(workflow_schedule_locked, &flow_schedule_key_in, &schedule_row,
	  "SELECT " SCHEDULE_ROW_COLUMNS OF_WORKFLOW " AND id = ? FOR UPDATE");
STATEMENT(workflow_schedule_all, &lookup_in, &schedule_row,
	  "SELECT " SCHEDULE_ROW_COLUMNS OF_WORKFLOW " ORDER BY id DESC");
STATEMENT(workflow_schedule_end, &flow_schedule_key_in, NULL, "DELETE" OF_WORKFLOW " AND id = ?");

bool workflow_schedule_find_locked(struct work *w, const char *account_id, const char *workflow_id,
				   const char *id, struct schedule *out)
{
	const struct flow_schedule_key key = {account_id, workflow_id, id};

	if (statement_one(w, &workflow_schedule_locked, &key, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Schedule not found");
	return false;
}

bool workflow_schedules(struct work *w, const char *account_id, const char *workflow_id,
			struct schedule **rows, size_t *n)
{
	return statement_each(w, &workflow_schedule_all, &(struct lookup){account_id, workflow_id},
			      WORKFLOW_SCHEDULES_MAX, rows, n);
}

bool workflow_schedule_delete(struct work *w, const char *account_id, const char *workflow_id,
			      const char *id)
{
	const struct flow_schedule_key key = {account_id, workflow_id, id};
	int64_t gone;

	if (!statement_run(w, &workflow_schedule_end, &key, &gone))
		return false;
	return gone > 0 || fail(w, ERR_NOT_FOUND, "Schedule not found");
}
