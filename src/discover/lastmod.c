/* Two forms of dates: W3C's, of which the clock reads most, and that of mails. */
#include "discover/lastmod.h"

#include "util/clock.h"
#include "util/text.h"

#include <stdio.h>
#include <string.h>

/* --- W3C --- */

static bool has_form(const char *s, const char *form)
{
	for (; *form; s++, form++)
		if (*form == 'd' ? *s < '0' || *s > '9' : *s != *form)
			return false;
	return !*s;
}

static bool read_w3c(const char *s, struct instant *out)
{
	char full[16];

	if (has_form(s, "dddd"))
		(void)snprintf(full, sizeof full, "%s-01-01", s);
	else if (has_form(s, "dddd-dd"))
		(void)snprintf(full, sizeof full, "%s-01", s);
	else
		return instant_parse(s, out);
	return instant_parse(full, out);
}

/* --- RFC 822 --- */

static const char *skip_spaces(const char *s)
{
	while (ascii_is_space(*s))
		s++;
	return s;
}

/* At most `most` digits; -1 without one. */
static int number(const char **s, int most)
{
	int n = 0, digits = 0;

	for (; digits < most && **s >= '0' && **s <= '9'; digits++)
		n = n * 10 + *(*s)++ - '0';
	return digits ? n : -1;
}

static int month(const char **s)
{
	static const char names[12][4] = {"jan", "feb", "mar", "apr", "may", "jun",
					  "jul", "aug", "sep", "oct", "nov", "dec"};

	for (int i = 0; i < 12; i++) {
		if (ascii_starts(*s, names[i])) {
			*s += 3;
			return i + 1;
		}
	}
	return -1;
}

/* Minutes ahead of UTC. False without a zone, or for one that is not known. */
static bool zone(const char *s, int *minutes)
{
	static const struct {
		const char *name;
		int hours;
	} names[] = {{"GMT", 0},  {"UTC", 0},  {"UT", 0},   {"Z", 0},	 {"EST", -5}, {"EDT", -4},
		     {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
	int hhmm;

	if (*s == '+' || *s == '-') {
		const char *digits = s + 1;

		hhmm = number(&digits, 4);
		*minutes = (*s == '-' ? -1 : 1) * (hhmm / 100 * 60 + hhmm % 100);
		return digits == s + 5 && !*skip_spaces(digits) && hhmm % 100 < 60;
	}
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (ascii_equal(s, names[i].name)) {
			*minutes = names[i].hours * 60;
			return true;
		}
	}
	return false;
}

/* "12:34" or "12:34:50" */
static bool time_of_day(const char **s, struct civil *c)
{
	c->hour = number(s, 2);
	if (**s != ':')
		return false;
	(*s)++;
	c->minute = number(s, 2);
	if (**s == ':') {
		(*s)++;
		c->second = number(s, 2);
	}
	return c->hour >= 0 && c->hour < 24 && c->minute >= 0 && c->minute < 60 && c->second >= 0 &&
	       c->second <= 60;
}

static int full_year(int year, int digits)
{
	return digits > 2 ? year : year < 50 ? 2000 + year : 1900 + year;
}

static bool date_of(const char **s, struct civil *c)
{
	const char *start;

	c->day = number(s, 2);
	*s = skip_spaces(*s);
	c->month = month(s);
	start = *s = skip_spaces(*s);
	c->year = number(s, 4);
	if (c->day < 1 || c->day > 31 || c->month < 0 || c->year < 0)
		return false;
	c->year = full_year(c->year, (int)(*s - start));
	return true;
}

static bool read_mail(const char *s, struct instant *out)
{
	const char *comma = strchr(s, ',');
	struct civil c = {0};
	int minutes;

	s = skip_spaces(comma ? comma + 1 : s);
	if (!date_of(&s, &c) || !ascii_is_space(*s))
		return false;
	s = skip_spaces(s);
	if (!time_of_day(&s, &c) || !zone(skip_spaces(s), &minutes))
		return false;
	c.minute -= minutes;
	*out = civil_instant(c);
	return true;
}

/* --- */

bool lastmod_read(const char *text, char out[static LASTMOD_SIZE])
{
	struct instant at;
	int year;

	_Static_assert(LASTMOD_SIZE == INSTANT_TEXT_SIZE, "the form of the API");
	if (!read_w3c(text, &at) && !read_mail(text, &at))
		return false;
	year = instant_civil(at).year;
	if (year < 1 || year > 9999)
		return false;
	instant_print(at, out);
	return true;
}
