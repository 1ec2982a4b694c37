/* Dates in many forms, and what only looks like one. The texts come lower-cased. */
#include "strategy/dates.h"
#include "tap.h"

static const char *const dates[] = {
    "2024-05-10",	"2024-05-10t14:32:11z", "10.5.2024",	    "5/10/24",
    "06/17/2024",	"may 10, 2024",		"10 may 2024",	    "dec 4, 6:36 pm",
    "10. märz 2024",	"3 août 2019",		"2 diciembre 2014", "2019年4月19日",
    "wed jun 11, 2014", "12 grudnia 2020",	"11-12-2010",
};
static const char *const no_dates[] = {
    "version 1.2.3.4", "555-1234", "12/2",  "99/99/2024",   "sunday", "marble 12345", "may",
    "10.500,00",       "3 days",   "16:30", "12.34.5678.9",
};
static const char *const relative[] = {"3 days ago",  "vor 2 stunden", "il y a 3 jours",
				       "hace 5 días", "yesterday",     "2 days ago by x"};
static const char *const no_relative[] = {"vorher 2", "2 agony", "the day"};
static const char *const times[] = {"2:00 pm", "14:30", "6 pm", "at 10.30 uhr"};
static const char *const no_times[] = {"1:1", "12345:67", "3 amps", "2.50"};
static const char *const durations[] = {"05:17", "1:02:33", "12 min", "pt4m30s", "3h"};
static const char *const no_durations[] = {"min", "2024:05", "12 monkeys", ""};

#define CHECK(list, function, want)                                                                \
	for (size_t i = 0; i < sizeof(list) / sizeof(list)[0]; i++)                                \
	ok(function((list)[i], strlen((list)[i])) == (want), #function " \"%s\"", (list)[i])

int main(void)
{
	CHECK(dates, text_has_date, true);
	CHECK(no_dates, text_has_date, false);
	CHECK(relative, text_has_relative_date, true);
	CHECK(no_relative, text_has_relative_date, false);
	CHECK(times, text_has_time, true);
	CHECK(no_times, text_has_time, false);
	CHECK(durations, text_is_duration, true);
	CHECK(no_durations, text_is_duration, false);
	return done();
}
