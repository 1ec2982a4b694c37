/* Dates told from now: "3 days ago", "vor 2 Stunden", "il y a un mois", "yesterday". */
#include "extract/date_parts.h"

enum { NEAR = 3, AMOUNT_MAX = 10000 };

struct offset {
	int64_t seconds;
	int months;
	enum date_unit finest;
	bool has_any;
};

static void offset_add(struct offset *o, int amount, enum date_unit unit)
{
	static const int64_t seconds[] = {1, 60, 3600, 86400, 7 * 86400};

	if (unit >= UNIT_MONTH)
		o->months += amount * (unit == UNIT_YEAR ? 12 : 1);
	else
		o->seconds += amount * seconds[unit];
	if (!o->has_any || unit < o->finest)
		o->finest = unit;
	o->has_any = true;
}

/* Reads "3 days", "1 day and 2 hours", "an hour" from i; the index behind. */
static int amounts_read(const struct tokens *t, int i, struct offset *o)
{
	for (;;) {
		const struct token *number = &t->items[i], *unit = number + 1;
		bool counts = number->kind == TOKEN_NUMBER || token_is(number, WORD_ONE);
		int amount = number->kind == TOKEN_NUMBER ? number->value : 1;

		if (i + 1 >= t->n || !counts || !token_is(unit, WORD_UNIT) || amount > AMOUNT_MAX)
			return i;
		offset_add(o, amount, (enum date_unit)unit->values[WORD_UNIT]);
		i += 2;
		if (token_is_mark(&t->items[i], '.') || token_is_mark(&t->items[i], ','))
			i++;
		/* A word between two amounts: "and". */
		if (i + 2 < t->n && t->items[i].kind == TOKEN_WORD && !t->items[i].kinds &&
		    token_is(&t->items[i + 2], WORD_UNIT))
			i++;
	}
}

/* A word of this kind within reach before i, with nothing that means something between. */
static bool stands_before(const struct tokens *t, int i, enum word_kind kind)
{
	for (int k = 1; k <= NEAR && i - k >= 0; k++) {
		if (token_is(&t->items[i - k], kind))
			return true;
		if (t->items[i - k].kind == TOKEN_NUMBER)
			return false;
	}
	return false;
}

static bool stands_after(const struct tokens *t, int i, enum word_kind kind)
{
	for (int k = 0; k < NEAR - 1 && i + k < t->n; k++) {
		if (token_is(&t->items[i + k], kind))
			return true;
	}
	return false;
}

static bool is_unspaced(const struct token *t)
{
	return t->kind == TOKEN_WORD && !t->spaced && t->length % 3 == 0;
}

/* -1 for the past, 1 for the future, 0 for a mere length of time. */
static int direction(const struct tokens *t, int start, int end)
{
	const struct token *before = start > 0 ? &t->items[start - 1] : NULL;

	if (stands_after(t, end, WORD_AGO) || stands_before(t, start, WORD_AGO))
		return -1;
	if (before && token_is(before, WORD_AHEAD))
		return 1;
	return token_is(&t->items[end], WORD_AHEAD) && is_unspaced(&t->items[end]) ? 1 : 0;
}

static void moment_from(struct moment *m, struct instant at, bool with_time)
{
	struct civil c = instant_civil(at);

	m->year = c.year;
	m->month = c.month;
	m->day = c.day;
	if (!with_time)
		return;
	m->has_time = m->has_zone = true;
	m->zone = 0;
	m->hour = c.hour;
	m->minute = c.minute;
	m->second = c.second;
}

static struct instant moved(struct instant now, const struct offset *o, int sign)
{
	static const int64_t grain_s[] = {1, 60, 3600};
	struct civil c = instant_civil(now);
	struct instant at;
	int day = c.day;

	c.month += sign * o->months;
	c.day = 1; /* 31 March less a month is the last of February */
	at = civil_instant(c);
	c = instant_civil(at);
	c.month++;
	at.us += (int64_t)(day - 1) * 86400 * 1000000;
	if (at.us >= civil_instant((struct civil){.year = c.year, .month = c.month, .day = 1}).us)
		at.us =
		    civil_instant((struct civil){.year = c.year, .month = c.month, .day = 1}).us -
		    1000000;
	at.us += sign * o->seconds * 1000000;
	if (o->finest <= UNIT_HOUR)
		at.us -= at.us % (grain_s[o->finest] * 1000000);
	return at;
}

/* "i dag" and "i går" are two words, "avant-hier" as well. */
static bool day_at(const struct tokens *t, int i, int *days)
{
	const struct token *d = &t->items[i];
	bool after_i = i > 0 && t->items[i - 1].length == 1 && t->items[i - 1].kind == TOKEN_WORD;

	*days = d->values[WORD_DAY];
	if (after_i && token_is(d, WORD_UNIT) && d->values[WORD_UNIT] == UNIT_DAY && d->length == 3)
		return true;
	if (!token_is(d, WORD_DAY))
		return false;
	if (i > 1 && token_is_mark(d - 1, '-') && d[-2].kind == TOKEN_WORD)
		*days *= 2;
	return true;
}

bool relative_read(const struct tokens *t, const struct date_reader *r, struct moment *m)
{
	for (int i = 0; i < t->n; i++) {
		struct offset o = {0};
		int end = amounts_read(t, i, &o), sign, days;

		if (!o.has_any && token_is(&t->items[i], WORD_UNIT) && i + 1 < t->n &&
		    token_is(&t->items[i + 1], WORD_AGO)) {
			offset_add(&o, 1, (enum date_unit)t->items[i].values[WORD_UNIT]);
			end = i + 1;
		}
		sign = o.has_any ? direction(t, i, end) : 0;
		if (sign) {
			moment_from(m, moved(r->now, &o, sign),
				    o.finest <= UNIT_HOUR && !m->has_time);
			return true;
		}
		if (day_at(t, i, &days)) {
			moment_from(m, (struct instant){r->now.us + days * 86400000000LL}, false);
			return true;
		}
	}
	for (int i = 0; i < t->n; i++) {
		if (token_is(&t->items[i], WORD_NOW)) {
			moment_from(m, r->now, true);
			return true;
		}
	}
	return false;
}
