/* The time. Wall clock in microseconds since 1970 UTC, monotonic clock in milliseconds.
 * A test may set both; everything that decides by time asks here. */
#ifndef METER_UTIL_CLOCK_H
#define METER_UTIL_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* A point in time; us == 0 stands for "none" (nothing here happened in 1970). */
struct instant {
	int64_t us;
};

struct instant clock_now(void);
int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_us(void);

/* Freezes the clock at `at` (tests only); {0} lets it run again. */
void clock_set(struct instant at);

/* "2026-05-10T14:32:11Z", 21 bytes with the NUL. Years 1 to 9999; others print as year 9999. */
#define INSTANT_TEXT_SIZE 21
void instant_print(struct instant t, char out[static INSTANT_TEXT_SIZE]);

/* The same in the arena. */
const char *instant_text(struct arena *a, struct instant t);

/* Reads ISO 8601 / RFC 3339: date, or date and time with optional seconds, fraction (kept to
 * microseconds) and zone (Z, +hh:mm, none means UTC). False for anything else. */
bool instant_parse(const char *s, struct instant *out);

/* The same, or how long before `now`: "90m", "24h", "7d", "2w". */
bool instant_parse_since(const char *s, struct instant now, struct instant *out);

struct civil {
	int year, month, day, hour, minute, second, microsecond;
};
struct civil instant_civil(struct instant t); /* proleptic Gregorian, UTC */
struct instant civil_instant(struct civil c); /* fields out of range are carried over */

#endif
