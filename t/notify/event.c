/* Bodies of webhooks: the documented one member by member, the others as their readers want them.
 */
#include "notify/event.h"

#include "tap.h"

#include "util/json_each.h"

static struct run_event change(void)
{
	return (struct run_event){
	    .job_id = "51f0b1de-0000-7000-8000-000000000001",
	    .schedule_id = "2c9e0000-0000-7000-8000-000000000002",
	    .strategy_name = "Catalogue",
	    .url = "https://shop.test/catalog",
	    .results = {"[{\"name\":\"Kettle\",\"price\":24.5},{\"name\":\"Pan\",\"price\":9}]"},
	    .metadata = {"{\"env\":\"dev\"}"},
	    .changes = {"{\"added\":[{\"name\":\"Pan <new>\",\"price\":9}],\"removed\":[],"
			"\"modified\":[{\"key\":\"Kettle\",\"before\":{},\"after\":{},\"fields\":"
			"[{\"field\":\"price\",\"before\":20,\"after\":24.5}]}]}"},
	    .item_count = 2,
	    .has_changes = true,
	    .content_hash = "0c4f9d2e7b1a4c3d8e6f5a0b9c8d7e6f",
	    .completed_at = {INT64_C(1780396209000000)},
	};
}

static const char *body(struct work *w, enum receiver r, const struct run_event *e)
{
	struct event_body b;

	return event_body(w, r, e, &b) ? b.data : w->message;
}

static void test_standard(struct work *w)
{
	struct run_event e = change();

	is_text(body(w, RECEIVER_STANDARD, &e),
		"{\"job_id\":\"51f0b1de-0000-7000-8000-000000000001\","
		"\"schedule_id\":\"2c9e0000-0000-7000-8000-000000000002\",\"status\":\"completed\","
		"\"url\":\"https://shop.test/catalog\",\"results\":[{\"name\":\"Kettle\","
		"\"price\":24.5},{\"name\":\"Pan\",\"price\":9}],\"item_count\":2,"
		"\"has_changes\":true,\"content_hash\":\"0c4f9d2e7b1a4c3d8e6f5a0b9c8d7e6f\","
		"\"changes\":{\"added\":[{\"name\":\"Pan <new>\",\"price\":9}],\"removed\":[],"
		"\"modified\":[{\"key\":\"Kettle\",\"before\":{},\"after\":{},\"fields\":"
		"[{\"field\":\"price\",\"before\":20,\"after\":24.5}]}]},"
		"\"completed_at\":\"2026-06-02T10:30:09Z\",\"metadata\":{\"env\":\"dev\"}}",
		"a completed run");
	e.error = "Page not accessible: 404 Not Found";
	e.metadata.data = NULL;
	is_text(body(w, RECEIVER_STANDARD, &e),
		"{\"job_id\":\"51f0b1de-0000-7000-8000-000000000001\","
		"\"schedule_id\":\"2c9e0000-0000-7000-8000-000000000002\",\"status\":\"failed\","
		"\"url\":\"https://shop.test/catalog\","
		"\"error\":\"Page not accessible: 404 Not Found\","
		"\"completed_at\":\"2026-06-02T10:30:09Z\",\"metadata\":null}",
		"a failed run has no results");
	e = change();
	e.changes.data = NULL;
	ok(strstr(body(w, RECEIVER_STANDARD, &e), "\"changes\":null") != NULL,
	   "a first run has no changes");
}

static void test_summaries(struct work *w)
{
	struct run_event e = change();

	is_text(event_summary(w, &e), "Catalogue: 1 added, 1 changed (2 items)", "changes");
	e.changes.data = NULL;
	is_text(event_summary(w, &e), "Catalogue: changed (2 items)", "that are not known");
	e.has_changes = false;
	e.item_count = 1;
	is_text(event_summary(w, &e), "Catalogue: no changes (1 item)", "none");
	e.error = "Page is empty";
	is_text(event_summary(w, &e), "Catalogue: failed. Page is empty", "a failure");
}

static void test_lines(struct work *w)
{
	struct run_event e = change();
	struct texts lines = event_notice(w, &e).lines;

	is_int(lines.n, 2, "a line for each change");
	is_text(lines.items[0], "name: Pan <new>, price: 9", "what is new");
	is_text(lines.items[1], "Kettle | price: 20 \xE2\x86\x92 24.5", "what changed");
	e.changes.data = NULL;
	lines = event_notice(w, &e).lines;
	is_int(lines.n, 2, "without changes the items");
	is_text(lines.items[0], "name: Kettle, price: 24.5", "as they are");
}

static void test_slack(struct work *w)
{
	struct run_event e = change();
	const char *text = body(w, RECEIVER_SLACK, &e);
	struct json_object *o = json_parse(w, text, strlen(text));

	ok(o != NULL, "Slack gets JSON");
	is_text(json_text(o, "text"), "Catalogue: 1 added, 1 changed (2 items)", "with a summary");
	is_int(json_object_array_length(json_array_of(o, "blocks")), 5,
	       "a header, a summary, two changes and the metadata");
	ok(strstr(text, "Pan &lt;new&gt;") && !strstr(text, "<new>"), "and nothing to obey");
	text = body(w, RECEIVER_SLACK_WORKFLOW, &e);
	o = json_parse(w, text, strlen(text));
	JSON_EACH (o, m) {
		ok(json_object_is_type(m.value, json_type_string), "%s is a string", m.key);
	}
	is_text(json_text(o, "item_count"), "2", "numbers as well");
	is_text(json_text(o, "error"), "", "what is missing is empty");
}

