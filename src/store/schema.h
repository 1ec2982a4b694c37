/* The version of the database's tables: the number of the last migration in sql/. */
#ifndef METER_STORE_SCHEMA_H
#define METER_STORE_SCHEMA_H

#include "util/work.h"

/* The newest migration this program was written for; a test compares it with sql/. */
#define SCHEMA_VERSION 71

/* Whether the database is at SCHEMA_VERSION or newer; *found is what it is at (0: empty). A newer
 * one is accepted: migrations only add until every program is new. False with ERR_UNAVAILABLE
 * when the database is away, ERR_INTERNAL (and what to do) when it is older. */
bool schema_is_current(struct work *w, int *found);

/* Applies what is missing of the files NNNN-verb-noun.sql in dir, in order, one at a time under a
 * lock; tell (may be NULL) is called with each name after it was applied. False, with a message
 * that names the file, when a file fails, a number is missing or double, or the text of a file
 * changed since it was applied. */
bool schema_migrate(struct work *w, const char *dir, void (*tell)(const char *name));

#endif
