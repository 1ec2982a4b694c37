/* Reading an expression, and finding the next minute that fits. */
#include "schedule/cron.h"

#include "bounds.h"
#include "util/text.h"

#include <string.h>

#define DAY 86400

static const char *const month_names[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul",
					  "aug", "sep", "oct", "nov", "dec", NULL};
static const char *const day_names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL};

enum field_index { MINUTE, HOUR, DAY_OF_MONTH, MONTH, WEEKDAY, N_FIELDS };

static const struct kind {
	const char *name;
	int least, most;
	const char *const *names; /* of least and those that follow */
	bool has_question_mark;
} kinds[N_FIELDS] = {
    {"minute", 0, 59, NULL, false},	    {"hour", 0, 23, NULL, false},
    {"day of month", 1, 31, NULL, true},    {"month", 1, 12, month_names, false},
    {"day of week", 0, 7, day_names, true}, /* 7 is Sunday again */
};

static const struct {
	const char *name, *means;
} nicknames[] = {
    {"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"},
    {"@weekly", "0 0 * * 0"}, {"@daily", "0 0 * * *"},	  {"@midnight", "0 0 * * *"},
    {"@hourly", "0 * * * *"},
};

/* --- reading --- */

struct reader {
	struct arena *arena;
	const struct kind *kind;
	const char *p, *end; /* one field */
	const char *why;
};

static bool complaint(struct reader *r, const char *what)
{
	r->why = arena_printf(r->arena, "has a wrong %s: %s", r->kind->name, what);
	return false;
}

static bool read_name(struct reader *r, int *out)
{
	for (int i = 0; r->kind->names && r->kind->names[i]; i++) {
		if (r->end - r->p >= 3 && ascii_starts(r->p, r->kind->names[i])) {
			*out = r->kind->least + i;
			r->p += 3;
			return true;
		}
	}
	return complaint(r, r->kind->names ? "expected a number or a name of three letters"
					   : "expected a number");
}

static bool read_digits(struct reader *r, int *out)
{
	const char *start = r->p;

	*out = 0;
	for (; r->p < r->end && *r->p >= '0' && *r->p <= '9'; r->p++)
		if (*out < 1000)
			*out = *out * 10 + (*r->p - '0');
	return r->p > start;
}

static bool read_value(struct reader *r, int *out)
{
	const struct kind *k = r->kind;

	if (!read_digits(r, out))
		return read_name(r, out);
	if (*out >= k->least && *out <= k->most)
		return true;
	return complaint(
	    r, arena_printf(r->arena, "%d is not between %d and %d", *out, k->least, k->most));
}

/* "*", "5", "5-10", each perhaps with "/step". */
static bool read_range(struct reader *r, uint64_t *bits)
{
	int from = r->kind->least, to = r->kind->most, step = 1;
	bool is_one = false;

	if (r->p < r->end && (*r->p == '*' || (*r->p == '?' && r->kind->has_question_mark))) {
		r->p++;
	} else {
		if (!read_value(r, &from))
			return false;
		is_one = r->p >= r->end || *r->p != '-';
		if (!is_one) {
			r->p++;
			if (!read_value(r, &to))
				return false;
			if (to < from)
				return complaint(r, "the range runs backwards");
		}
	}
	if (r->p < r->end && *r->p == '/') {
		r->p++;
		if (!read_digits(r, &step) || step == 0)
			return complaint(r, "a step is a number above 0");
	} else if (is_one) {
		to = from;
	}
	for (int i = from; i <= to; i += step)
		*bits |= UINT64_C(1) << i;
	return true;
}

static bool read_field(struct reader *r, uint64_t *bits)
{
	*bits = 0;
	for (;;) {
		if (!read_range(r, bits))
			return false;
		if (r->p == r->end)
			return true;
		if (*r->p++ != ',')
			return complaint(r,
					 arena_printf(r->arena, "unexpected \"%.8s\"", r->p - 1));
	}
}

static bool is_star(const char *field)
{
	return *field == '*' || *field == '?';
}

static const char *nickname(const char *text)
{
	for (size_t i = 0; i < sizeof nicknames / sizeof nicknames[0]; i++)
		if (ascii_equal(text, nicknames[i].name))
			return nicknames[i].means;
	return NULL;
}

/* The five fields, each ended by a NUL; false when there are not five. */
static bool split(char *text, char *fields[N_FIELDS])
{
	size_t n = 0;

	for (;;) {
		text += strspn(text, " \t");
		if (*text == '\0')
			return n == N_FIELDS;
		if (n == N_FIELDS)
			return false;
		fields[n++] = text;
		text += strcspn(text, " \t");
		if (*text)
			*text++ = '\0';
	}
}

