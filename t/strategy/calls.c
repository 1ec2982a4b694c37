/* Calls asked for and answered, and an operation that does both. */
#include "strategy/calls.h"

#include "strategy/generate.h"
#include "tap.h"
#include "util/json.h"

static bool read(struct work *w, const char *calls, size_t page_size, const char *body,
		 struct answered *out)
{
	struct json_object *request = json_new_object(w);
	size_t size;

	json_put_shared(request, "calls", json_parse(w, calls, strlen(calls)));
	json_put_int(request, "page_size", (int64_t)page_size);
	return calls_read(w, request, body, strlen(body), out, &size);
}

static void test_reading(struct work *w)
{
	struct answered a;

	ok(read(w,
		"[{\"url\":\"http://a.test/"
		"1\",\"method\":\"GET\",\"given\":true,\"failure\":\"gone\"},"
		"{\"url\":\"http://a.test/2\",\"method\":\"GET\",\"given\":true,\"size\":3},"
		"{\"url\":\"http://a.test/3\",\"method\":\"GET\",\"given\":false,\"size\":2}]",
		4, "page[1]{}", &a),
	   "answered calls");
	is_text(a.failure, "gone", "the failure of the user's");
	is_int(a.given.n, 1, "one of theirs");
	is_int(a.found.n, 1, "one of the page's");
	ok(a.given.items[0].body_size == 3 && memcmp(a.given.items[0].body, "[1]", 3) == 0,
	   "with its bytes");
	ok(a.found.items[0].body_size == 2 && memcmp(a.found.items[0].body, "{}", 2) == 0,
	   "and those of the next");
	ok(!read(w, "[{\"url\":\"http://a.test/\",\"method\":\"GET\",\"size\":6}]", 4, "page[1]",
		 &a),
	   "more bytes than there are");
	ok(!read(w, "[{\"url\":\"http://a.test/\",\"method\":\"GET\",\"size\":-1}]", 4, "page[1]",
		 &a),
	   "fewer than none");
	ok(!read(w, "[{\"url\":\"http://a.test/\",\"method\":\"GET\",\"size\":1}]", 9, "page[1]",
		 &a),
	   "a page beyond the end");
	ok(error_is(w, ERR_INTERNAL), "are faults of ours");
	work_forgive(w);
}

static struct json_object *generate(struct work *w, const char *request, const char *body)
{
	struct text out = text_new(w->arena, 100000);

	if (!generate_operation(w, json_parse(w, request, strlen(request)), body, strlen(body),
				&out))
		return NULL;
	return json_parse(w, out.data, out.length);
}

#define ASKED "\"url\":\"http://a.test/\",\"description\":\"Cups: name and price\""

static void test_operation(struct work *w)
{
	static const char page[] = "<script>fetch('/api/cups')</script>";
	static const char answered[] =
	    "<script>fetch('/api/cups')</script>"
	    "[{\"name\":\"Blue cup\",\"price\":5},{\"name\":\"Tin cup\",\"price\":7}]";
	struct json_object *o = generate(w, "{" ASKED ",\"explore\":true}", page);

	is_text(json_string(w, o),
		"{\"calls\":[{\"url\":\"http://a.test/api/"
		"cups\",\"method\":\"GET\",\"headers\":{},\"body\":"
		"null,\"given\":false}]}",
		"a page without items makes it ask");
	ok(!generate(w, "{" ASKED "}", page), "but not where nobody can answer");
	work_forgive(w);
	o = generate(
	    w,
	    "{" ASKED ",\"page_size\":35,\"calls\":[{\"url\":\"http://a.test/api/cups\",\"method\":"
	    "\"GET\",\"headers\":{},\"given\":false,\"content_type\":\"application/json\",\"size\":"
	    "60}]}",
	    answered);
	is_text(json_text(json_object_of(o, "strategy"), "endpoint"), "http://a.test/api/cups",
		"the answer is taken");
	is_int(json_int(o, "item_count", 0), 2, "with its items");
	o = generate(w, "{" ASKED ",\"explore\":true,\"capture\":\"curl /api/x -d q=1\"}", "<p>");
	is_text(json_string(w, o),
		"{\"calls\":[{\"url\":\"http://a.test/api/"
		"x\",\"method\":\"POST\",\"headers\":{},\"body\":"
		"\"q=1\",\"given\":true}]}",
		"the user's call comes first");
	ok(!generate(w, "{" ASKED ",\"capture\":[5]}", "<p>"), "nonsense is refused");
	ok(error_is(w, ERR_INVALID), "as such");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_reading(&w);
	test_operation(&w);
	work_end(&w);
	return done();
}
