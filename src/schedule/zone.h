/* Time zones by IANA name, read from the system's TZif files (RFC 9636). What the C library offers
 * is one zone per process, and a name that it does not know is UTC without a word. */
#ifndef METER_SCHEDULE_ZONE_H
#define METER_SCHEDULE_ZONE_H

#include "util/clock.h"
#include "util/work.h"

struct zone; /* in its work's arena */

/* "Europe/Berlin"; NULL is UTC. NULL with ERR_UNACCEPTABLE and a message for the user when there is
 * no such zone, ERR_INTERNAL when its file is damaged. */
const struct zone *zone_load(struct work *w, const char *name);

/* NULL, or a complaint that goes on after the field's name: for shapes. */
const char *zone_check(const char *name);

/* Seconds to add to UTC for the local time at t (seconds since 1970). */
int64_t zone_offset(const struct zone *z, int64_t t);

/* The first second after t from which on the offset may be another; INT64_MAX: none. */
int64_t zone_next_change(const struct zone *z, int64_t t);

/* When it is this local time (seconds since 1970 as if it were UTC): the first of two moments when
 * clocks are put back, the end of the gap when they are put forward over it. */
int64_t zone_moment(const struct zone *z, int64_t local);

#endif
