/* The text comes lower-cased. Forms: 2024-05-10, 10.5.2024, 5/10/24, 10 May 2024, May 10, 2024,
 * 2024年5月10日; names of months by their beginnings. */
#include "strategy/dates.h"

#include "util/text.h"

#include <string.h>

/* Beginnings of at least three letters; a word is a month when it starts with one and is not much
 * longer than a month's name. */
static const char *const months[] = {
    "jan", "feb", "mar", "apr", "may", "jun",  "jul",  "aug", "sep", "oct", "nov",  "dec", "mär",
    "mai", "okt", "dez", "fév", "avr", "juin", "juil", "aoû", "déc", "ene", "abr",  "ago", "dic",
    "gen", "mag", "giu", "lug", "set", "ott",  "mrt",  "maa", "mei", "maj", "fev",  "out", "sty",
    "lut", "kwi", "cze", "lip", "sie", "wrz",  "paź",  "lis", "gru", "янв", "фев",  "мар", "апр",
    "мая", "май", "июн", "июл", "авг", "сен",  "окт",  "ноя", "дек", "jui", "sept",
};
#define MONTH_BYTES_MAX 20

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Reads up to four digits at *i; their value, or -1 when there are none or more. */
static int number_at(const char *s, size_t n, size_t *i, size_t *digits)
{
	int value = 0;
	size_t start = *i;

	while (*i < n && is_digit(s[*i]) && *i - start < 5)
		value = value * 10 + (s[(*i)++] - '0');
	*digits = *i - start;
	return *digits == 0 || *digits > 4 ? -1 : value;
}

static bool is_year(int value, size_t digits)
{
	return digits == 4 && value >= 1500 && value < 2200;
}

/* Three numbers with one separator between, at i. */
static bool numeric_date_at(const char *s, size_t n, size_t i)
{
	size_t da, db, dc;
	int a = number_at(s, n, &i, &da), b, c;
	char mark = i < n ? s[i] : '\0';

	if (a < 0 || !mark || !strchr("-/.", mark))
		return false;
	i++;
	b = number_at(s, n, &i, &db);
	if (b < 0 || db > 2 || i >= n || s[i] != mark)
		return false;
	i++;
	c = number_at(s, n, &i, &dc);
	if (c < 0 || (i < n && s[i] == mark && i + 1 < n && is_digit(s[i + 1])))
		return false;
	if (is_year(a, da))
		return b >= 1 && b <= 12 && c >= 1 && c <= 31;
	if (da > 2 || (dc != 2 && !is_year(c, dc)))
		return false;
	return a >= 1 && b >= 1 && a <= 31 && b <= 31 && (a <= 12 || b <= 12);
}

static bool month_at(const char *s, size_t n)
{
	if (n > MONTH_BYTES_MAX)
		return false;
	for (size_t i = 0; i < sizeof months / sizeof months[0]; i++) {
		size_t length = strlen(months[i]);
		if (n >= length && memcmp(s, months[i], length) == 0)
			return n < length + 7;
	}
	return false;
}

/* A day or a year within a few characters before or after the month. */
static bool number_near(const char *s, size_t n, size_t start, size_t end)
{
	size_t i = start, digits;
	int value;

	while (i > 0 && start - i < 6 && !is_digit(s[i - 1]) && s[i - 1] != ',')
		i--;
	if (i > 0 && is_digit(s[i - 1]) && (i < 3 || !is_digit(s[i - 3])))
		return true;
	for (i = end; i < n && i - end < 4 && !is_digit(s[i]); i++)
		if (is_letter(s[i]))
			return false;
	value = number_at(s, n, &i, &digits);
	return (value >= 1 && value <= 31) || is_year(value, digits);
}

