/* One strategy of a group's run (store/group_runs.h), made in the background: what it is made from,
 * and what is stored when it is made, or cannot be. */
#ifndef METER_JOB_GROUP_PART_H
#define METER_JOB_GROUP_PART_H

#include "job/generation.h"
#include "store/group_runs.h"
#include "store/strategies.h"

struct part_making {
	struct group_part part;
	struct group_run run;
	struct strategy strategy; /* of a schema: as it was when the making began */
	struct generation *generation;
};

/* Reads the task's part into *p and begins its generation. False with ERR_NOT_FOUND when the part
 * is gone with its group, with ERR_UPSTREAM and CLASS_DATA when its strategy cannot be made. llm as
 * in struct generation_input. */
bool part_begin(struct work *w, const struct task *t, struct llm *llm, struct part_making *p);

/* Stores what the generation, which is done, came to, and ends part and task; the caller has the
 * transaction. What may not be stored is a failed part. A strategy that was changed meanwhile is
 * made once more: then the task is put back. False with ERR_NOT_FOUND when the part is gone, with
 * ERR_CONFLICT when the task is another's now: nothing may be stored then. */
bool part_finish(struct work *w, const struct task *t, const struct part_making *p);

/* Ends part and task with the reason why the strategy was not made. Errors as part_finish. */
bool part_give_up(struct work *w, const struct task *t, const char *error);

#endif
