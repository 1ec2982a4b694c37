/* The database that the settings name. */
#ifndef METER_DATABASE_H
#define METER_DATABASE_H

#include "settings.h"
#include "store/db.h"

/* A connection that is made when it is first used. statement_ms bounds each statement (0: none). */
struct db *database_new(const struct settings *s, int statement_ms);

/* The same without a limit on how long an answer takes, for the administrator's commands. */
struct db *database_new_patient(const struct settings *s);

#endif
