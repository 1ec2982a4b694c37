/* Dates of sitemaps and feeds, in the suite's forms and in those that are none. */
#include "discover/lastmod.h"

#include "tap.h"

#include "util/json.h"

#include <json-c/json_util.h>

#define CASES 24

static const char *read_one(const char *text)
{
	static char out[LASTMOD_SIZE];

	return lastmod_read(text, out) ? out : NULL;
}

static void own(void)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
	    {"2026-11-26", "2026-11-26T00:00:00Z"},
	    {"2026-11-26T00:30:00+01:00", "2026-11-25T23:30:00Z"},
	    {"Thu, 26 Nov 2026 03:56 EST", "2026-11-26T08:56:00Z"},
	    {"1 Jan 99 00:00:00 GMT", "1999-01-01T00:00:00Z"},
	    {"2026-13-01", NULL},
	    {"2026-11-26T25:00:00Z", NULL},
	    {"Thu, 26 Nov 2026", NULL},
	    {"Thu, 26 Nov 2026 03:56:00 +01", NULL},
	    {"Thu, 40 Nov 2026 03:56:00 GMT", NULL},
	    {"Thu, 26 Nov 2026 24:56:00 GMT", NULL},
	    {"99999", NULL},
	    {",", NULL},
	    {"+", NULL},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(read_one(cases[i].from), cases[i].to, cases[i].from);
}

static void suite(void)
{
	char path[1024];
	struct json_object *cases;
	int n = 0;

	(void)snprintf(path, sizeof path, "%s/conformance/sitemaps/dates.json", test_data());
	cases = json_object_from_file(path);
	if (!cases) {
		printf("# skip: %s is not here\n", path);
		return;
	}
	for (size_t i = 0; i < json_object_array_length(cases); i++, n++) {
		struct json_object *one = json_object_array_get_idx(cases, i);
		const char *from = json_text(one, "input"), *want = json_text(one, "utc");
		char seconds[LASTMOD_SIZE];

		/* Of a second only the whole is kept. */
		if (want) {
			(void)snprintf(seconds, sizeof seconds, "%.19sZ", want);
			want = seconds;
		}
		is_text(read_one(from), want, from);
	}
	is_int(n, CASES, "cases there are");
	json_object_put(cases);
}

int main(void)
{
	own();
	suite();
	return done();
}