static void test_discord(struct work *w)
{
	struct run_event e = change();
	const char *text = body(w, RECEIVER_DISCORD, &e);
	struct json_object *o = json_parse(w, text, strlen(text));
	struct json_object *embed = json_object_array_get_idx(json_array_of(o, "embeds"), 0);

	is_text(json_text(o, "content"), "Catalogue: 1 added, 1 changed (2 items)",
		"Discord gets a summary");
	is_int(json_object_array_length(json_array_of(json_get(o, "allowed_mentions"), "parse")), 0,
	       "that calls nobody");
	is_text(json_text(embed, "url"), "https://shop.test/catalog", "and the page");
	is_text(json_text(embed, "timestamp"), "2026-06-02T10:30:09Z", "with its time");
}

static void test_email(struct work *w)
{
	struct run_event e = change();
	struct event_body b;

	ok(event_body(w, RECEIVER_EMAIL, &e, &b), "a mail");
	is_text(b.subject, "Catalogue: 1 added, 1 changed (2 items)", "has a subject");
	ok(strstr(b.data, "\r\n- name: Pan <new>, price: 9\r\n") != NULL, "and the changes");
	e.strategy_name = "A\r\nBcc: x";
	ok(event_body(w, RECEIVER_EMAIL, &e, &b) && !strchr(b.subject, '\n') &&
	       !strchr(b.subject, '\r'),
	   "a subject has one line");
}

static void test_bounds(struct work *w)
{
	struct run_event e = change();
	struct text t = text_new(w->arena, 10 << 20);
	struct texts lines;

	text_add(&t, "[");
	for (int i = 0; i < 1000; i++)
		text_addf(&t, "%s{\"name\":\"%0*d\xC3\xA4\xC3\xA4\"}", i ? "," : "", 2000, i);
	text_add(&t, "]");
	e.results.data = t.data;
	e.changes.data = NULL;
	lines = event_notice(w, &e).lines;
	is_int(lines.n, 5, "five items are shown");
	ok(strlen(lines.items[0]) < 120 && utf8_is_valid(lines.items[0], strlen(lines.items[0])),
	   "in few bytes, cut between characters");
	e.changes.data = "{\"added\": [";
	is_text(event_summary(w, &e), "Catalogue: changed (2 items)", "damaged changes do no harm");
}

static void test_workflow(struct work *w)
{
	struct run_event e = {
	    .run_id = "r",
	    .workflow_id = "f",
	    .schedule_id = "s",
	    .strategy_name = "Books",
	    .results = {"[{\"isbn\":\"1\"}]"},
	    .grouped = {"{\"https://books.test/1/\":{\"Book\":[{\"isbn\":\"1\"}]}}"},
	    .item_count = 21,
	    .has_changes = true,
	    .completed_at = {INT64_C(1780396209000000)}};

	is_text(body(w, RECEIVER_STANDARD, &e),
		"{\"workflow_id\":\"f\",\"workflow_name\":\"Books\",\"run_id\":\"r\","
		"\"schedule_id\":\"s\",\"status\":\"completed\",\"results\":[{\"isbn\":\"1\"}],"
		"\"final_results_by_url_grouped\":{\"https://books.test/1/\":{\"Book\":"
		"[{\"isbn\":\"1\"}]}},\"item_count\":21,\"has_changes\":true,"
		"\"completed_at\":\"2026-06-02T10:30:09Z\",\"metadata\":null}",
		"a workflow's run");
	is_text(event_summary(w, &e), "Books: changed (21 items)", "in a line");
	ok(strstr(body(w, RECEIVER_SLACK, &e), "A workflow has run"), "for Slack");
	ok(!strstr(body(w, RECEIVER_DISCORD, &e), "\"url\""), "for Discord, without a page");
	ok(strstr(body(w, RECEIVER_EMAIL, &e), "\r\nrun r\r\n"), "and by mail");
	ok(strstr(body(w, RECEIVER_SLACK_WORKFLOW, &e), "\"job_id\":\"r\""), "or as variables");
	e.are_omitted = true;
	ok(strstr(body(w, RECEIVER_STANDARD, &e), ",\"results_omitted\":true"),
	   "results may be too many");
	e.error = "Node 'shelf' failed: 404 Not Found";
	is_text(body(w, RECEIVER_STANDARD, &e),
		"{\"workflow_id\":\"f\",\"workflow_name\":\"Books\",\"run_id\":\"r\","
		"\"schedule_id\":\"s\",\"status\":\"failed\","
		"\"error\":\"Node 'shelf' failed: 404 Not Found\","
		"\"completed_at\":\"2026-06-02T10:30:09Z\",\"metadata\":null}",
		"a failed one has none");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_standard(&w);
	test_summaries(&w);
	test_lines(&w);
	test_slack(&w);
	test_discord(&w);
	test_email(&w);
	test_bounds(&w);
	test_workflow(&w);
	work_end(&w);
	return done();
}
