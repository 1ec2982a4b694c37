/* Schedules of workflows: rows of the same table as all others, found by their workflow. They are
 * stored and changed as those are (store/schedules.h). */
#ifndef METER_STORE_WORKFLOW_SCHEDULES_H
#define METER_STORE_WORKFLOW_SCHEDULES_H

#include "store/schedules.h"

/* Inside a transaction, for changing it: others that want to wait. False with ERR_NOT_FOUND and the
 * message "Schedule not found", also when it is another workflow's. */
bool workflow_schedule_find_locked(struct work *w, const char *account_id, const char *workflow_id,
				   const char *id, struct schedule *out);

/* All of a workflow, newest first. */
bool workflow_schedules(struct work *w, const char *account_id, const char *workflow_id,
			struct schedule **rows, size_t *n);

/* ERR_NOT_FOUND as above. */
bool workflow_schedule_delete(struct work *w, const char *account_id, const char *workflow_id,
			      const char *id);

#endif
