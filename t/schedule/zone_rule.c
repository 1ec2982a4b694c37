/* Rules at the end of zone files. That their years are right is shown by t/schedule/zone.c. */
#include "schedule/zone_rule.h"

#include "tap.h"

int main(void)
{
	static const struct {
		const char *text;
		bool is_good;
		int64_t standard, summer;
	} cases[] = {
	    {"UTC0", true, 0, 0},
	    {"CET-1CEST,M3.5.0,M10.5.0/3", true, 3600, 7200},
	    {"EST5EDT,M3.2.0,M11.1.0", true, -18000, -14400},
	    {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", true, 37800, 39600},
	    {"IST-1GMT0,M10.5.0,M3.5.0/1", true, 3600, 0},
	    {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true, -7200, -3600},
	    {"XXX3EDT4,0/0,J365/23", true, -10800, -14400},
	    {"EET-2EEST,M4.5.5/0,M10.5.4/24", true, 7200, 10800},
	    {"", false, 0, 0},
	    {"CET", false, 0, 0},
	    {"CE-1", false, 0, 0},
	    {"CET-1CEST", false, 0, 0},
	    {"CET-1CEST,M3.5.0", false, 0, 0},
	    {"CET-1CEST,M13.5.0,M10.5.0", false, 0, 0},
	    {"CET-1CEST,M3.6.0,M10.5.0", false, 0, 0},
	    {"CET-1CEST,M3.5.7,M10.5.0", false, 0, 0},
	    {"CET-1CEST,J0,J365", false, 0, 0},
	    {"CET-1CEST,M3.5.0,M10.5.0/3x", false, 0, 0},
	    {"CET-200", false, 0, 0},
	    {"<+01-1", false, 0, 0},
	};
	struct zone_rule r;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bool is_good = zone_rule_parse(cases[i].text, &r);

		ok(is_good == cases[i].is_good, "%s", cases[i].text);
		if (!is_good || !cases[i].is_good)
			continue;
		is_int(r.standard, cases[i].standard, "its standard time");
		is_int(r.has_summer ? r.summer : 0, cases[i].summer, "its summer time");
	}
	return done();
}
