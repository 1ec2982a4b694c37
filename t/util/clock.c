#include "util/arena.h"
#include "util/clock.h"

#include "tap.h"

static void parsing(void)
{
	static const struct {
		const char *in, *out; /* NULL: refused */
	} cases[] = {
	    {"2026-05-10T14:32:11Z", "2026-05-10T14:32:11Z"},
	    {"2026-05-10T14:32:11.999Z", "2026-05-10T14:32:11Z"},
	    {"2026-05-10 14:32", "2026-05-10T14:32:00Z"},
	    {"2026-05-10", "2026-05-10T00:00:00Z"},
	    {"2026-05-10T01:30:00+02:00", "2026-05-09T23:30:00Z"},
	    {"2026-12-31T23:30:00-0130", "2027-01-01T01:00:00Z"},
	    {"2024-02-29", "2024-02-29T00:00:00Z"},
	    {"1960-01-01T00:00:00Z", "1960-01-01T00:00:00Z"},
	    {"2023-02-29", NULL},
	    {"2026-13-01", NULL},
	    {"2026-00-01", NULL},
	    {"2026-05-10T24:00:00Z", NULL},
	    {"2026-05-10T14", NULL},
	    {"2026-05-10T14:32:11Zx", NULL},
	    {"2026-05-10T14:32:11 02:00", NULL},
	    {"26-05-10", NULL},
	    {"", NULL},
	    {"2026", NULL},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char printed[INSTANT_TEXT_SIZE];
		struct instant t;
		bool good = instant_parse(cases[i].in, &t);

		if (good)
			instant_print(t, printed);
		is_text(good ? printed : NULL, cases[i].out, cases[i].in);
	}
}

static void since(void)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
	    {"30m", "2026-05-10T11:30:00Z"},
	    {"24h", "2026-05-09T12:00:00Z"},
	    {"7d", "2026-05-03T12:00:00Z"},
	    {"2w", "2026-04-26T12:00:00Z"},
	    {"2026-05-10T09:00:00+02:00", "2026-05-10T07:00:00Z"},
	    {"0h", NULL},
	    {"h", NULL},
	    {"24", NULL},
	    {"24H", NULL},
	    {"24hours", NULL},
	    {"-1h", NULL},
	    {"1.5h", NULL},
	    {"1000000h", NULL},
	    {"", NULL},
	    {"yesterday", NULL},
	};
	struct instant now, t;

	instant_parse("2026-05-10T12:00:00Z", &now);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char printed[INSTANT_TEXT_SIZE];
		bool good = instant_parse_since(cases[i].in, now, &t);

		if (good)
			instant_print(t, printed);
		is_text(good ? printed : NULL, cases[i].out, cases[i].in);
	}
	ok(instant_parse_since("999999w", now, &t) && t.us < 0, "before all times");
}

/* Every day of 400 years goes there and back, in order. */
static void calendar(void)
{
	struct civil c = {.year = 1900, .month = 1, .day = 1};
	struct instant first = civil_instant(c);
	int64_t wrong = 0;

	for (int i = 0; i < 146097; i++) {
		struct instant t = {first.us + INT64_C(86400000000) * i};
		struct civil back = instant_civil(t);

		if (civil_instant(back).us != t.us || back.hour || back.day < 1 || back.day > 31)
			wrong++;
	}
	is_int(wrong, 0, "every day of 400 years there and back");
	c = (struct civil){.year = 2026, .month = 14, .day = 32, .second = -1};
	c = instant_civil(civil_instant(c));
	ok(c.year == 2027 && c.month == 3 && c.day == 3 && c.second == 59, "fields carry over");
}

static void freezing(void)
{
	clock_set((struct instant){1000000});
	is_int(clock_now().us, 1000000, "frozen");
	is_int(clock_monotonic_ms(), 1000, "the monotonic clock as well");
	clock_set((struct instant){0});
	ok(clock_now().us > INT64_C(1700000000) * 1000000, "running again");
}

static void in_an_arena(void)
{
	struct arena *a = arena_new();
	struct instant t;

	instant_parse("2026-05-10T14:32:11Z", &t);
	is_text(instant_text(a, t), "2026-05-10T14:32:11Z", "in an arena");
	arena_free(a);
}

int main(void)
{
	parsing();
	since();
	in_an_arena();
	calendar();
	freezing();
	return done();
}
