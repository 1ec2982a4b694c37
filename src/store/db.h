/* The connection to MariaDB, and transactions. One a process, made after fork. */
#ifndef METER_STORE_DB_H
#define METER_STORE_DB_H

#include "util/work.h"

struct db; /* malloc */

struct db_settings {
	const char *host;     /* NULL: the socket */
	const char *socket;
	int port;
	const char *user, *password, *name;
	const char *ca_file;  /* TLS is verified against it when set */
	int statement_ms;     /* max_statement_time of the session; 0: none (the fast pool sets it) */
	bool patient;         /* wait for answers without limit: migrations rebuild tables */
};

/* Connects lazily: nothing happens until the first use. Copies the settings. */
struct db *db_new(const struct db_settings *s);
void db_free(struct db *db);

/* Gives the connection to w and makes sure that it is alive: reconnects, pings when it was idle for
 * a second. After a failed try it answers at once, without trying, until a growing pause is over.
 * False with ERR_UNAVAILABLE and retry_after_s set. Every piece of work calls it first; never
 * inside a transaction. */
bool db_ready(struct work *w, struct db *db);

/* After a deadlock or a lock that did not come (ERR_UNAVAILABLE) every statement fails the same way
 * until db_rollback: the server may have undone what came before. */
bool db_begin(struct work *w);
bool db_commit(struct work *w); /* a lost reply is ERR_UNAVAILABLE: the outcome is unknown */
void db_rollback(struct work *w); /* never fails; keeps w's error */

/* Whether the open transaction gave way to another one, so that it may be run again after
 * db_rollback. */
bool db_gave_way(const struct work *w);

/* Runs text that is ours and constant: migrations and session settings. Several statements,
 * separated by ";" at a line's end, are run one by one. */
bool db_script(struct work *w, const char *sql);

#endif
