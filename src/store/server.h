/* What the database server says about itself, for meterctl doctor. */
#ifndef METER_STORE_SERVER_H
#define METER_STORE_SERVER_H

#include "util/clock.h"
#include "util/work.h"

#include <stdint.h>

struct server {
	const char *version;  /* "10.11.6-MariaDB-…" */
	const char *user;     /* whom it takes us for */
	const char *sql_mode; /* of our session */
	struct instant now;
	int64_t max_packet; /* max_allowed_packet */
	int64_t is_durable; /* innodb_flush_log_at_trx_commit: 1 outlives a power cut */
	int64_t max_connections;
};

bool server_look(struct work *w, struct server *out);

/* Which of the rights that the program needs its user lacks, as "ALTER, INDEX"; "" when none. */
bool server_missing_rights(struct work *w, const char **out);

#endif
