/* When a schedule runs: an interval or a cron expression, with what shifts and limits it. Pure
 * reckoning; doc/schedules.md has the rules in words. */
#ifndef METER_SCHEDULE_TIMING_H
#define METER_SCHEDULE_TIMING_H

#include "schedule/cron.h"

#include <json-c/json_object.h>

/* A part of the week in which a schedule may run, in its zone; a window whose end is not after its
 * start goes on into the next day. */
struct window {
	unsigned days; /* a bit each, 0 is Sunday */
	int from, to;  /* minutes of the day */
};

struct timing {
	bool is_cron;
	int64_t interval_s;
	struct cron cron;
	const struct zone *zone;
	int64_t jitter_s; /* each run is later by less than this, always by the same */
	const struct window *windows;
	size_t n_windows; /* 0: always */
};

/* Reads `active`, a list of {"days": "mon-fri", "from": "08:00", "to": "18:00"}, each member
 * optional, into out. False with complaints that name the member. NULL is always. */
bool timing_windows(struct work *w, struct json_object *active, struct timing *out);

/* The first run after `after`: for an interval `anchor` (when it was made or changed) and every
 * interval from there; `id` chooses the jitter. False: never. */
bool timing_next(const struct timing *t, const char *id, struct instant anchor,
		 struct instant after, struct instant *out);

#endif