bool cron_parse(struct arena *a, const char *text, struct cron *out, const char **why)
{
	char *fields[N_FIELDS];
	uint64_t bits[N_FIELDS];
	struct reader r = {.arena = a};

	if (*text == '@' && !nickname(text)) {
		*why = "is no name such as @hourly, @daily, @weekly, @monthly or @yearly";
		return false;
	}
	if (strlen(text) > CRON_MAX ||
	    !split(arena_text(a, *text == '@' ? nickname(text) : text), fields)) {
		*why = "must have five fields: minute, hour, day of month, month, day of week";
		return false;
	}
	for (int i = 0; i < N_FIELDS; i++) {
		r.kind = &kinds[i];
		r.p = fields[i];
		r.end = fields[i] + strlen(fields[i]);
		if (!read_field(&r, &bits[i])) {
			*why = r.why;
			return false;
		}
	}
	bits[WEEKDAY] |= bits[WEEKDAY] >> 7 & 1;
	*out =
	    (struct cron){.minutes = bits[MINUTE],
			  .hours = bits[HOUR],
			  .days = bits[DAY_OF_MONTH],
			  .months = bits[MONTH],
			  .weekdays = bits[WEEKDAY],
			  .follows_time = is_star(fields[HOUR]),
			  .both_days = is_star(fields[DAY_OF_MONTH]) || is_star(fields[WEEKDAY])};
	return true;
}

/* --- local time --- */

static bool has(uint64_t bits, int n)
{
	return bits >> n & 1;
}

static bool fits_day(const struct cron *c, struct civil d, int64_t day)
{
	bool in_month = has(c->days, d.day);
	bool in_week = has(c->weekdays, (int)((day % 7 + 11) % 7)); /* day 0 was a Thursday */

	return c->both_days ? in_month && in_week : in_month || in_week;
}

/* The first minute of the day from `from` (a minute of it) on that fits, or -1. */
static int minute_of_day(const struct cron *c, int from)
{
	for (int hour = from / 60, minute = from % 60; hour < 24; hour++, minute = 0) {
		uint64_t left = c->minutes >> minute;

		if (has(c->hours, hour) && left)
			return hour * 60 + minute + __builtin_ctzll(left);
	}
	return -1;
}

static int64_t first_of_next_month(struct civil d)
{
	struct civil next = {.year = d.year, .month = d.month + 1, .day = 1};

	return civil_instant(next).us / 1000000 / DAY;
}

/* The first local minute at or after `local` (seconds) that fits, before `end`; -1: none. */
static int64_t local_next(const struct cron *c, int64_t local, int64_t end)
{
	int64_t day = local / DAY;
	int from = (int)(local % DAY / 60);

	while (day * DAY < end) {
		struct civil d = instant_civil((struct instant){day * DAY * 1000000});

		if (!has(c->months, d.month)) {
			day = first_of_next_month(d);
		} else {
			int minute = fits_day(c, d, day) ? minute_of_day(c, from) : -1;

			if (minute >= 0) {
				local = day * DAY + minute * INT64_C(60);
				return local < end ? local : -1;
			}
			day++;
		}
		from = 0;
	}
	return -1;
}

/* --- moments --- */

/* Up to the next change of the offset local time runs as usual; there it jumps. */
static int64_t next_as_time_passes(const struct cron *c, const struct zone *z, int64_t t,
				   int64_t last)
{
	while (t < last) {
		int64_t offset = zone_offset(z, t), change = zone_next_change(z, t);
		int64_t end = change < last ? change : last;
		/* The first whole minute of this stretch. */
		int64_t local = local_next(c, (t + offset + 59) / 60 * 60, end + offset);

		if (local >= 0)
			return local - offset;
		t = end;
	}
	return -1;
}

/* Local times become moments in their own order, so the first one after t is the answer. */
static int64_t next_of_times(const struct cron *c, const struct zone *z, int64_t t, int64_t last)
{
	int64_t local = (t + zone_offset(z, t)) / 60 * 60;

	while ((local = local_next(c, local, last)) >= 0) {
		int64_t moment = zone_moment(z, local);

		if (moment >= t)
			return moment;
		local += 60;
	}
	return -1;
}

bool cron_next(const struct cron *c, const struct zone *z, struct instant after,
	       struct instant *out)
{
	int64_t t = after.us / 1000000 + 1; /* strictly after */
	int64_t last = t + INT64_C(366) * DAY * CRON_YEARS_MAX;
	int64_t found =
	    c->follows_time ? next_as_time_passes(c, z, t, last) : next_of_times(c, z, t, last);

	*out = (struct instant){found * 1000000};
	return found >= 0;
}

const char *cron_check(const char *text)
{
	static char kept[CRON_COMPLAINT_MAX];
	const struct zone *utc;
	const char *why = NULL;
	struct instant next;
	struct cron c;
	struct work w;

	work_begin(&w);
	utc = zone_load(&w, NULL);
	if (cron_parse(w.arena, text, &c, &why) && !cron_next(&c, utc, clock_now(), &next))
		why = "names a day that never comes";
	if (why)
		(void)snprintf(kept, sizeof kept, "%s", why);
	work_end(&w);
	return why ? kept : NULL;
}
