/* The Gregorian calendar, as far as reading dates needs it. */
#ifndef METER_EXTRACT_CALENDAR_H
#define METER_EXTRACT_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

static inline bool year_is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Of months 1 to 12. */
static inline int month_days(int year, int month)
{
	static const signed char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && year_is_leap(year) ? 29 : days[month - 1];
}

static inline bool date_is_valid(int year, int month, int day)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= month_days(year, month);
}

/* Days since 1 January of year 1, which was a Monday. */
static inline int32_t date_number(int year, int month, int day)
{
	int before = year - 1, n = before * 365 + before / 4 - before / 100 + before / 400;

	for (int m = 1; m < month; m++)
		n += month_days(year, m);
	return n + day - 1;
}

/* 52 or 53, as ISO 8601 numbers them. */
static inline int year_weeks(int year)
{
	int first = date_number(year, 1, 1) % 7; /* 0: Monday */

	return first == 3 || (first == 2 && year_is_leap(year)) ? 53 : 52;
}

#endif
