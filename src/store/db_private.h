/* The inside of struct db, for the files that talk to MariaDB's client library. */
#ifndef METER_STORE_DB_PRIVATE_H
#define METER_STORE_DB_PRIVATE_H

/* First, because its macros name functions that util/banned.h takes away. */
#include <mysql.h>

#include "store/db.h"

struct prepared; /* statement.c */

struct db {
	struct arena *arena; /* this struct and the copied settings */
	struct db_settings settings;

	MYSQL *mysql;	       /* NULL: not connected */
	struct arena *session; /* what lives as long as the connection */
	struct prepared **prepared;
	size_t n_prepared;
	int64_t used_ms; /* when the server last answered, on the monotonic clock */

	bool in_transaction;
	bool doomed; /* a deadlock: nothing but a rollback is possible */

	int failures;	  /* connects that failed in a row */
	int64_t retry_ms; /* no try before, on the monotonic clock */
};

/* Whether a statement may be sent: false with ERR_UNAVAILABLE when the connection was lost since
 * db_ready, or when the transaction is doomed. */
bool db_usable(struct work *w);

/* The one place where error numbers become kinds. `doing` names the statement for the log; code
 * and detail are the client library's. Drops the connection when it is lost. */
void *db_fail(struct work *w, unsigned code, const char *detail, const char *doing);

/* Closes the connection and forgets everything that lived in it. */
void db_drop(struct db *db);

#endif
