/* Times of day: "14:30:15", "2 pm", "14h30", "14.30 Uhr", "午後2時30分", and the zone after them.
 */
#include "extract/date_parts.h"

/* A time as it is being read. */
struct clock {
	const struct token *tokens;
	int end; /* index behind it */
	int hour, minute, second;
	bool has_seconds;
};

static bool is_number(const struct token *t, unsigned digits, int most)
{
	return t->kind == TOKEN_NUMBER && !t->used && t->digits <= digits && t->value <= most;
}

static bool is_pair(const struct token *t, int most)
{
	return is_number(t, 2, most) && t->digits == 2 && !t->spaced;
}

/* The sign after it, or 0. */
static char sign_of(const struct token *t)
{
	return token_is(t, WORD_SIGN) ? (char)t->values[WORD_SIGN] : '\0';
}

/* 14:30, 14:30:15.123 */
static bool colon_time(struct clock *c, int i)
{
	const struct token *t = c->tokens + i;

	if (!is_number(t, 2, 23) || !token_is_mark(t + 1, ':') || !is_pair(t + 2, 59))
		return false;
	c->hour = t->value;
	c->minute = t[2].value;
	c->end = i + 3;
	if (!token_is_mark(t + 3, ':') || !is_pair(t + 4, 60))
		return true;
	c->second = t[4].value < 60 ? t[4].value : 59;
	c->has_seconds = true;
	c->end = i + 5;
	if ((token_is_mark(t + 5, '.') || token_is_mark(t + 5, ',')) && t[6].kind == TOKEN_NUMBER &&
	    !t[6].spaced)
		c->end = i + 7;
	return true;
}

/* T143015, after the eight digits of a date. */
static bool compact_time(struct clock *c, int i)
{
	const struct token *t = c->tokens + i;
	bool has_seconds = t->digits == 6;
	int value = has_seconds ? t->value / 100 : t->value;

	if (t->kind != TOKEN_NUMBER || (t->digits != 4 && t->digits != 6) || i < 2 ||
	    !token_is(t - 1, WORD_TIME) || t[-1].values[WORD_TIME] != 't' || t[-2].digits != 8 ||
	    value / 100 > 23 || value % 100 > 59)
		return false;
	c->hour = value / 100;
	c->minute = value % 100;
	c->second = has_seconds ? t->value % 100 : 0;
	c->has_seconds = true;
	c->end = i + 1;
	return c->second < 60;
}

/* 14時30分15秒 */
static bool sign_time(struct clock *c, int i)
{
	const struct token *t = c->tokens + i;

	if (!is_number(t, 2, 23) || sign_of(t + 1) != 'H')
		return false;
	c->hour = t->value;
	c->end = i + 2;
	if (!is_number(t + 2, 2, 59) || sign_of(t + 3) != 'M')
		return true;
	c->minute = t[2].value;
	c->end = i + 4;
	if (!is_number(t + 4, 2, 59) || sign_of(t + 5) != 'S')
		return true;
	c->second = t[4].value;
	c->end = i + 6;
	return true;
}

static bool half_follows(const struct token *t)
{
	return token_is(t, WORD_HALF) && (t->length > 1 || token_is_mark(t + 1, '.'));
}

static bool time_precedes(const struct clock *c, int i)
{
	while (i > 0 && token_is_mark(&c->tokens[i - 1], '.'))
		i--;
	return i > 0 && token_is(&c->tokens[i - 1], WORD_TIME);
}

