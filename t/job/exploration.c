/* Calls made for a strategy, driven from memory. */
#include "job/exploration.h"
#include "bounds.h"

#include "tap.h"

static const char asked[] =
    "[{\"url\":\"http://a.test/"
    "1\",\"method\":\"POST\",\"headers\":{\"Accept\":\"x\",\"Host\":\"evil\","
    "\"A\":\"b\\r\\nC: d\"},\"body\":\"q=1\",\"given\":true},{\"method\":\"GET\"},"
    "{\"url\":\"http://a.test/"
    "2\",\"method\":\"GET\",\"headers\":{},\"body\":null,\"given\":false}]";

static void test_calls(struct work *w)
{
	struct fetch_response response = {
	    .body = "[1]", .body_size = 3, .content_type = "application/json"};
	struct want want = {0}, operation = {.body = "page", .body_size = 4};
	struct exploration x;

	exploration_begin(w, &x, json_parse(w, asked, sizeof asked - 1));
	ok(exploration_next(w, &x, &want), "the first call");
	ok(want.kind == WANT_FETCH && want.is_optional, "is a fetch that may fail");
	is_text(want.fetch.method, "POST", "with its method");
	is_text(want.fetch.body, "q=1", "and body");
	is_int(want.fetch.n_headers, 1, "and the headers that are allowed");
	ok(want.fetch.max_bytes && want.fetch.timeout_ms, "within bounds");
	fail_class(w, CLASS_HTTP, "Page not accessible: 404 Not Found");
	exploration_take(w, &x, NULL);
	ok(w->error == ERR_NONE, "its failure is forgiven");
	ok(exploration_next(w, &x, &want), "the next with an address");
	is_text(want.fetch.url, "http://a.test/2", "is made");
	exploration_take(w, &x, &response);
	ok(!exploration_next(w, &x, &want), "there are no more");
	operation.request = json_new_object(w);
	exploration_put(w, &x, &operation);
	is_text(operation.body, "page[1]", "answers lie behind the page");
	is_int(operation.body_size, 7, "with their sizes");
	is_int(json_int(operation.request, "page_size", 0), 4, "that of the page is told");
	is_text(json_string(w, json_array_of(operation.request, "calls")),
		"[{\"url\":\"http://a.test/"
		"1\",\"method\":\"POST\",\"headers\":{\"Accept\":\"x\",\"Host\":"
		"\"evil\",\"A\":\"b\\r\\nC: "
		"d\"},\"body\":\"q=1\",\"given\":true,\"failure\":\"Page not "
		"accessible: 404 Not "
		"Found\"},{\"url\":\"http://a.test/2\",\"method\":\"GET\",\"headers\":{},"
		"\"body\":null,\"given\":false,\"content_type\":\"application/json\",\"size\":3}]",
		"and what became of each");
}

static void test_bounds(struct work *w)
{
	struct text t = text_new(w->arena, 100000);
	struct want want = {0}, operation = {.body = "", .body_size = 0};
	struct exploration x;
	int made = 0;

	text_add_char(&t, '[');
	for (int i = 0; i < 100; i++)
		text_addf(&t, "%s{\"url\":\"http://a.test/%d\",\"method\":\"GET\"}", i ? "," : "",
			  i);
	text_add_char(&t, ']');
	exploration_begin(w, &x, json_parse(w, t.data, t.length));
	while (exploration_next(w, &x, &want)) {
		made++;
		exploration_take(w, &x, NULL);
	}
	is_int(made, CALLS_MAX, "not all that somebody asks for are made");
	exploration_begin(w, &x, json_parse(w, t.data, t.length));
	x.until_ms = 0;
	ok(!exploration_next(w, &x, &want), "none when the time is up");
	operation.request = json_new_object(w);
	exploration_put(w, &x, &operation);
	is_text(json_text(json_object_array_get_idx(json_array_of(operation.request, "calls"), 0),
			  "failure"),
		"no time was left", "and it is told");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_calls(&w);
	test_bounds(&w);
	work_end(&w);
	return done();
}