bool text_has_date(const char *s, size_t n)
{
	static const char year_sign[] = "年";

	for (size_t i = 0; i < n;) {
		size_t start = i;
		if (is_digit(s[i])) {
			if (numeric_date_at(s, n, i))
				return true;
			while (i < n && is_digit(s[i]))
				i++;
			if (i - start == 4 && i + 3 < n && memcmp(s + i, year_sign, 3) == 0)
				return true;
		} else if (is_letter(s[i])) {
			while (i < n && is_letter(s[i]))
				i++;
			if (month_at(s + start, i - start) && number_near(s, n, start, i))
				return true;
		} else {
			i++;
		}
	}
	return false;
}

bool text_has_relative_date(const char *s, size_t n)
{
	static const char *const marks[] = {" ago", "vor ",	"il y a ", "hace ",
					    " fa",  " geleden", " siden",  " sedan",
					    "há ",  " назад",	" temu",   "前"};
	static const char *const days[] = {
	    "yesterday", "today", "gestern",  "heute",	 "hier",    "aujourd", "ayer", "hoy",
	    "ieri",	 "oggi",  "gisteren", "vandaag", "i går",   "igår",    "idag", "ontem",
	    "hoje",	 "вчера", "сегодня",  "wczoraj", "dzisiaj", "昨日",    "今日"};
	bool digit = false;

	if (n > 60)
		return false;
	for (size_t i = 0; i < n; i++)
		digit = digit || is_digit(s[i]);
	if (digit || strstr(s, "hour ago") || strstr(s, "day ago"))
		for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
			const char *at = strstr(s, marks[i]);
			size_t length = strlen(marks[i]);
			bool ends = at && (marks[i][0] != ' ' || !is_letter(at[length]));
			if (at && ends &&
			    (marks[i][0] == ' ' || at == s || at[-1] == ' ' ||
			     (unsigned char)marks[i][0] >= 0x80))
				return true;
		}
	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
		if (strncmp(s, days[i], strlen(days[i])) == 0)
			return true;
	return false;
}

bool text_has_time(const char *s, size_t n)
{
	for (size_t i = 1; i + 2 < n; i++) {
		bool two;
		if ((s[i] != ':' && s[i] != '.') || !is_digit(s[i - 1]))
			continue;
		two =
		    is_digit(s[i + 1]) && is_digit(s[i + 2]) && (i + 3 == n || !is_digit(s[i + 3]));
		if (!two || (i > 2 && is_digit(s[i - 2]) && is_digit(s[i - 3])))
			continue;
		if (s[i] == ':')
			return true;
		if (i + 4 < n &&
		    (strncmp(s + i + 3, " uhr", 4) == 0 || strncmp(s + i + 3, " pm", 3) == 0))
			return true;
	}
	for (size_t i = 1; i + 1 < n; i++) /* "6 pm" */
		if ((s[i] == 'a' || s[i] == 'p') && (s[i + 1] == 'm' || s[i + 1] == '.') &&
		    (is_digit(s[i - 1]) || (i > 1 && s[i - 1] == ' ' && is_digit(s[i - 2]))) &&
		    (i + 2 == n || !is_letter(s[i + 2])))
			return true;
	return false;
}

bool text_is_duration(const char *s, size_t n)
{
	static const char *const units[] = {"min",    "sec",	"hour", "hr", "std",
					    "stunde", "minute", "h",	"m",  "s"};
	size_t i = 0;

	if (n > 2 && s[0] == 'p' && (s[1] == 't' || is_digit(s[1])))
		return true;
	while (i < n && is_digit(s[i]))
		i++;
	if (i == 0 || i > 3 || n > 20)
		return false;
	if (i < n && s[i] == ':')
		return i + 2 < n && is_digit(s[i + 1]) && is_digit(s[i + 2]) &&
		       (i + 3 == n || s[i + 3] == ':');
	while (i < n && s[i] == ' ')
		i++;
	for (size_t k = 0; k < sizeof units / sizeof units[0]; k++)
		if (strncmp(s + i, units[k], strlen(units[k])) == 0 &&
		    (strlen(units[k]) > 1 || i + 1 == n || s[i + 1] == ' '))
			return true;
	return false;
}
