/* The rule at the end of a TZif file, for the years that its table does not list: a POSIX TZ text
 * such as "CET-1CEST,M3.5.0,M10.5.0/3". */
#ifndef METER_SCHEDULE_ZONE_RULE_H
#define METER_SCHEDULE_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

/* A day of the year and a second of that day, local. */
struct zone_day {
	enum { ZONE_DAY_JULIAN, ZONE_DAY_ZERO, ZONE_DAY_MONTH } kind;
	int day;	 /* JULIAN: 1 to 365 without 29 February; ZERO: 0 to 365 with it */
	int month, week; /* MONTH: the week's day (0 Sunday) of that month; week 5: the last */
	int64_t second;	 /* may be negative or beyond the day */
};

struct zone_rule {
	int64_t standard, summer; /* seconds east of UTC */
	bool has_summer;
	struct zone_day start, end; /* of summer time */
};

/* False when it is none. Text after it is an error too. */
bool zone_rule_parse(const char *text, struct zone_rule *out);

int64_t zone_rule_offset(const struct zone_rule *r, int64_t t);

/* The first change after t; INT64_MAX: none. */
int64_t zone_rule_next(const struct zone_rule *r, int64_t t);

#endif
