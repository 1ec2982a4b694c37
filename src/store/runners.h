/* The processes of meter-cron, by their heartbeats: the doctor, the metrics and execute look here.
 */
#ifndef METER_STORE_RUNNERS_H
#define METER_STORE_RUNNERS_H

#include "util/shape.h"

#include <stdint.h>

struct runner_row {
	const char *id;
	const char *kind; /* "runner" or "scheduler" */
	const char *host;
	int64_t pid;
	int64_t held, places; /* of a runner: its tasks now, and at the most */
};

/* The process is alive: stores it, or only that it was seen now. */
bool runner_seen(struct work *w, const struct runner_row *r);

/* The process has ended. */
bool runner_gone(struct work *w, const char *id);

/* How many of that kind were seen within RUNNER_ALIVE_S. */
bool runner_count(struct work *w, const char *kind, int64_t *n);

/* Forgets processes that were not seen for RUNNER_FORGET_S. */
bool runner_forget(struct work *w);

#endif
