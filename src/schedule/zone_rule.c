/* POSIX TZ texts (IEEE Std 1003.1, 8.3, with the wider hours of RFC 9636, 3.3.1). */
#include "schedule/zone_rule.h"

#include "util/clock.h"

#include <string.h>

#define DAY 86400

/* --- reading --- */

static bool read_number(const char **p, int least, int most, int *out)
{
	const char *s = *p;
	int n = 0;

	while (*s >= '0' && *s <= '9' && n <= most)
		n = n * 10 + (*s++ - '0');
	if (s == *p || n < least || n > most)
		return false;
	*p = s;
	*out = n;
	return true;
}

/* Letters, or anything between angle brackets. */
static bool skip_name(const char **p)
{
	const char *s = *p;

	if (*s == '<') {
		s = strchr(s, '>');
		if (!s)
			return false;
		*p = s + 1;
		return true;
	}
	while ((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z'))
		s++;
	if (s - *p < 3)
		return false;
	*p = s;
	return true;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool read_time(const char **p, int64_t *out)
{
	int64_t sign = 1;
	int part[3] = {0};

	if (**p == '+' || **p == '-')
		sign = *(*p)++ == '-' ? -1 : 1;
	if (!read_number(p, 0, 167, &part[0]))
		return false;
	for (int i = 1; i < 3 && **p == ':'; i++) {
		(*p)++;
		if (!read_number(p, 0, 59, &part[i]))
			return false;
	}
	*out = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
	return true;
}

static bool expect(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool read_day(const char **p, struct zone_day *out)
{
	*out = (struct zone_day){.second = 2 * 3600};
	if (!expect(p, ','))
		return false;
	if (expect(p, 'M')) {
		out->kind = ZONE_DAY_MONTH;
		if (!read_number(p, 1, 12, &out->month) || !expect(p, '.') ||
		    !read_number(p, 1, 5, &out->week) || !expect(p, '.') ||
		    !read_number(p, 0, 6, &out->day))
			return false;
	} else {
		out->kind = expect(p, 'J') ? ZONE_DAY_JULIAN : ZONE_DAY_ZERO;
		if (!read_number(p, out->kind == ZONE_DAY_JULIAN, 365, &out->day))
			return false;
	}
	return !expect(p, '/') || read_time(p, &out->second);
}

bool zone_rule_parse(const char *text, struct zone_rule *out)
{
	int64_t west;

	*out = (struct zone_rule){0};
	if (!skip_name(&text) || !read_time(&text, &west))
		return false;
	out->standard = -west;
	if (*text == '\0')
		return true;
	out->has_summer = true;
	out->summer = out->standard + 3600;
	if (!skip_name(&text))
		return false;
	if (*text != ',') {
		if (!read_time(&text, &west))
			return false;
		out->summer = -west;
	}
	return read_day(&text, &out->start) && read_day(&text, &out->end) && *text == '\0';
}

/* --- reckoning --- */

static int64_t day_number(int year, int month, int day)
{
	struct instant t = civil_instant((struct civil){.year = year, .month = month, .day = day});

	return t.us / 1000000 / DAY;
}

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The day's number since 1970. */
static int64_t day_of(const struct zone_day *d, int year)
{
	int64_t first, last;

	switch (d->kind) {
	case ZONE_DAY_JULIAN:
		return day_number(year, 1, 1) + d->day - 1 + (is_leap(year) && d->day >= 60);
	case ZONE_DAY_ZERO:
		return day_number(year, 1, 1) + d->day;
	case ZONE_DAY_MONTH:
		break;
	}
	first = day_number(year, d->month, 1);
	last =
	    d->month == 12 ? day_number(year + 1, 1, 1) - 1 : day_number(year, d->month + 1, 1) - 1;
	first += ((d->day - (first + 4)) % 7 + 7) % 7; /* 1970 began on a Thursday */
	first += INT64_C(7) * (d->week - 1);
	return first > last ? first - 7 : first;
}

struct change {
	int64_t at, offset;
};

/* Both changes of a year, in their order. */
static void changes_of(const struct zone_rule *r, int year, struct change out[2])
{
	const struct change start = {day_of(&r->start, year) * DAY + r->start.second - r->standard,
				     r->summer},
			    end = {day_of(&r->end, year) * DAY + r->end.second - r->summer,
				   r->standard};
	bool in_order = start.at <= end.at;

	out[0] = in_order ? start : end;
	out[1] = in_order ? end : start;
}

static int year_of(int64_t t)
{
	return instant_civil((struct instant){t * 1000000}).year;
}

int64_t zone_rule_offset(const struct zone_rule *r, int64_t t)
{
	struct change changes[2];
	int64_t offset = r->standard;
	int year = year_of(t);

	if (!r->has_summer)
		return offset;
	/* A rule's change may lie a few days beyond its year. */
	for (int y = year - 1; y <= year + 1; y++) {
		changes_of(r, y, changes);
		for (int i = 0; i < 2; i++)
			if (changes[i].at <= t)
				offset = changes[i].offset;
	}
	return offset;
}

int64_t zone_rule_next(const struct zone_rule *r, int64_t t)
{
	struct change changes[2];
	int year = year_of(t);

	for (int y = year - 1; r->has_summer && y <= year + 2; y++) {
		changes_of(r, y, changes);
		for (int i = 0; i < 2; i++)
			if (changes[i].at > t)
				return changes[i].at;
	}
	return INT64_MAX;
}
