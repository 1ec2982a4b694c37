/* When schedules run: intervals from their anchor, jitter that stays, windows of the week. */
#include "schedule/timing.h"

#include "tap.h"

#include "bounds.h"
#include "util/json.h"

#define ID "2c9e0000-0000-7000-8000-000000000002"

static struct instant at(const char *text)
{
	struct instant t = {0};

	if (!instant_parse(text, &t))
		ok(false, "%s is a time", text);
	return t;
}

static const char *next(const struct timing *t, const char *anchor, const char *after)
{
	static char out[INSTANT_TEXT_SIZE];
	struct instant found;

	if (!timing_next(t, ID, at(anchor), at(after), &found))
		return "never";
	instant_print(found, out);
	return out;
}

static struct json_object *list(struct work *w, const char *text)
{
	return json_parse(w, text, strlen(text));
}

static void test_intervals(struct work *w)
{
	const struct timing t = {.interval_s = 1800, .zone = zone_load(w, NULL)};

	is_text(next(&t, "2026-06-02T10:00:07Z", "2026-06-02T10:00:07Z"), "2026-06-02T10:30:07Z",
		"the first run comes after one interval");
	is_text(next(&t, "2026-06-02T10:00:07Z", "2026-06-02T10:30:07Z"), "2026-06-02T11:00:07Z",
		"and the second after two");
	is_text(next(&t, "2026-06-02T10:00:07Z", "2026-06-02T10:44:00Z"), "2026-06-02T11:00:07Z",
		"a late one moves nothing");
	is_text(next(&t, "2026-06-02T10:00:07Z", "2026-06-04T10:00:00Z"), "2026-06-04T10:00:07Z",
		"nor do days without any");
	is_text(next(&t, "2026-06-02T10:00:07Z", "2026-06-01T00:00:00Z"), "2026-06-02T10:30:07Z",
		"a clock that was put back brings none early");
}

static void test_jitter(struct work *w)
{
	struct timing t = {.interval_s = 3600, .zone = zone_load(w, NULL), .jitter_s = 600};
	const struct instant anchor = at("2026-06-02T10:00:00Z");
	struct instant first, second, other;

	ok(timing_next(&t, ID, anchor, anchor, &first), "a run");
	ok(first.us >= anchor.us + 3600 * INT64_C(1000000) &&
	       first.us < anchor.us + 4200 * INT64_C(1000000),
	   "is late by less than the jitter");
	ok(timing_next(&t, ID, anchor, first, &second) &&
	       second.us == first.us + 3600 * INT64_C(1000000),
	   "always by the same");
	ok(timing_next(&t, "another", anchor, anchor, &other) && other.us != first.us,
	   "and another schedule by something else");
}

static void test_windows(struct work *w)
{
	struct timing t = {.interval_s = 3600, .zone = zone_load(w, "Europe/Berlin")};

	ok(timing_windows(w,
			  list(w, "[{\"days\": \"mon-fri\", \"from\": \"08:00\", \"to\": "
				  "\"18:00\"}]"),
			  &t),
	   "office hours");
	is_text(next(&t, "2026-06-01T00:00:00Z", "2026-06-01T00:00:00Z"), "2026-06-01T06:00:00Z",
		"begin in local time");
	is_text(next(&t, "2026-06-01T00:00:00Z", "2026-06-05T15:00:00Z"), "2026-06-08T06:00:00Z",
		"and leave the weekend out");
	ok(timing_windows(w,
			  list(w, "[{\"days\": \"fri\", \"from\": \"22:00\", \"to\": "
				  "\"02:00\"}]"),
			  &t),
	   "a night");
	is_text(next(&t, "2026-06-01T00:00:00Z", "2026-06-05T20:00:00Z"), "2026-06-05T21:00:00Z",
		"goes on");
	is_text(next(&t, "2026-06-01T00:00:00Z", "2026-06-05T22:00:00Z"), "2026-06-05T23:00:00Z",
		"beyond midnight");
	is_text(next(&t, "2026-06-01T00:00:00Z", "2026-06-05T23:00:00Z"), "2026-06-12T20:00:00Z",
		"and ends");
	t.is_cron = true;
	const char *why;
	ok(cron_parse(w->arena, "0 4 * * *", &t.cron, &why) &&
	       timing_windows(w, list(w, "[{\"from\": \"08:00\"}]"), &t),
	   "a time outside");
	is_text(next(&t, "2026-06-01T00:00:00Z", "2026-06-05T23:00:00Z"), "never", "never comes");
	ok(timing_windows(w, NULL, &t) && t.n_windows == 0, "no windows are no limit");
}

static void test_refusals(struct work *w)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
	    {"[1]", "active[0] must be an object"},
	    {"[{}, {\"days\": \"someday\"}]",
	     "active[1].days must name days of the week as cron does: \"mon-fri\""},
	    {"[{\"days\": 5}]",
	     "active[0].days must name days of the week as cron does: \"mon-fri\""},
	    {"[{\"days\": \"1 1\"}]",
	     "active[0].days must name days of the week as cron does: \"mon-fri\""},
	    {"[{\"from\": \"8:00\"}]", "active[0].from must be a time of day such as \"08:00\""},
	    {"[{\"from\": \"24:01\"}]", "active[0].from must be a time of day such as \"08:00\""},
	    {"[{\"to\": \"ab:cd\"}]", "active[0].to must be a time of day such as \"08:00\""},
	    {"[{\"to\": null, \"from\": 8}]",
	     "active[0].from must be a time of day such as \"08:00\""},
	};
	struct timing t = {0};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ok(!timing_windows(w, list(w, cases[i].text), &t), "%s", cases[i].text);
		is_text(w->message, cases[i].message, "is refused");
		w->complaints = w->last_complaint = NULL;
		work_forgive(w);
	}
	struct text many = text_new(w->arena, 1000);
	for (int i = 0; i <= WINDOWS_MAX; i++)
		text_add(&many, i ? ",{}" : "[{}");
	text_add(&many, "]");
	ok(!timing_windows(w, list(w, many.data), &t), "so are too many");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_intervals(&w);
	test_jitter(&w);
	test_windows(&w);
	test_refusals(&w);
	work_end(&w);
	return done();
}