/* 14h30, 14 Uhr, 14.30 Uhr, kl. 14.30, 2 pm, 2.30 pm */
static bool word_time(struct clock *c, int i)
{
	const struct token *t = c->tokens + i;
	bool has_pair;

	if (!is_number(t, 2, 23))
		return false;
	c->hour = t->value;
	c->end = i + 1;
	if (token_is(t + 1, WORD_CLOCK)) {
		bool is_letter = t[1].length == 1;

		if (is_number(t + 2, 2, 59) && t[2].digits == 2) {
			c->minute = t[2].value;
			c->end = i + 3;
			return true;
		}
		c->end = i + 2;
		return (!is_letter || time_precedes(c, i)) && !token_is(t + 2, WORD_AGO);
	}
	has_pair = token_is_mark(t + 1, '.') && is_pair(t + 2, 59);
	if (has_pair) {
		c->minute = t[2].value;
		c->end = i + 3;
	}
	if (half_follows(&c->tokens[c->end]))
		return true;
	if (!has_pair)
		return false;
	if (token_is(&c->tokens[c->end], WORD_CLOCK)) {
		c->end++;
		return true;
	}
	return time_precedes(c, i) && !token_is_mark(&c->tokens[c->end], '.');
}

static void half_add(struct clock *c, const struct token *half)
{
	if (c->hour <= 12)
		c->hour = c->hour % 12 + half->values[WORD_HALF];
}

/* "pm", "p.m.", "p. m." after the time. */
static void half_read(struct clock *c)
{
	const struct token *t = c->tokens + c->end;

	if (!half_follows(t))
		return;
	half_add(c, t++);
	if (token_is_mark(t, '.'))
		t++;
	if (token_is_mark(t - 1, '.') && t->kind == TOKEN_WORD && t->length == 1)
		t += token_is_mark(t + 1, '.') ? 2 : 1;
	c->end = (int)(t - c->tokens);
}

/* +02:00, -0700, +2 at index i: minutes and the index behind, or i when there is none. */
static int offset_at(const struct clock *c, int i, int *minutes)
{
	const struct token *t = c->tokens + i;
	int hours = t[1].value, rest = 0, end = i + 2;

	if ((!token_is_mark(t, '+') && !token_is_mark(t, '-')) || t[1].kind != TOKEN_NUMBER ||
	    t[1].spaced || t[1].digits > 4)
		return i;
	if (t[1].digits > 2) {
		rest = hours % 100;
		hours /= 100;
	} else if (token_is_mark(t + 2, ':') && is_pair(t + 3, 59)) {
		rest = t[3].value;
		end = i + 4;
	}
	if (hours > 14 || rest > 59)
		return i;
	*minutes = (hours * 60 + rest) * (t->mark == '-' ? -1 : 1);
	return end;
}

/* After "14:30" a "-16:00" is the end of something, not a zone. */
static bool offset_is_zone(const struct clock *c, int i)
{
	const struct token *t = c->tokens + i;

	return token_is_mark(t, '+') || c->has_seconds || t[1].digits == 4;
}

static void zone_read(struct clock *c, struct moment *m)
{
	const struct token *t = c->tokens + c->end;
	int end;

	if (token_is(t, WORD_ZONE)) {
		m->has_zone = true;
		m->zone = t->values[WORD_ZONE];
		c->end++;
		if (m->zone == 0) /* UTC+2 */
			c->end = offset_at(c, c->end, &m->zone);
		return;
	}
	if (!offset_is_zone(c, c->end))
		return;
	end = offset_at(c, c->end, &m->zone);
	m->has_zone = end > c->end;
	c->end = end;
}

static bool clock_at(struct clock *c, int i)
{
	static bool (*const forms[])(struct clock *, int) = {colon_time, compact_time, sign_time,
							     word_time};

	for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++) {
		*c = (struct clock){.tokens = c->tokens};
		if (forms[k](c, i))
			return true;
	}
	return false;
}

void clock_read(struct tokens *t, struct moment *m)
{
	struct clock c = {.tokens = t->items};
	int i = 0;

	while (i < t->n && !clock_at(&c, i))
		i++;
	if (i == t->n)
		return;
	if (i > 0 && token_is(&t->items[i - 1], WORD_HALF) && t->items[i - 1].length > 1)
		half_add(&c, &t->items[i - 1]);
	else
		half_read(&c);
	zone_read(&c, m);
	m->has_time = true;
	m->hour = c.hour;
	m->minute = c.minute;
	m->second = c.second;
	for (int k = i; k < c.end && k < t->n; k++)
		t->items[k].used = true;
}
