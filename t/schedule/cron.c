/* Cron expressions: what is read, what is refused and how, and what becomes of clocks that change.
 */
#include "schedule/cron.h"

#include "tap.h"

#include <string.h>

static void refusals(void)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
	    {"", "must have five fields: minute, hour, day of month, month, day of week"},
	    {"* * * *", "must have five fields: minute, hour, day of month, month, day of week"},
	    {"* * * * * *",
	     "must have five fields: minute, hour, day of month, month, day of week"},
	    {"60 * * * *", "has a wrong minute: 60 is not between 0 and 59"},
	    {"* 24 * * *", "has a wrong hour: 24 is not between 0 and 23"},
	    {"* * 0 * *", "has a wrong day of month: 0 is not between 1 and 31"},
	    {"* * * 13 *", "has a wrong month: 13 is not between 1 and 12"},
	    {"* * * * 8", "has a wrong day of week: 8 is not between 0 and 7"},
	    {"* * * * 99999999999", "has a wrong day of week: 9999 is not between 0 and 7"},
	    {"* * * foo *", "has a wrong month: expected a number or a name of three letters"},
	    {"x * * * *", "has a wrong minute: expected a number"},
	    {"5-3 * * * *", "has a wrong minute: the range runs backwards"},
	    {"*/0 * * * *", "has a wrong minute: a step is a number above 0"},
	    {"1,, * * * *", "has a wrong minute: expected a number"},
	    {"1x * * * *", "has a wrong minute: unexpected \"x\""},
	    {"? * * * *", "has a wrong minute: expected a number"},
	    {"0 0 L * *", "has a wrong day of month: expected a number"},
	    {"0 0 * * 1#2", "has a wrong day of week: unexpected \"#2\""},
	    {"0 0 30 2 *", "names a day that never comes"},
	    {"0 0 31 4,6,9,11 *", "names a day that never comes"},
	    {"@reboot", "is no name such as @hourly, @daily, @weekly, @monthly or @yearly"},
	    {"@every 5m", "is no name such as @hourly, @daily, @weekly, @monthly or @yearly"},
	};
	static const char *const good[] = {
	    "* * * * *",       "0 0 29 2 *",
	    "  5\t4 * * *  ",  "0 0 * * 7",
	    "0 0 ? * MON-fri", "@Daily",
	    "5/15 * * * *",    "1,5-10/2,*/30 0-23/3 1-31 jan-DEC 0-7"};
	char text[400];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(cron_check(cases[i].text), cases[i].why, cases[i].text);
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		is_text(cron_check(good[i]), NULL, good[i]);
	memset(text, ' ', sizeof text);
	memcpy(text + 300, "* * * * *", sizeof "* * * * *");
	ok(cron_check(text) != NULL, "an expression has a length");
}

static const char *next_text(const char *expression, const char *zone, const char *after)
{
	static char out[INSTANT_TEXT_SIZE];
	struct instant from, next;
	const struct zone *z;
	const char *why = NULL;
	struct cron c;
	struct work w;

	work_begin(&w);
	z = zone_load(&w, zone);
	if (!z || !cron_parse(w.arena, expression, &c, &why) || !instant_parse(after, &from))
		(void)snprintf(out, sizeof out, "wrong");
	else if (!cron_next(&c, z, from, &next))
		(void)snprintf(out, sizeof out, "never");
	else
		instant_print(next, out);
	work_end(&w);
	return out;
}

