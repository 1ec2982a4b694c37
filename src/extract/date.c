/* Reading dates: the parts found in a text, put together and written as ISO 8601. */
#include "extract/date_parts.h"

#include <inttypes.h>

static void moment_print(const struct moment *m, char out[static DATE_SIZE])
{
	struct text t = {.data = out, .capacity = DATE_SIZE, .limit = DATE_SIZE - 1};
	int zone = m->zone < 0 ? -m->zone : m->zone;

	out[0] = '\0';
	text_addf(&t, "%04d", m->year);
	if (m->month)
		text_addf(&t, "-%02d", m->month);
	if (m->day)
		text_addf(&t, "-%02d", m->day);
	if (!m->day || !m->has_time)
		return;
	text_addf(&t, "T%02d:%02d:%02d", m->hour, m->minute, m->second);
	if (m->has_zone && zone == 0)
		text_add_char(&t, 'Z');
	else if (m->has_zone)
		text_addf(&t, "%c%02d:%02d", m->zone < 0 ? '-' : '+', zone / 60, zone % 60);
}

static bool moment_read(const char *text, const struct date_reader *r, struct moment *m)
{
	struct tokens t;

	*m = (struct moment){0};
	tokens_read(&t, text);
	clock_read(&t, m);
	if (!calendar_read(&t, r, m) && !relative_read(&t, r, m))
		return false;
	return m->year >= 1 && m->year <= 9999; /* ISO 8601 has four digits */
}

/* Seconds since 1970 have ten digits from 2001 to 2286, milliseconds thirteen. */
static bool epoch_read(const char *text, char out[static DATE_SIZE])
{
	size_t n = strspn(text, "0123456789");
	struct instant at;

	if (text[n] || (n != 10 && n != 13))
		return false;
	at.us = strtoll(text, NULL, 10) * (n == 10 ? 1000000 : 1000);
	instant_print(at, out);
	return true;
}

bool date_read(const char *text, const struct date_reader *r, char out[static DATE_SIZE])
{
	struct moment m;

	if (epoch_read(text, out))
		return true;
	if (!moment_read(text, r, &m))
		return false;
	moment_print(&m, out);
	return true;
}

void date_vote(struct date_votes *votes, const char *text)
{
	const struct date_reader r = {.now = {0}};
	struct moment m;

	if (!moment_read(text, &r, &m))
		return;
	votes->day_first += m.is_day_first;
	votes->month_first += m.is_month_first;
}

bool date_language_is_month_first(const char *language)
{
	static const char *const month_first[] = {"en-us", "en-ca", "en-ph", "es-us"};

	if (!language || !*language || ascii_equal(language, "en"))
		return true;
	for (size_t i = 0; i < sizeof month_first / sizeof month_first[0]; i++) {
		if (ascii_equal(language, month_first[i]))
			return true;
	}
	return false;
}

/* --- columns --- */

static void value_vote(struct date_votes *votes, const struct value *v)
{
	if (v->kind == VALUE_TEXT)
		date_vote(votes, v->as.text);
	for (size_t i = 0; v->kind == VALUE_LIST && i < v->as.list.n; i++)
		value_vote(votes, &v->as.list.items[i]);
}

static void value_to_date(struct arena *a, struct value *v, const struct date_reader *r)
{
	const char *text = v->kind == VALUE_TEXT ? v->as.text : NULL;
	char out[DATE_SIZE];

	if (v->kind == VALUE_INT)
		text = arena_printf(a, "%" PRId64, v->as.integer);
	if (text && date_read(text, r, out))
		*v = (struct value){.kind = VALUE_TEXT, .as.text = arena_text(a, out)};
	else
		v->kind = VALUE_NULL;
}

static void list_to_dates(struct arena *a, struct value *v, const struct date_reader *r)
{
	size_t n = 0;

	for (size_t i = 0; i < v->as.list.n; i++) {
		struct value *item = &v->as.list.items[i];

		value_to_date(a, item, r);
		if (item->kind == VALUE_TEXT)
			v->as.list.items[n++] = *item;
	}
	v->as.list.n = n;
}

static void column_vote(struct date_votes *votes, struct items *items, size_t column)
{
	for (size_t row = 0; row < items->n; row++)
		value_vote(votes, item_value(items, row, column));
}

static void column_to_dates(struct arena *a, struct items *items, size_t column,
			    const struct date_reader *r)
{
	for (size_t row = 0; row < items->n; row++) {
		struct value *v = item_value(items, row, column);

		if (v->kind == VALUE_LIST)
			list_to_dates(a, v, r);
		else
			value_to_date(a, v, r);
	}
}

void date_columns(struct arena *a, struct items *const *tables, size_t n, size_t column,
		  const struct date_reader *r, bool order_is_said)
{
	struct date_reader decided = *r;
	struct date_votes votes = {0};

	for (size_t i = 0; i < n && !order_is_said; i++)
		column_vote(&votes, tables[i], column);
	if (votes.month_first != votes.day_first)
		decided.is_month_first = votes.month_first > votes.day_first;
	for (size_t i = 0; i < n; i++)
		column_to_dates(a, tables[i], column, &decided);
}
