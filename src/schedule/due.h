/* From what is due to what is to be done: each tick of a schedule makes its jobs once, however many
 * daemons look. doc/schedules.md has the rules in words. */
#ifndef METER_SCHEDULE_DUE_H
#define METER_SCHEDULE_DUE_H

#include "util/clock.h"
#include "util/work.h"

struct due_report {
	int64_t runs, jobs; /* ticks that made jobs, or one run of a workflow; and how many */
	int64_t skipped;    /* ticks that made none, because earlier runs were going on */
	int64_t missed;	    /* ticks that nobody was there for and that are not caught up on */
	bool is_more;	    /* another call finds more that was due at `now` */
};

/* Ticks at most DUE_MAX schedules that were due at `now`, in one transaction of its own: the ticks,
 * their jobs and tasks, and when each schedule is due next. One that cannot be run is stopped, and
 * nothing else is done by that call. False with ERR_UNAVAILABLE when it gave way to another daemon
 * or the database is away; then nothing was done. */
bool schedules_tick(struct work *w, struct instant now, struct due_report *out);

#endif
