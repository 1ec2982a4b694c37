/* Traps told by one URL, and by many. */
#include "discover/trap.h"

#include "bounds.h"
#include "util/log.h"
#include "util/quick_hash.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

struct span {
	const char *s;
	size_t n;
};

static bool same(const struct span *a, const struct span *b)
{
	return a->n == b->n && memcmp(a->s, b->s, a->n) == 0;
}

/* --- paths --- */

struct path {
	struct span segments[TRAP_SEGMENTS_MAX];
	size_t n;
};

/* False when there are too many. A slash at the end begins no segment. */
static bool path_split(struct path *p, const char *s)
{
	p->n = 0;
	while (*s == '/' && s[1]) {
		size_t n = strcspn(++s, "/");

		if (p->n == TRAP_SEGMENTS_MAX)
			return false;
		p->segments[p->n++] = (struct span){s, n};
		s += n;
	}
	return true;
}

/* Whether the `period` segments at i come TRAP_REPEATS_MAX times. */
static bool repeats_at(const struct path *p, size_t i, size_t period)
{
	if (i + period * TRAP_REPEATS_MAX > p->n)
		return false;
	for (size_t k = i + period; k < i + period * TRAP_REPEATS_MAX; k++) {
		if (!same(&p->segments[k], &p->segments[k - period]))
			return false;
	}
	return true;
}

static bool path_repeats(const struct path *p)
{
	for (size_t i = 0; i < p->n; i++) {
		size_t times = 0;

		for (size_t period = 1; i + period * TRAP_REPEATS_MAX <= p->n; period++) {
			if (repeats_at(p, i, period))
				return true;
		}
		for (size_t k = 0; k < p->n; k++)
			times += same(&p->segments[i], &p->segments[k]);
		if (times >= TRAP_SAME_MAX)
			return true;
	}
	return false;
}

/* --- calendars --- */

/* What a URL says of a day: the words around it, and the month. */
struct day {
	bool is_calendar;
	int year, month; /* 0: not said */
};

static bool is_word(const struct span *s, const char *word)
{
	return strlen(word) == s->n && strncasecmp(s->s, word, s->n) == 0;
}

static bool is_one_of(const struct span *s, const char *const words[])
{
	for (; *words; words++)
		if (is_word(s, *words))
			return true;
	return false;
}

static bool is_calendar_word(const struct span *s)
{
	static const char *const words[] = {
	    "calendar",	  "calendars",	"cal", "events", "event", "agenda", "kalender",
	    "calendrier", "calendario", "day", "week",	 "month", "date",   "veranstaltungen",
	    NULL};

	return is_one_of(s, words);
}

/* One with a number behind it is that event's. */
static bool is_event_word(const struct span *s)
{
	static const char *const words[] = {"events", "event", "veranstaltungen", NULL};

	return is_one_of(s, words);
}

/* Whether a number there is a year, if nothing says that it is: "/2026/11/" and "/blog/2026/11/"
 * are dates, "/shelf/2026/2" is a shelf's second page. */
static bool is_place_of_year(const struct path *p, size_t i)
{
	static const char *const words[] = {"blog",  "news",	 "archive", "archives", "posts",
					    "press", "articles", "journal", NULL};

	return i == 0 || is_one_of(&p->segments[i - 1], words);
}

/* Digits from s on, exactly n of them; -1 otherwise. */
static int digits(const char *s, const char *end, int n)
{
	int value = 0, i = 0;

	for (; s + i < end && s[i] >= '0' && s[i] <= '9'; i++)
		value = i < n ? value * 10 + s[i] - '0' : value;
	return i == n ? value : -1;
}

static bool is_month(int n)
{
	return n >= 1 && n <= 12;
}

/* "2026-11", "2026-11-26", "2026_11" as one value; in a calendar "20261126" and "202611", which may
 * be the numbers of goods. */
static void note_date(struct day *d, const struct span *s)
{
	const char *end = s->s + s->n;
	int year = digits(s->s, end, 4), month = -1, all;

	if (year >= 1000 && s->n >= 6 && strchr("-_.", s->s[4])) {
		month = digits(s->s + 5, end, 2);
		if (month < 0)
			month = digits(s->s + 5, end, 1);
	} else if (d->is_calendar && s->n == 8 && (all = digits(s->s, end, 8)) >= 0 &&
		   is_month(all / 100 % 100) && all % 100 >= 1 && all % 100 <= 31) {
		year = all / 10000;
		month = all / 100 % 100;
	} else if (d->is_calendar && s->n == 6 && (all = digits(s->s, end, 6)) >= 0) {
		year = all / 100;
		month = all % 100;
	} else {
		return;
	}
	if (year >= 1000 && is_month(month)) {
		d->year = year;
		d->month = month;
	}
}

/* "/2026/11/" or "/2026/11/26/", where the path ends: what goes on is about something of that day.
 */
static void note_year(struct day *d, const struct path *p, size_t i)
{
	const struct span *s = &p->segments[i], *next = s + 1;
	int year = s->n == 4 ? digits(s->s, s->s + s->n, 4) : -1;
	int month = -1;

	if (year < 1000 || (!d->is_calendar && !is_place_of_year(p, i)))
		return;
	if (i + 1 < p->n && next->n <= 2)
		month = digits(next->s, next->s + next->n, (int)next->n);
	if (is_month(month) ||
	    (i + 1 == p->n && (i == 0 || !is_event_word(&p->segments[i - 1])))) {
		d->year = year;
		d->month = is_month(month) ? month : 0;
	}
}

