/* Identifiers: UUID version 7 (RFC 9562), made by us, stored in MariaDB's UUID type. */
#ifndef METER_UTIL_ID_H
#define METER_UTIL_ID_H

#include "util/arena.h"

#include <stdbool.h>

#define ID_TEXT_SIZE 37 /* with the NUL */

/* A new id: lower case, sorts by time of making within a process and, to the millisecond, across
 * them. In the arena. */
const char *id_new(struct arena *a);

/* True for 8-4-4-4-12 hexadecimal digits in either case, any version. */
bool id_is_valid(const char *s);

/* A complaint or NULL: the form that shapes want. */
const char *id_check(const char *s);

#endif
