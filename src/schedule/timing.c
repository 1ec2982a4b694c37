/* Intervals, jitter and windows around cron. */
#include "schedule/timing.h"

#include "bounds.h"
#include "util/json.h"
#include "util/secret.h"

#define DAY 86400
#define US  INT64_C(1000000)

/* --- windows --- */

/* "08:30" in minutes; -1 when it is none. "24:00" is the end of the day. */
static int minutes_of(const char *s)
{
	int hour, minute;

	if (strlen(s) != 5 || s[2] != ':' || strspn(s, "0123456789") != 2 ||
	    strspn(s + 3, "0123456789") != 2)
		return -1;
	hour = (s[0] - '0') * 10 + s[1] - '0';
	minute = (s[3] - '0') * 10 + s[4] - '0';
	if (minute > 59 || hour > 24 || (hour == 24 && minute > 0))
		return -1;
	return hour * 60 + minute;
}

/* The days of a window are a field of cron. */
static bool days_of(struct arena *a, const char *text, unsigned *out)
{
	const char *why;
	struct cron c;

	if (strpbrk(text, " \t") || !cron_parse(a, arena_printf(a, "* * * * %s", text), &c, &why))
		return false;
	*out = (unsigned)(c.weekdays & 0x7f);
	return true;
}

/* What is wrong with a member of a window, or with the window itself. */
static bool complain_of(struct work *w, enum error_kind kind, size_t i, const char *member,
			const char *what)
{
	const char *field = arena_printf(w->arena, "active[%zu]%s", i, member);

	return complain(w, kind, field, "%s %s", field, what);
}

static bool read_time(struct work *w, struct json_object *o, size_t i, const char *name, int *out)
{
	const char *text = json_text(o, name);

	if (!json_has(o, name))
		return true;
	*out = text ? minutes_of(text) : -1;
	if (*out < 0)
		complain_of(w, ERR_UNACCEPTABLE, i, arena_printf(w->arena, ".%s", name),
			    "must be a time of day such as \"08:00\"");
	return *out >= 0;
}

static bool read_window(struct work *w, struct json_object *o, size_t i, struct window *out)
{
	const char *days = json_text(o, "days");
	bool is_good = true;

	*out = (struct window){.days = 0x7f, .from = 0, .to = 1440};
	if (!json_object_is_type(o, json_type_object))
		return complain_of(w, ERR_INVALID, i, "", "must be an object");
	if (json_has(o, "days") && !(days && days_of(w->arena, days, &out->days)))
		is_good = complain_of(w, ERR_UNACCEPTABLE, i, ".days",
				      "must name days of the week as cron does: \"mon-fri\"");
	is_good = read_time(w, o, i, "from", &out->from) && is_good;
	return read_time(w, o, i, "to", &out->to) && is_good;
}

bool timing_windows(struct work *w, struct json_object *active, struct timing *out)
{
	size_t n = active ? json_object_array_length(active) : 0;
	struct window *windows = ARENA_ARRAY(w->arena, n, struct window);
	bool is_good = true;

	if (n > WINDOWS_MAX)
		return complain(w, ERR_UNACCEPTABLE, "active",
				"active must have at most %d windows", WINDOWS_MAX);
	for (size_t i = 0; i < n; i++)
		is_good =
		    read_window(w, json_object_array_get_idx(active, i), i, &windows[i]) && is_good;
	out->windows = windows;
	out->n_windows = n;
	return is_good;
}

static bool is_within(const struct window *v, int weekday, int minute)
{
	if (v->from < v->to)
		return (v->days >> weekday & 1) && minute >= v->from && minute < v->to;
	/* Over midnight: the later part belongs to the day before. */
	return ((v->days >> weekday & 1) && minute >= v->from) ||
	       ((v->days >> (weekday + 6) % 7 & 1) && minute < v->to);
}

static bool is_active(const struct timing *t, int64_t at)
{
	int64_t local = at + zone_offset(t->zone, at);
	int64_t day = (local >= 0 ? local : local - DAY + 1) / DAY;
	int weekday = (int)((day % 7 + 11) % 7), minute = (int)((local - day * DAY) / 60);

	for (size_t i = 0; i < t->n_windows; i++)
		if (is_within(&t->windows[i], weekday, minute))
			return true;
	return t->n_windows == 0;
}

/* --- runs --- */

/* The same for a schedule for ever, spread evenly over schedules. */
static int64_t jitter_us(const struct timing *t, const char *id)
{
	uint8_t hash[SHA256_SIZE];
	uint64_t n = 0;

	if (t->jitter_s <= 0)
		return 0;
	sha256(id, strlen(id), hash);
	for (int i = 0; i < 8; i++)
		n = n << 8 | hash[i];
	return (int64_t)(n % (uint64_t)(t->jitter_s * US));
}

/* Without jitter and windows. */
static bool plain_next(const struct timing *t, struct instant anchor, struct instant after,
		       struct instant *out)
{
	int64_t step = t->interval_s * US, past = after.us - anchor.us;

	if (t->is_cron)
		return cron_next(&t->cron, t->zone, after, out);
	out->us = anchor.us + (past < 0 ? 1 : past / step + 1) * step;
	return true;
}

bool timing_next(const struct timing *t, const char *id, struct instant anchor,
		 struct instant after, struct instant *out)
{
	int64_t late = jitter_us(t, id);
	struct instant plain = {after.us - late};

	for (int i = 0; i < WINDOW_TRIES_MAX; i++) {
		if (!plain_next(t, anchor, plain, &plain))
			return false;
		if (is_active(t, plain.us / US)) {
			out->us = plain.us + late;
			return true;
		}
	}
	return false;
}
