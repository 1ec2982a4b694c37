/* Cron against the cases of another implementation. Where the two policies differ the answer in
 * the manner of Vixie cron counts. */
#include "schedule/cron.h"

#include "tap.h"

#include "util/json.h"

#include <json-c/json_util.h>

static int counts[5]; /* activation, next, error, field, field error */

static struct instant unix_time(struct json_object *o, const char *key)
{
	return (struct instant){json_int(o, key, 0) * 1000000};
}

static bool read_case(struct work *w, struct json_object *one, struct cron *c,
		      const struct zone **z)
{
	const char *why = NULL;

	*z = zone_load(w, json_text(one, "zone"));
	if (*z && cron_parse(w->arena, json_text(one, "spec"), c, &why))
		return true;
	return ok(false, "%s: %s", json_text(one, "name"), why ? why : w->message);
}

static void activation(struct work *w, struct json_object *one)
{
	struct instant time = unix_time(one, "time_unix"), next;
	bool due = json_bool_of(one, "vixie_due", json_bool_of(one, "due", false));
	const struct zone *z;
	struct cron c;

	counts[0]++;
	if (!read_case(w, one, &c, &z))
		return;
	bool is_due =
	    cron_next(&c, z, (struct instant){time.us - 1000000}, &next) && next.us == time.us;
	ok(is_due == due, "%s", json_text(one, "name"));
}

static void next(struct work *w, struct json_object *one)
{
	const char *key = json_has(one, "vixie_next_unix") ? "vixie_next_unix" : "next_unix";
	struct instant found;
	const struct zone *z;
	struct cron c;

	counts[1]++;
	if (json_bool_of(one, "seconds_field", false) || !read_case(w, one, &c, &z))
		return;
	if (!cron_next(&c, z, unix_time(one, "after_unix"), &found))
		found.us = 0;
	is_int(found.us, unix_time(one, key).us, json_text(one, "name"));
}

static void error(struct work *w, struct json_object *one, int kind)
{
	const char *spec = json_text(one, "spec"), *why = NULL;
	struct cron c;

	counts[kind]++;
	if (spec)
		ok(!cron_parse(w->arena, spec, &c, &why) && why, "%s: \"%s\" is refused",
		   json_text(one, "name"), spec);
}

/* One field by itself, tried as the day of the week, whose bounds come nearest. */
static void field(struct work *w, struct json_object *one)
{
	struct json_object *values = json_array_of(one, "values");
	const char *expr = json_text(one, "expr"), *why = NULL;
	uint64_t wanted = 0;
	struct cron c;

	counts[3]++;
	if (json_int(one, "max", 0) != 7)
		return;
	for (size_t i = 0; i < json_object_array_length(values); i++)
		wanted |= UINT64_C(1) << json_object_get_int(json_object_array_get_idx(values, i));
	wanted |= wanted >> 7 & 1;
	ok(cron_parse(w->arena, arena_printf(w->arena, "* * * * %s", expr), &c, &why) &&
	       c.weekdays == wanted,
	   "%s: %s", json_text(one, "name"), expr);
}

int main(void)
{
	static const int expected[] = {29, 62, 10, 15, 9};
	char path[1024];
	struct json_object *cases;
	struct work w;

	(void)snprintf(path, sizeof path, "%s/conformance/cron/robfig.json", test_data());
	cases = json_object_from_file(path);
	if (!cases)
		return skip_all("conformance/cron is not here");
	work_begin(&w);
	for (size_t i = 0; i < json_object_array_length(cases); i++) {
		struct json_object *one = json_object_array_get_idx(cases, i);
		const char *kind = json_text(one, "kind");

		if (strcmp(kind, "activation") == 0)
			activation(&w, one);
		else if (strcmp(kind, "next") == 0)
			next(&w, one);
		else if (strcmp(kind, "field") == 0)
			field(&w, one);
		else
			error(&w, one, strcmp(kind, "error") == 0 ? 2 : 4);
	}
	for (int i = 0; i < 5; i++)
		is_int(counts[i], expected[i], "cases of a kind");
	json_object_put(cases);
	work_end(&w);
	return done();
}
