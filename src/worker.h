/* A worker's side of a master that forks: signals, privileges, and what it tells its master. */
#ifndef METER_WORKER_H
#define METER_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

struct settings;

enum note_kind {
	NOTE_READY,   /* serves: an older worker may go */
	NOTE_LEAVING, /* takes nothing more: a successor may start */
};

/* What a worker writes into its master's pipe; small enough to be written whole. */
struct note {
	pid_t pid;
	enum note_kind kind;
};

/* What the worker does at SIGTERM (the service ends) and SIGQUIT (successors are there). Called
 * from a signal handler. */
struct worker_signals {
	void (*stop)(void);
	void (*retire)(void);
};

/* Makes a worker of the process just forked: handlers, another user (settings->user, when root),
 * end with the master, no core, no new privileges. False when it may not run; logged. */
bool worker_begin(const struct settings *s, struct worker_signals signals, int note_fd,
		  pid_t master);

/* Tells the master. Harmless in a process that has none. */
void worker_note(enum note_kind kind);

/* To be called about once a second: reopens the log when SIGUSR1 asked for it. */
void worker_tick(void);

#endif
