/* :in-range and :out-of-range: values of inputs against their limits (HTML standard, 2.3 for the
 * forms of numbers and times, 4.10.5.3.7 for min and max). */
#include "extract/calendar.h"
#include "extract/selector_match.h"

#include <stdlib.h>

enum { MINUTES_A_DAY = 24 * 60 };

/* Exactly `n` digits, or for a year four and more. */
static bool digits(const char **p, unsigned least, unsigned most, int *out)
{
	unsigned n = 0;

	for (*out = 0; n < most && **p >= '0' && **p <= '9'; n++)
		*out = *out * 10 + (*(*p)++ - '0');
	return n >= least;
}

static bool sign(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool number_of(const char *s, double *out)
{
	char *end;

	/* strtod would take "0x1", "inf" and a leading space or plus. */
	if (!*s || s[strspn(s, "0123456789.eE+-")] || *s == '+')
		return false;
	*out = strtod(s, &end);
	return !*end;
}

static bool month_at(const char **p, int *year, int *month)
{
	return digits(p, 4, 6, year) && *year > 0 && sign(p, '-') && digits(p, 2, 2, month) &&
	       *month >= 1 && *month <= 12;
}

static bool date_at(const char **p, double *days)
{
	int year, month, day;

	if (!month_at(p, &year, &month) || !sign(p, '-') || !digits(p, 2, 2, &day) ||
	    !date_is_valid(year, month, day))
		return false;
	*days = date_number(year, month, day);
	return true;
}

static bool time_at(const char **p, double *minutes)
{
	int hour, minute, second = 0;

	if (!digits(p, 2, 2, &hour) || !sign(p, ':') || !digits(p, 2, 2, &minute) || hour > 23 ||
	    minute > 59)
		return false;
	if (sign(p, ':') && (!digits(p, 2, 2, &second) || second > 59))
		return false;
	*minutes = hour * 60 + minute + second / 60.0;
	return true;
}

static bool week_at(const char **p, double *out)
{
	int year, week;

	if (!digits(p, 4, 6, &year) || year < 1 || year > 9999 || !sign(p, '-') || !sign(p, 'W') ||
	    !digits(p, 2, 2, &week) || week < 1 || week > year_weeks(year))
		return false;
	*out = year * 54 + week;
	return true;
}

/* The value as a number that orders those of its type. */
static bool value_of(const char *type, const char *s, double *out)
{
	int year, month;
	double days;

	if (!s)
		return false;
	if (ascii_equal(type, "number") || ascii_equal(type, "range"))
		return number_of(s, out);
	if (ascii_equal(type, "date"))
		return date_at(&s, out) && !*s;
	if (ascii_equal(type, "time"))
		return time_at(&s, out) && !*s;
	if (ascii_equal(type, "week"))
		return week_at(&s, out) && !*s;
	if (ascii_equal(type, "month")) {
		if (!month_at(&s, &year, &month) || *s)
			return false;
		*out = year * 12 + month;
		return true;
	}
	if (!date_at(&s, &days) || (!sign(&s, 'T') && !sign(&s, ' ')) || !time_at(&s, out) || *s)
		return false;
	*out += days * MINUTES_A_DAY;
	return true;
}

enum range input_range(const struct node *input)
{
	const char *type = node_attribute(input, "type");
	double low = 0, high = 0, value;
	bool has_low = value_of(type, node_attribute(input, "min"), &low);
	bool has_high = value_of(type, node_attribute(input, "max"), &high);

	if (!has_low && !has_high)
		return RANGE_NONE;
	if (!value_of(type, node_attribute(input, "value"), &value))
		return RANGE_IN;					    /* as an empty one */
	if (has_low && has_high && low > high && ascii_equal(type, "time")) /* past midnight */
		return value > high && value < low ? RANGE_OUT : RANGE_IN;
	return (has_low && value < low) || (has_high && value > high) ? RANGE_OUT : RANGE_IN;
}
