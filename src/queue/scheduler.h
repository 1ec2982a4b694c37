/* The scheduler of a meter-cron: one process that repairs what others leave behind. Any number may
 * run against one database, on any number of machines. */
#ifndef METER_QUEUE_SCHEDULER_H
#define METER_QUEUE_SCHEDULER_H

#include "queue/retention.h"
#include "queue/runner.h"

#include <sys/types.h>

/* A runner of this meter-cron, in memory that all its processes share. */
struct runner_seat {
	pid_t pid; /* 0: free */
	struct runner_mark mark;
};

struct scheduler_config {
	struct db_settings db;
	struct runner_seat *seats;
	int n_seats;
	struct retention_limits limits;
	void (*ready)(void);
	void (*tick)(void); /* about once a second */
	/* What is due at certain times, looked at every DUE_EVERY_MS with a living database and
	 * outside of a transaction. False: the reason is in w, to be logged. */
	bool (*due)(struct work *w);
};

/* Runs until it is stopped: returns what dead runners of this meter-cron held, puts back tasks
 * whose lease is over, and forgets, in small steps, what is too old (queue/retention.h) and the
 * processes that were not seen for long. */
void scheduler_run(const struct scheduler_config *config);

/* From a signal handler. */
void scheduler_stop(void);

#endif
