/* Cron expressions: five fields as Vixie cron reads them, in a time zone. doc/schedules.md has the
 * rules in words.
 *
 * Where clocks change, an expression whose hour begins with "*" goes on with time as it passes:
 * what the gap leaves out does not happen, and in a repeated hour it happens again. Any other is a
 * list of local times: each happens once, in the first of two equal hours, and one that the gap
 * leaves out happens at the gap's end.
 */
#ifndef METER_SCHEDULE_CRON_H
#define METER_SCHEDULE_CRON_H

#include "schedule/zone.h"
#include "util/arena.h"

struct cron {
	uint64_t minutes, hours, days, months, weekdays; /* a bit each; weekdays 0 is Sunday */
	bool follows_time;				 /* the hour begins with "*" */
	bool both_days; /* day of month and of week have to fit; false: one of them */
};

/* Reads "0 9 * * 1-5", "@daily" and their like: lists, ranges, steps, names, "?" for "*" in the day
 * fields. False with a complaint in *why that goes on after the field's name, in the arena. */
bool cron_parse(struct arena *a, const char *text, struct cron *out, const char **why);

/* NULL, or the complaint (static until the next call): for shapes. Refuses what never happens. */
const char *cron_check(const char *text);

/* The first minute after `after` at which the expression is due. False: never. */
bool cron_next(const struct cron *c, const struct zone *z, struct instant after,
	       struct instant *out);

#endif
