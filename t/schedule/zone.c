/* Zones against the C library, which reads the same files in its own way. */
#include "schedule/zone.h"

#include "tap.h"

#include <time.h>

static const char *const names[] = {
    "Europe/Berlin",	   "Europe/Dublin",
    "America/New_York",	   "America/Sao_Paulo",
    "Asia/Kolkata",	   "Asia/Tehran",
    "Australia/Lord_Howe", "Pacific/Apia",
    "Africa/Casablanca",   "Antarctica/Troll",
    "America/St_Johns",	   "Asia/Gaza",
    "Pacific/Chatham",	   "America/Argentina/Buenos_Aires",
    "Etc/GMT+5",	   "UTC",
};

/* The library's offset at t in the zone that TZ names. */
static int64_t offset_of(int64_t t)
{
	time_t at = (time_t)t;
	struct tm local;

	localtime_r(&at, &local);
	return local.tm_gmtoff;
}

/* Every six hours and eleven minutes from 1970 to 2100; then each change to the second. */
static void compare(const char *name)
{
	const int64_t end = INT64_C(4102444800);
	const struct zone *z;
	int64_t wrong = -1, moments = 0;
	struct work w;

	work_begin(&w);
	setenv("TZ", name, 1);
	tzset();
	z = zone_load(&w, name);
	if (!ok(z != NULL, "%s is a zone", name))
		return;
	for (int64_t t = 0; t < end && wrong < 0; t += 22260)
		if (zone_offset(z, t) != offset_of(t))
			wrong = t;
	is_int(wrong, -1, "the offset is the library's");
	for (int64_t t = zone_next_change(z, 0); t < end && wrong < 0; t = zone_next_change(z, t)) {
		if (zone_offset(z, t) != offset_of(t) || zone_offset(z, t - 1) != offset_of(t - 1))
			wrong = t;
		moments++;
	}
	is_int(wrong, -1, "up to the second of a change");
	printf("# %s: %d changes\n", name, (int)moments);
	/* A local time that exists leads back to itself. */
	for (int64_t t = 0; t < end && wrong < 0; t += 90123) {
		int64_t local = t + zone_offset(z, t), first = zone_moment(z, local);

		if (first > t || first + zone_offset(z, first) != local)
			wrong = t;
	}
	is_int(wrong, -1, "local times lead back");
	work_end(&w);
}

static void refusals(void)
{
	static const char *const bad[] = {
	    "",
	    "Mars/Base",
	    "../../etc/passwd",
	    "/etc/passwd",
	    "Europe",
	    "posixrules/../UTC",
	    "zone.tab",
	    "Europe/Berlin ",
	    "-1",
	    ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	     "AAAAAAA")};
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ok(!zone_load(&w, bad[i]) && error_is(&w, ERR_UNACCEPTABLE), "\"%s\" is no zone",
		   bad[i]);
		work_forgive(&w);
	}
	is_text(zone_check("Europe/Berlin"), NULL, "a zone passes the check");
	is_text(zone_check("Berlin"), "must be the name of a time zone, such as Europe/Berlin",
		"and others do not");
	work_end(&w);
}

int main(void)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		compare(names[i]);
	refusals();
	return done();
}
