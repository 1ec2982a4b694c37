/* 10,000 days of random expressions and zones, many of them around changes of clocks, against a
 * slow model that walks every minute and asks the C library what time it is there. */
#include "schedule/cron.h"

#include "tap.h"

#include <time.h>

#define ROUNDS	1000
#define DAYS	10
#define MINUTES (DAYS * 1440)
#define NEVER	INT64_MAX

static uint64_t state = 88172645463325252u;

/* Marsaglia's xorshift: the same numbers everywhere. */
static unsigned random_below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state % n);
}

static const char *random_field(struct arena *a, unsigned least, unsigned most)
{
	unsigned span = most - least + 1, x = least + random_below(span), y;

	switch (random_below(7)) {
	case 0:
		return arena_printf(a, "%u", x);
	case 1:
		y = x + random_below(most - x + 1);
		return arena_printf(a, "%u-%u", x, y);
	case 2:
		return arena_printf(a, "*/%u", 1 + random_below(span));
	case 3:
		y = x + random_below(most - x + 1);
		return arena_printf(a, "%u-%u/%u", x, y, 1 + random_below(5));
	case 4:
		return arena_printf(a, "%u,%u", x, least + random_below(span));
	default:
		return "*";
	}
}

static const char *random_expression(struct arena *a)
{
	/* The first hours are where clocks change. */
	const char *hour = random_below(2) ? random_field(a, 0, 4) : random_field(a, 0, 23);

	return arena_printf(a, "%s %s %s %s %s", random_field(a, 0, 59), hour,
			    random_field(a, 1, 31), random_below(3) ? "*" : random_field(a, 1, 12),
			    random_field(a, 0, 7));
}

static int64_t library_local(int64_t t)
{
	time_t at = (time_t)t;
	struct tm local;

	localtime_r(&at, &local);
	return t + local.tm_gmtoff;
}

/* Does the expression name this local minute? Read from its fields, one by one. */
static bool names(const struct cron *c, int64_t local)
{
	time_t at = (time_t)local;
	struct tm f;
	bool day, weekday;

	gmtime_r(&at, &f);
	day = c->days >> f.tm_mday & 1;
	weekday = c->weekdays >> f.tm_wday & 1;
	return (c->minutes >> f.tm_min & 1) && (c->hours >> f.tm_hour & 1) &&
	       (c->months >> (f.tm_mon + 1) & 1) &&
	       (c->both_days ? day && weekday : day || weekday);
}

/* Whether it is due at the minute t. `latest` is the latest local time that there was before. */
static bool is_due(const struct cron *c, int64_t t, int64_t *latest)
{
	int64_t local = library_local(t);
	bool due = false;

	if (c->follows_time)
		return names(c, local);
	/* All local minutes since the latest one: more than one when some were left out, none when
	 * they come again. */
	for (int64_t l = *latest + 60; l <= local; l += 60)
		due = due || names(c, l);
	if (local > *latest)
		*latest = local;
	return due;
}

static const char *const zones[] = {
    "Europe/Berlin",  "America/New_York",    "Europe/Dublin",	  "America/Santiago",
    "Asia/Kolkata",   "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran",
    "America/Havana", "Pacific/Chatham",     "Asia/Beirut",	  "UTC",
};

/* A day between 2015 and 2037, in half of the cases shortly before clocks change. */
static int64_t random_start(const struct zone *z)
{
	int64_t t = INT64_C(1420070400) + random_below(22 * 365) * INT64_C(86400), change;

	change = zone_next_change(z, t);
	if (random_below(2) && change < INT64_C(2145916800))
		t = change - random_below(5 * 1440) * INT64_C(60);
	return t / 60 * 60;
}

static int64_t next_of(const struct cron *c, const struct zone *z, int64_t t)
{
	struct instant next;

	return cron_next(c, z, (struct instant){t * 1000000}, &next) ? next.us / 1000000 : NEVER;
}

static bool round_agrees(struct work *w)
{
	const char *zone = zones[random_below(sizeof zones / sizeof zones[0])], *why = NULL;
	const char *expression = random_expression(w->arena);
	const struct zone *z = zone_load(w, zone);
	int64_t start, expected, latest;
	struct cron c;

	setenv("TZ", zone, 1);
	tzset();
	if (!z || !cron_parse(w->arena, expression, &c, &why))
		return ok(false, "%s in %s: %s", expression, zone, why ? why : w->message);
	start = random_start(z);
	expected = next_of(&c, z, start);
	/* A day back, because the start may lie in a repeated hour. */
	latest = library_local(start - 86400);
	for (int64_t t = start - 86400 + 60; t <= start + MINUTES * 60; t += 60) {
		bool due = is_due(&c, t, &latest);

		if (t <= start)
			continue;
		if (due != (t == expected))
			return ok(false, "\"%s\" in %s: at %" PRId64 " it is%s due", expression,
				  zone, t, due ? "" : " not");
		if (due)
			expected = next_of(&c, z, t);
	}
	return true;
}

int main(void)
{
	struct work w;
	int agreed = 0;

	work_begin(&w);
	for (int i = 0; i < ROUNDS; i++, work_renew(&w))
		agreed += round_agrees(&w);
	is_int(agreed, ROUNDS, "rounds of ten days");
	work_end(&w);
	return done();
}
