/* Calendar dates: numbers in every order, names of months, the signs of Japanese. */
#include "extract/calendar.h"
#include "extract/date_parts.h"

enum { GAP_MAX = 3 }; /* marks and fillers between the parts of a date: "10th of May, 2024" */

struct reading {
	const struct tokens *t;
	const struct date_reader *how;
	struct moment *m;
};

/* The token at i, or TOKEN_END for what is used or beyond the end. */
static const struct token *at(const struct reading *r, int i)
{
	static const struct token nothing = {.kind = TOKEN_END};

	return i >= 0 && i < r->t->n && !r->t->items[i].used ? &r->t->items[i] : &nothing;
}

static bool is_year(const struct token *t)
{
	return t->kind == TOKEN_NUMBER && t->digits == 4 && t->value >= 1000 && t->value < 3000;
}

static bool is_small(const struct token *t, int most)
{
	return t->kind == TOKEN_NUMBER && t->digits <= 2 && t->value >= 1 && t->value <= most;
}

static bool is_separator(const struct token *t)
{
	return token_is_mark(t, '-') || token_is_mark(t, '/') || token_is_mark(t, '.');
}

/* As POSIX reads two digits. */
static int whole_year(int value)
{
	return value < 69 ? 2000 + value : 1900 + value;
}

static bool set(struct reading *r, int year, int month, int day)
{
	if (!date_is_valid(year, month, day ? day : 1))
		return false;
	r->m->year = year;
	r->m->month = month;
	r->m->day = day;
	return true;
}

/* The year in which the day is nearest to now. */
static bool set_near(struct reading *r, int month, int day)
{
	struct civil now = instant_civil(r->how->now);
	int32_t today = date_number(now.year, now.month, now.day), best = INT32_MAX;
	bool found = false;

	for (int year = now.year - 1; year <= now.year + 1; year++) {
		int32_t distance;

		if (!date_is_valid(year, month, day))
			continue;
		distance = date_number(year, month, day) - today;
		distance = distance < 0 ? -distance : distance;
		if (distance < best)
			found = set(r, year, month, day);
		best = distance < best ? distance : best;
	}
	return found;
}

/* --- numbers --- */

/* The mark that stands between the numbers at i, i+2 and i+4; 0 when they do not belong together.
 * White space may follow a full stop ("10. 5. 2024") or stand around all marks. */
static char triple_mark(const struct reading *r, int i)
{
	const struct token *first = at(r, i + 1), *second = at(r, i + 3);
	bool spaced = first->spaced;

	if (!is_separator(first) || second->kind != TOKEN_MARK || second->mark != first->mark ||
	    at(r, i + 2)->kind != TOKEN_NUMBER || at(r, i + 4)->kind != TOKEN_NUMBER)
		return '\0';
	if (second->spaced != spaced || at(r, i + 2)->spaced != at(r, i + 4)->spaced)
		return '\0';
	if (first->mark != '.' && at(r, i + 2)->spaced != spaced)
		return '\0';
	/* A version, an address or a telephone number goes on. */
	if (at(r, i + 5)->kind == TOKEN_MARK && at(r, i + 5)->mark == first->mark &&
	    at(r, i + 6)->kind == TOKEN_NUMBER && !at(r, i + 6)->spaced)
		return '\0';
	return first->mark;
}

/* 2024-05-10, 2024/5/10, 2024. 5. 10. */
static bool year_first(struct reading *r, int i)
{
	if (!is_year(at(r, i)) || !triple_mark(r, i) || !is_small(at(r, i + 2), 12) ||
	    !is_small(at(r, i + 4), 31))
		return false;
	return set(r, at(r, i)->value, at(r, i + 2)->value, at(r, i + 4)->value);
}

/* 10.5.2024, 5/10/24: day and month by what is possible, by the mark, by the column. */
static bool year_last(struct reading *r, int i)
{
	const struct token *a = at(r, i), *b = at(r, i + 2), *c = at(r, i + 4);
	char mark = triple_mark(r, i);
	bool month_first;
	int year;

	if (!mark || !is_small(a, 31) || !is_small(b, 31) || (!is_year(c) && c->digits != 2))
		return false;
	year = c->digits == 2 ? whole_year(c->value) : c->value;
	month_first = mark != '.' && r->how->is_month_first;
	if (a->value > 12)
		month_first = false;
	else if (b->value > 12)
		month_first = true;
	if (!(month_first ? set(r, year, a->value, b->value) : set(r, year, b->value, a->value)))
		return false;
	if (mark != '.') {
		r->m->is_day_first = a->value > 12;
		r->m->is_month_first = b->value > 12;
	}
	return true;
}

/* 10.5. and 10.05., as German writes a day of this year. */
static bool day_stop_month(struct reading *r, int i)
{
	if (!is_small(at(r, i), 31) || !token_is_mark(at(r, i + 1), '.') ||
	    !is_small(at(r, i + 2), 12) || !token_is_mark(at(r, i + 3), '.') ||
	    at(r, i + 4)->kind == TOKEN_NUMBER)
		return false;
	return set_near(r, at(r, i + 2)->value, at(r, i)->value);
}

