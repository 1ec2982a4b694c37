/* Traces: each kind of verdict in plain members, earlier tries, and who was told. */
#include "job/trace.h"

#include "store/database.h"
#include "store/traces.h"

#include <json-c/json_object.h>

#define HASH "0123456789abcdef0123456789abcdef"

static const char *account;

static struct json_object *judged(struct work *w, struct run *run, struct verdict *v,
				  const struct target *target, const char *before)
{
	struct json_object *trace = json_new_object(w);

	trace_put_judgement(w, trace,
			    &(struct judgement){.kind = "word",
						.verdict = v,
						.run = run,
						.target = target,
						.baseline_job_id = before,
						.baseline_hash = before ? HASH : NULL});
	return json_object_of(trace, "verdict");
}

static void test_verdicts(struct work *w)
{
	struct fetch_response page = {.status = 200};
	struct run run = {.page = &page};
	struct target target = {.baseline_job_id = "new", .item_key = {"[\"url\"]"}};
	struct verdict v = {.kind = VERDICT_FIRST, .content_hash = "after"};
	struct json_object *o = judged(w, &run, &v, &target, NULL);

	is_text(json_text(o, "kind"), "word", "the kind");
	ok(strstr(json_text(o, "note"), "nothing to compare with") != NULL, "a first run says so");
	ok(json_has(o, "compared_with_job_id") && !json_get(o, "compared_with_job_id"),
	   "it was compared with nothing");
	v = (struct verdict){.kind = VERDICT_CHANGED,
			     .content_hash = "after",
			     .change = {.added = 1, .modified = 2}};
	o = judged(w, &run, &v, &target, "old");
	is_text(json_text(o, "compared_with_job_id"), "old", "a change: with which run");
	is_text(json_text(o, "baseline_job_id"), "new", "what is compared with next");
	is_text(json_text(o, "content_hash_before"), HASH, "hash before");
	is_text(json_text(o, "content_hash"), "after", "and after");
	is_int(json_int(json_object_of(o, "changes"), "modified", -1), 2, "how many of what");
	is_text(json_string(w, json_array_of(o, "inferred_key")), "[\"url\"]", "by which key");
	v = (struct verdict){
	    .kind = VERDICT_ODD, .class = CLASS_LAYOUT, .content_hash = "odd", .error = "0 items"};
	target.odd_runs = 2;
	o = judged(w, &run, &v, &target, "old");
	is_text(json_text(o, "error_class"), "layout", "an odd run: its class");
	is_text(json_text(o, "error"), "0 items", "and why");
	is_int(json_int(o, "equal_odd_runs", 0), 2, "for the second time");
	v = (struct verdict){.kind = VERDICT_UNCHANGED};
	run.is_same_page = true;
	o = judged(w, &run, &v, &target, "old");
	ok(strstr(json_text(o, "note"), "same bytes") != NULL, "a page of the same bytes says so");
	is_text(json_text(o, "content_hash"), HASH, "its content is the baseline's");
	page.status = 304;
	o = judged(w, &run, &v, &target, "old");
	ok(strstr(json_text(o, "note"), "the site says") != NULL, "a 304 says so");
	v.note = "another";
	o = judged(w, &run, &v, &target, "old");
	is_text(json_text(o, "note"), "another", "a note of the verdict's own comes first");
}

static void test_tries(struct work *w)
{
	struct task t = {.id = id_new(w->arena), .account_id = account, .attempts = 1};
	struct json_object *trace = json_new_object(w), *earlier;
	struct earlier_try try = {.class = CLASS_TIMEOUT, .error = "too slow", .again_ms = 5000};

	ok(trace_put_earlier(w, &t, trace) && !json_has(trace, "earlier"),
	   "a first try has none before it");
	ok(trace_keep_try(w, &t, trace, &try), "it is kept");
	t.attempts = 2;
	try.class = CLASS_DNS;
	ok(trace_keep_try(w, &t, json_new_object(w), &try), "the second one, too");
	t.attempts = 3;
	trace = json_new_object(w);
	ok(trace_put_earlier(w, &t, trace), "the third one");
	earlier = json_array_of(trace, "earlier");
	is_int(json_object_array_length(earlier), 2, "tells of both");
	is_text(json_text(json_object_array_get_idx(earlier, 0), "error_class"), "timeout",
		"the first");
	is_text(json_text(json_object_array_get_idx(earlier, 1), "error_class"), "dns",
		"and the second");
	is_int(json_int(json_object_array_get_idx(earlier, 1), "again_in_ms", 0), 5000,
	       "with the pause after it");
	t.attempts = 1;
	t.first_hash = (struct blob){"x", 1};
	trace = json_new_object(w);
	try.class = CLASS_NONE;
	try.error = "to confirm it";
	ok(trace_keep_try(w, &t, trace, &try), "a fetch that is to be confirmed");
	earlier = json_array_of(trace, "earlier");
	is_text(json_text(json_object_array_get_idx(earlier, 2), "verdict"), "waiting", "waits");
	t.id = id_new(w->arena);
	ok(trace_put_earlier(w, &t, json_new_object(w)) && !w->error, "what is gone is not told");
}

static void test_telling(struct work *w)
{
	struct json_object *trace = json_new_object(w);

	trace_put_telling(w, trace, &(struct telling){0});
	ok(!json_has(trace, "told"), "a run of no schedule has nobody to tell");
	trace_put_telling(w, trace, &(struct telling){"changed", "changes", "id", NULL});
	is_text(json_string(w, json_object_of(trace, "told")),
		"{\"event\":\"changed\",\"notify\":\"changes\",\"delivery_id\":\"id\","
		"\"note\":null}",
		"who was told of what");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_verdicts(&w);
	test_telling(&w);
	work_end(&w);
	if (!test_socket())
		return done();
	work_begin(&w);
	struct db *db = test_database(&w);
	account = account_add(&w, "shop", "pro");
	test_tries(&w);
	work_end(&w);
	db_free(db);
	return done();
}