static const struct {
	const char *label, *expression, *zone, *after, *next;
} moments[] = {
    {"the next minute", "* * * * *", NULL, "2026-05-10T10:00:00Z", "2026-05-10T10:01:00Z"},
    {"from within a minute", "* * * * *", NULL, "2026-05-10T10:00:59Z", "2026-05-10T10:01:00Z"},
    {"over a year", "0 0 1 1 *", NULL, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"},
    {"a leap day", "0 12 29 feb *", NULL, "2026-01-01T00:00:00Z", "2028-02-29T12:00:00Z"},
    {"a leap day that is no leap day", "0 12 29 feb *", NULL, "2096-03-01T00:00:00Z",
     "2104-02-29T12:00:00Z"},
    {"a leap day on a Sunday", "0 12 29 2 */7", NULL, "2026-01-01T00:00:00Z",
     "2032-02-29T12:00:00Z"},
    {"one of two days", "0 0 13 * 5", NULL, "2026-05-01T00:00:00Z", "2026-05-08T00:00:00Z"},
    {"both with a star", "0 0 */13 * 5", NULL, "2026-05-02T00:00:00Z", "2026-08-14T00:00:00Z"},
    {"Sunday is 7 too", "0 0 * * 7", NULL, "2026-05-11T00:00:00Z", "2026-05-17T00:00:00Z"},
    {"a nickname", "@weekly", NULL, "2026-05-11T00:00:00Z", "2026-05-17T00:00:00Z"},
    {"never", "0 0 31 6 *", NULL, "2026-05-11T00:00:00Z", "never"},
    {"local time", "0 9 * * *", "Europe/Berlin", "2026-07-01T00:00:00Z", "2026-07-01T07:00:00Z"},
    {"in winter", "0 9 * * *", "Europe/Berlin", "2026-12-01T00:00:00Z", "2026-12-01T08:00:00Z"},
    {"half hours", "0 9 * * *", "Asia/Kolkata", "2026-12-01T00:00:00Z", "2026-12-01T03:30:00Z"},

    /* Berlin, 29 March 2026: 02:00 is 03:00 (01:00 UTC). */
    {"a time in the gap comes at its end", "30 2 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z",
     "2026-03-29T01:00:00Z"},
    {"and not again", "30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z",
     "2026-03-30T00:30:00Z"},
    {"several come as one", "*/10 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z",
     "2026-03-30T00:00:00Z"},
    {"one that is due at the end anyway comes once", "0 2,3 * * *", "Europe/Berlin",
     "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"},
    {"hours that go on leave the gap out", "30 * * * *", "Europe/Berlin", "2026-03-29T00:30:00Z",
     "2026-03-29T01:30:00Z"},
    {"every two hours as well", "0 */2 * * *", "Europe/Berlin", "2026-03-28T23:00:00Z",
     "2026-03-29T02:00:00Z"},

    /* Berlin, 25 October 2026: 03:00 is 02:00 (01:00 UTC). */
    {"a time that comes twice comes first", "30 2 * * *", "Europe/Berlin", "2026-10-25T00:00:00Z",
     "2026-10-25T00:30:00Z"},
    {"and not again", "30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z",
     "2026-10-26T01:30:00Z"},
    {"the time at the change", "0 3 * * *", "Europe/Berlin", "2026-10-25T00:00:00Z",
     "2026-10-25T02:00:00Z"},
    {"hours that go on come again", "30 * * * *", "Europe/Berlin", "2026-10-25T00:30:00Z",
     "2026-10-25T01:30:00Z"},
    {"within the second of them", "30 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z",
     "2026-10-26T01:30:00Z"},

    {"half an hour of summer", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03T14:00:00Z",
     "2026-10-03T15:30:00Z"},
    {"a day that was left out", "0 9 * * *", "Pacific/Apia", "2011-12-30T00:00:00Z",
     "2011-12-30T10:00:00Z"},
    {"beyond the table's years", "0 9 * * *", "Europe/Berlin", "2061-07-01T00:00:00Z",
     "2061-07-01T07:00:00Z"},
    {"and its winters", "30 2 * * *", "America/New_York", "2061-03-13T06:00:00Z",
     "2061-03-13T07:00:00Z"},
};

static void coming(void)
{
	for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++)
		is_text(next_text(moments[i].expression, moments[i].zone, moments[i].after),
			moments[i].next, moments[i].label);
}

int main(void)
{
	refusals();
	coming();
	return done();
}
