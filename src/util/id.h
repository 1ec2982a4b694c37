/* Identifiers: UUID version 7 (RFC 9562), made by us, stored in MariaDB's UUID type. */
#ifndef METER_UTIL_ID_H
#define METER_UTIL_ID_H

#include "util/arena.h"
#include "util/clock.h"

#include <stdbool.h>

#define ID_TEXT_SIZE 37 /* with the NUL */

#define ID_LEAST "00000000-0000-0000-0000-000000000000" /* before all others */

/* A new id: lower case, sorts by time of making within a process and, to the millisecond, across
 * them. In the arena. */
const char *id_new(struct arena *a);

/* What no id made from that time on is less than, and the time of an id, to the millisecond. */
const char *id_floor(struct arena *a, struct instant at);
struct instant id_time(const char *id);

/* True for 8-4-4-4-12 hexadecimal digits in either case, any version. */
bool id_is_valid(const char *s);

/* A complaint or NULL: the form that shapes want. */
const char *id_check(const char *s);

#endif
