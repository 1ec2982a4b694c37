/* The database that the settings name. */
#ifndef METER_DATABASE_H
#define METER_DATABASE_H

#include "queue/retention.h"
#include "settings.h"
#include "store/db.h"

/* How to connect to it. The strings are those of s. */
struct db_settings database_settings(const struct settings *s);

/* A connection that is made when it is first used. statement_ms bounds each statement (0: none). */
struct db *database_new(const struct settings *s, int statement_ms);

/* The same without a limit on how long an answer takes, for the administrator's commands. */
struct db *database_new_patient(const struct settings *s);

/* How long what is in it is kept. */
struct retention_limits database_limits(const struct settings *s);

#endif
