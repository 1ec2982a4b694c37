/* A master that forks workers and keeps their number.
 *
 *   SIGTERM, SIGINT  workers finish what they have (SIGTERM to them), then the master ends;
 *                    whoever takes longer than METER_DRAIN_SECONDS is killed
 *   SIGHUP           settings are read again and, when they are good, the workers are replaced:
 *                    an old one retires (SIGQUIT) when a new one serves
 *   SIGUSR1          all reopen their logs
 *
 * A worker that dies is replaced; one that dies young is replaced after a pause that doubles.
 */
#ifndef METER_MASTER_H
#define METER_MASTER_H

#include "worker.h"

#include "settings.h"

struct master {
	const struct settings *settings;

	/* How many workers there shall be; 1 to WORKERS_MAX. */
	int (*count)(const struct settings *s);

	/* The worker's work; its return is the exit status. seat: a number below the count that no
	 * other worker has, save one that is leaving. Calls worker_note(NOTE_READY) when it serves,
	 * and worker_note(NOTE_LEAVING) when it will end by itself. */
	int (*work)(const struct settings *s, int seat, void *data);
	struct worker_signals signals;

	/* Reads the settings again and applies what concerns the master itself. It may end the
	 * process: it is tried in a child first. NULL: workers are only replaced. */
	const struct settings *(*reload)(void);

	void *data;
};

/* Runs until a signal ends it and all workers are gone. The exit status of the program. */
int master_run(const struct master *m);

#endif