static bool is_number(const struct span *s)
{
	return s->n <= 2 && digits(s->s, s->s + s->n, (int)s->n) >= 0;
}

static void note_segments(struct day *d, const struct path *p)
{
	for (size_t i = 0; i < p->n; i++)
		d->is_calendar = d->is_calendar || is_calendar_word(&p->segments[i]);
	if (p->n == 0)
		return;
	note_date(d, &p->segments[p->n - 1]);
	note_year(d, p, p->n - 1);
	if (p->n >= 2)
		note_year(d, p, p->n - 2);
	if (p->n >= 3 && is_number(&p->segments[p->n - 1]))
		note_year(d, p, p->n - 3);
}

static void note_parameter(struct day *d, const struct span *name, const struct span *value)
{
	const char *end = value->s + value->n;
	int n = value->n == 4	? digits(value->s, end, 4)
		: value->n <= 2 ? digits(value->s, end, (int)value->n)
				: -1;

	if (is_calendar_word(name))
		d->is_calendar = true;
	if ((is_word(name, "year") || is_word(name, "y") || is_word(name, "yr")) && n >= 1000)
		d->year = n;
	else if ((is_word(name, "month") || is_word(name, "m") || is_word(name, "mon")) &&
		 is_month(n))
		d->month = n;
	else
		note_date(d, value);
}

/* One "name=value" of a query. */
static struct span query_piece(const char *s, struct span *name, struct span *value)
{
	struct span all = {s, strcspn(s, "&")};
	const char *equals = memchr(s, '=', all.n);

	name->s = s;
	name->n = equals ? (size_t)(equals - s) : all.n;
	value->s = equals ? equals + 1 : s + all.n;
	value->n = (size_t)(s + all.n - value->s);
	return all;
}

static bool is_far(const struct day *d, int year, int month)
{
	int months;

	if (!d->year || !d->month)
		return d->is_calendar && d->year > year + TRAP_YEARS &&
		       d->year <= year + TRAP_YEARS_MOST;
	months = (d->year - year) * 12 + d->month - month;
	if (abs(months) > TRAP_YEARS_MOST * 12)
		return false; /* it is the number of something */
	if (d->is_calendar)
		return months > TRAP_MONTHS || months < -TRAP_MONTHS;
	return months > TRAP_YEARS * 12;
}

/* --- one URL --- */

enum verdict trap_look(const struct url *u, int year, int month)
{
	struct span name, value;
	struct path path;
	struct day day = {0};
	size_t n = 0;

	if (!path_split(&path, u->path))
		return VERDICT_DEEP;
	if (path_repeats(&path))
		return VERDICT_REPEATS;
	note_segments(&day, &path);
	for (const char *s = u->query; s && *s; n++) {
		struct span all = query_piece(s, &name, &value);

		note_parameter(&day, &name, &value);
		s += all.n + (s[all.n] == '&');
	}
	if (n > TRAP_PARAMETERS_MAX)
		return VERDICT_PARAMETERS;
	return year && is_far(&day, year, month) ? VERDICT_CALENDAR : VERDICT_ACCEPTED;
}

/* --- many URLs --- */

/* A path's slot counts its mixtures, a mixture's has a count of 0. */
struct slot {
	uint64_t hash; /* 0: free */
	uint32_t count;
};

struct trap {
	struct slot slots[TRAP_SLOTS];
	size_t n;
};

struct trap *trap_new(struct arena *a)
{
	struct trap *t = calloc(1, sizeof *t); /* whose pages cost nothing before they are used */

	if (!t)
		bug("no memory for a trap");
	arena_defer(a, free, t);
	return t;
}

/* The hash's slot, perhaps a free one; NULL when there is no room for another. */
static struct slot *slot_of(struct trap *t, uint64_t hash)
{
	size_t i = hash % TRAP_SLOTS;

	while (t->slots[i].hash && t->slots[i].hash != hash)
		i = (i + 1) % TRAP_SLOTS;
	if (!t->slots[i].hash && t->n >= TRAP_SLOTS / 4 * 3)
		return NULL;
	return &t->slots[i];
}

static void take_slot(struct trap *t, struct slot *s, uint64_t hash)
{
	if (!s->hash) {
		s->hash = hash;
		t->n++;
	}
}

/* The sum of the hashes of the names, which does not depend on their order. */
static uint64_t mixture(const char *query, uint64_t seed, size_t *n_out)
{
	struct span name, value;
	uint64_t sum = 0;

	for (const char *s = query; *s; ++*n_out) {
		struct span all = query_piece(s, &name, &value);

		sum += quick_hash(name.s, name.n, seed);
		s += all.n + (s[all.n] == '&');
	}
	return sum;
}

bool trap_admits(struct trap *t, const char *url)
{
	const char *query = strchr(url, '?');
	uint64_t seed = quick_hash_seed(), path, both;
	struct slot *of_path, *of_both;
	size_t n = 0;

	if (!query)
		return true;
	both = mixture(query + 1, seed, &n);
	if (n < 2) /* one parameter names a page, as a path does */
		return true;
	path = quick_hash(url, (size_t)(query - url), seed) | 1;
	both = (both ^ path) & ~1ull;
	both = both ? both : 2;
	of_both = slot_of(t, both);
	if (!of_both || of_both->hash)
		return true;
	of_path = slot_of(t, path);
	if (!of_path)
		return true;
	if (of_path->count >= TRAP_MIXTURES_MAX)
		return false;
	take_slot(t, of_path, path);
	of_path->count++;
	of_both = slot_of(t, both); /* the path may have taken it */
	if (of_both)
		take_slot(t, of_both, both);
	return true;
}