/* 2024-05, 05/2024 */
static bool month_of_year(struct reading *r, int i)
{
	const struct token *a = at(r, i), *b = at(r, i + 2);

	if (!is_separator(at(r, i + 1)) || is_separator(at(r, i + 3)) ||
	    is_separator(at(r, i - 1)) || b->spaced)
		return false;
	if (is_year(a) && is_small(b, 12) && b->digits == 2)
		return set(r, a->value, b->value, 0);
	return is_small(a, 12) && is_year(b) && set(r, b->value, a->value, 0);
}

/* 20240510, alone or before the T of a time. */
static bool compact(struct reading *r, int i)
{
	const struct token *t = at(r, i);

	if (t->kind != TOKEN_NUMBER || t->digits != 8 || i > 0 ||
	    (r->t->n > 1 && !token_is(at(r, i + 1), WORD_TIME)))
		return false;
	return t->value / 10000 >= 1000 &&
	       set(r, t->value / 10000, t->value / 100 % 100, t->value % 100);
}

/* --- signs --- */

static bool is_signed(const struct reading *r, int i, char sign)
{
	const struct token *t = at(r, i + 1);

	return at(r, i)->kind == TOKEN_NUMBER && token_is(t, WORD_SIGN) &&
	       t->values[WORD_SIGN] == sign;
}

/* 2024年5月10日, 2024年5月, 5月10日 */
static bool signed_date(struct reading *r, int i)
{
	int year = 0, month, day = 0;

	if (is_signed(r, i, 'y') && is_year(at(r, i))) {
		year = at(r, i)->value;
		i += 2;
	}
	if (!is_signed(r, i, 'm'))
		return false;
	month = at(r, i)->value;
	if (is_signed(r, i + 2, 'd'))
		day = at(r, i + 2)->value;
	if (year)
		return set(r, year, month, day);
	return day && set_near(r, month, day);
}

/* --- names of months --- */

static bool is_gap(const struct token *t)
{
	return token_is(t, WORD_FILLER) || token_is_mark(t, '.') || token_is_mark(t, ',') ||
	       token_is_mark(t, '-') || token_is_mark(t, '/') || token_is_mark(t, '\'') ||
	       (t->kind == TOKEN_MARK && !t->mark);
}

/* The index after marks and fillers, and after a time that was read already. */
static int after_gap(const struct reading *r, int i)
{
	for (int k = 0; k < GAP_MAX && is_gap(at(r, i)); k++)
		i++;
	while (i < r->t->n && r->t->items[i].used)
		i++;
	for (int k = 0; k < GAP_MAX && is_gap(at(r, i)); k++)
		i++;
	return i;
}

/* The year at i, or behind a gap; two digits count after a mark only: "10-May-24", "May '24". */
static int year_after(const struct reading *r, int i)
{
	int k = after_gap(r, i);
	const struct token *t = at(r, k), *mark = at(r, k - 1);

	if (is_year(t))
		return t->value;
	if (k > i && t->kind == TOKEN_NUMBER && t->digits == 2 && !t->spaced &&
	    (token_is_mark(mark, '-') || token_is_mark(mark, '/') || token_is_mark(mark, '.') ||
	     token_is_mark(mark, '\'') || (mark->kind == TOKEN_MARK && !mark->mark)))
		return whole_year(t->value);
	return 0;
}

/* 10. Mai 2024, 1er mai, 10 de mayo de 2024 */
static bool day_month(struct reading *r, int i)
{
	int k = after_gap(r, i + 1), year;

	if (!is_small(at(r, i), 31) || !token_is(at(r, k), WORD_MONTH))
		return false;
	year = year_after(r, k + 1);
	if (year)
		return set(r, year, at(r, k)->values[WORD_MONTH], at(r, i)->value);
	return set_near(r, at(r, k)->values[WORD_MONTH], at(r, i)->value);
}

/* May 10, 2024; May 10; May 2024 */
static bool month_day(struct reading *r, int i)
{
	int month = at(r, i)->values[WORD_MONTH], k = after_gap(r, i + 1), year;

	if (!token_is(at(r, i), WORD_MONTH))
		return false;
	if (is_small(at(r, k), 31)) {
		int day = at(r, k)->value;

		year = year_after(r, k + 1);
		if (year ? set(r, year, month, day) : set_near(r, month, day))
			return true;
	}
	year = year_after(r, i + 1);
	return year && set(r, year, month, 0);
}

/* 2024 May 10 */
static bool year_month_day(struct reading *r, int i)
{
	int k = after_gap(r, i + 1), day = after_gap(r, k + 1);

	return is_year(at(r, i)) && token_is(at(r, k), WORD_MONTH) && is_small(at(r, day), 31) &&
	       set(r, at(r, i)->value, at(r, k)->values[WORD_MONTH], at(r, day)->value);
}

bool calendar_read(const struct tokens *t, const struct date_reader *how, struct moment *m)
{
	static bool (*const forms[])(struct reading *, int) = {
	    year_first, year_last,	signed_date,   year_month_day, day_month,
	    month_day,	day_stop_month, month_of_year, compact,
	};
	struct reading r = {.t = t, .how = how, .m = m};

	for (int i = 0; i < t->n; i++) {
		for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++) {
			if (!t->items[i].used && forms[k](&r, i))
				return true;
		}
	}
	if (t->n != 1 || !is_year(&t->items[0]))
		return false;
	m->year = t->items[0].value;
	return true;
}
