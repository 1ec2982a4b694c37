/* Time and ISO 8601. Calendar arithmetic follows Howard Hinnant's "chrono-Compatible Low-Level
 * Date Algorithms" (days_from_civil, civil_from_days). */
#include "util/clock.h"
#include "util/arena.h"
#include "util/banned.h"

#define US_PER_S  INT64_C(1000000)
#define S_PER_DAY INT64_C(86400)

static struct instant frozen;

struct instant clock_now(void)
{
	struct timespec t;

	if (frozen.us)
		return frozen;
	clock_gettime(CLOCK_REALTIME, &t);
	return (struct instant){(int64_t)t.tv_sec * US_PER_S + t.tv_nsec / 1000};
}

int64_t clock_monotonic_us(void)
{
	struct timespec t;

	if (frozen.us)
		return frozen.us;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

int64_t clock_monotonic_ms(void)
{
	return clock_monotonic_us() / 1000;
}

void clock_set(struct instant at)
{
	frozen = at;
}

static int64_t days_of(int64_t year, int month, int day)
{
	int64_t era, doy, doe, yoe;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	yoe = year - era * 400;
	doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

struct civil instant_civil(struct instant t)
{
	int64_t us = t.us % US_PER_S, s = t.us / US_PER_S, days, rest, era, doe, yoe, doy, mp;
	struct civil c;

	if (us < 0) {
		us += US_PER_S;
		s--;
	}
	days = s / S_PER_DAY;
	rest = s % S_PER_DAY;
	if (rest < 0) {
		rest += S_PER_DAY;
		days--;
	}
	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	doe = days - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c.year = (int)(yoe + era * 400 + (c.month <= 2));
	c.hour = (int)(rest / 3600);
	c.minute = (int)(rest / 60 % 60);
	c.second = (int)(rest % 60);
	c.microsecond = (int)us;
	return c;
}

struct instant civil_instant(struct civil c)
{
	int64_t months = (int64_t)c.year * 12 + c.month - 1;
	int64_t year = months >= 0 ? months / 12 : (months - 11) / 12;
	int month = (int)(months - year * 12) + 1;
	int64_t s = (days_of(year, month, 1) + c.day - 1) * S_PER_DAY + (int64_t)c.hour * 3600 +
		    (int64_t)c.minute * 60 + c.second;

	return (struct instant){s * US_PER_S + c.microsecond};
}

static char *put_number(char *out, int value, int digits)
{
	for (int i = digits - 1; i >= 0; i--) {
		out[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return out + digits;
}

void instant_print(struct instant t, char out[static INSTANT_TEXT_SIZE])
{
	struct civil c = instant_civil(t);

	if (c.year < 1 || c.year > 9999)
		c.year = 9999;
	out = put_number(out, c.year, 4);
	*out++ = '-';
	out = put_number(out, c.month, 2);
	*out++ = '-';
	out = put_number(out, c.day, 2);
	*out++ = 'T';
	out = put_number(out, c.hour, 2);
	*out++ = ':';
	out = put_number(out, c.minute, 2);
	*out++ = ':';
	out = put_number(out, c.second, 2);
	*out++ = 'Z';
	*out = '\0';
}

const char *instant_text(struct arena *a, struct instant t)
{
	char *text = arena_alloc(a, INSTANT_TEXT_SIZE);

	instant_print(t, text);
	return text;
}

/* Exactly `digits` digits at *s, moved past; false when there are fewer or value is out of range.
 */
static bool take_number(const char **s, int digits, int least, int most, int *out)
{
	int value = 0;

	for (int i = 0; i < digits; i++, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		value = value * 10 + (**s - '0');
	}
	*out = value;
	return value >= least && value <= most;
}

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static void take_fraction(const char **s, int *microsecond)
{
	int unit = 100000;

	for (; **s >= '0' && **s <= '9'; (*s)++) {
		*microsecond += (**s - '0') * unit;
		unit /= 10;
	}
}

static bool take_time(const char **s, struct civil *c)
{
	if (!take_number(s, 2, 0, 23, &c->hour) || *(*s)++ != ':' ||
	    !take_number(s, 2, 0, 59, &c->minute))
		return false;
	if (**s != ':')
		return true;
	(*s)++;
	if (!take_number(s, 2, 0, 60, &c->second))
		return false;
	if ((**s == '.' || **s == ',') && (*s)[1] >= '0' && (*s)[1] <= '9') {
		(*s)++;
		take_fraction(s, &c->microsecond);
	}
	return true;
}

/* Zone at *s in minutes east of UTC. */
static bool take_zone(const char **s, int *offset)
{
	int hour, minute = 0, sign;

	*offset = 0;
	if (**s == 'Z' || **s == 'z') {
		(*s)++;
		return true;
	}
	if (**s != '+' && **s != '-')
		return **s == '\0';
	sign = *(*s)++ == '-' ? -1 : 1;
	if (!take_number(s, 2, 0, 23, &hour))
		return false;
	if (**s == ':')
		(*s)++;
	if (**s && !take_number(s, 2, 0, 59, &minute))
		return false;
	*offset = sign * (hour * 60 + minute);
	return true;
}

bool instant_parse(const char *s, struct instant *out)
{
	struct civil c = {0};
	int offset = 0;

	if (!take_number(&s, 4, 1, 9999, &c.year) || *s++ != '-' ||
	    !take_number(&s, 2, 1, 12, &c.month) || *s++ != '-' ||
	    !take_number(&s, 2, 1, month_days(c.year, c.month), &c.day))
		return false;
	if (*s == 'T' || *s == 't' || *s == ' ') {
		s++;
		if (!take_time(&s, &c) || !take_zone(&s, &offset))
			return false;
	}
	if (*s)
		return false;
	c.minute -= offset;
	*out = civil_instant(c);
	return true;
}

bool instant_parse_since(const char *s, struct instant now, struct instant *out)
{
	static const struct {
		char letter;
		int64_t seconds;
	} units[] = {{'m', 60}, {'h', 3600}, {'d', S_PER_DAY}, {'w', 7 * S_PER_DAY}};
	int64_t n = 0;
	int digits = 0;

	for (; digits < 6 && s[digits] >= '0' && s[digits] <= '9'; digits++)
		n = n * 10 + (s[digits] - '0');
	for (size_t i = 0; digits && n && i < sizeof units / sizeof units[0]; i++) {
		if (s[digits] != units[i].letter || s[digits + 1])
			continue;
		*out = (struct instant){now.us - n * units[i].seconds * US_PER_S};
		return true;
	}
	return instant_parse(s, out);
}
