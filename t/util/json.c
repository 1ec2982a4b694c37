/* Parsing, typed reading that never coerces, and building. */
#include "util/json.h"

#include "tap.h"

static struct json_object *parse(struct work *w, const char *text)
{
	return json_parse(w, text, strlen(text));
}

static void test_parse(struct work *w)
{
	static const char *const documents[] = {"{}",	"[]",	 "12",	  " -1.5e3 ",
						"true", "false", "\"x\"", "[1]\n"};
	static const char cut[] = {'[', '1', ']', 'x'};

	for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++)
		ok(parse(w, documents[i]) != NULL, "%s", documents[i]);
	ok(json_parse(w, cut, 3) != NULL, "no NUL is needed");
	ok(json_stored(w, "{}") && !json_stored(w, NULL) && !w->error,
	   "what was stored, or nothing");
	ok(!parse(w, "[1,]"), "not JSON");
	is_int(w->error, ERR_INVALID, "is invalid");
	is_text(w->message, "invalid JSON: unexpected character at byte 3", "and says where");
	ok(!parse(w, "null"), "null");
	is_text(w->message, "the JSON document is null", "is no document");
	work_forgive(w);
}

static struct json_object *apart(struct work *w, const char *text)
{
	return json_parse_apart(w, text, strlen(text), "b");
}

static void test_apart(struct work *w)
{
	struct json_object *o = apart(w, "{\"a\":1,\"b\":[{\"b\":\"\\u0041\"},2],\"c\":[3]}");

	is_text(json_text(o, "b"), "[{\"b\":\"\\u0041\"},2]", "a member as its text");
	ok(json_int(o, "a", 0) == 1 && json_array_of(o, "c"), "beside the others");
	is_text(json_text(apart(w, "{\"b\":null}"), "b"), "null", "whatever it is");
	o = apart(w, "{\"a\":{\"b\":1}}");
	ok(json_int(json_object_of(o, "a"), "b", 0) == 1 && !json_has(o, "b"),
	   "not one further inside");
	ok(!apart(w, "{\"a\":1,\"b\":[1,]}") && error_is(w, ERR_INVALID), "it is checked, too");
	work_forgive(w);
	ok(!apart(w, "{\"b\":[1]") && error_is(w, ERR_INVALID), "and what stands behind it");
	work_forgive(w);
}

static void test_lenient(struct work *w)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
	    {"{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}"},
	    {"[\"a\\u0000\",18446744073709551615]", "[\"a\xEF\xBF\xBD\",\"18446744073709551615\"]"},
	    {"[1e999]", "[null]"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct json_object *o = json_parse_lenient(w, rows[i].in, strlen(rows[i].in));

		is_text(o ? json_string(w, o) : w->message, rows[i].out, rows[i].in);
		ok(!parse(w, rows[i].in), "is refused elsewhere");
		work_forgive(w);
	}
	ok(!json_parse_lenient(w, "{\"a\":1,}", 8), "a comma too many");
	is_text(w->message, "invalid JSON: unexpected character at byte 7", "is none too few");
	work_forgive(w);
}

static void test_read(struct work *w)
{
	struct json_object *o = parse(
	    w, "{\"text\":\"a\\u00e4\",\"int\":-7,\"big\":9223372036854775807,\"double\":2.5,"
	       "\"yes\":true,\"null\":null,\"list\":[1],\"object\":{\"a\":1},\"digits\":\"12\"}");

	is_text(json_text(o, "text"), "a\xC3\xA4", "text");
	is_text(json_text(o, "int"), NULL, "a number is no text");
	is_text(json_text(o, "null"), NULL, "null is no text");
	is_int(json_int(o, "int", 1), -7, "integer");
	is_int(json_int(o, "big", 1), INT64_MAX, "the largest");
	is_int(json_int(o, "digits", 1), 1, "digits in a string are no integer");
	is_int(json_int(o, "double", 1), 1, "a double is no integer");
	is_int(json_int(o, "absent", 1), 1, "absent");
	ok(json_double(o, "double", 0) == 2.5, "double");
	ok(json_double(o, "int", 0) == -7, "an integer is a double");
	ok(json_double(o, "text", 0.5) == 0.5, "text is not");
	ok(json_bool_of(o, "yes", false), "true");
	ok(json_bool_of(o, "int", false) == false, "a number is no boolean");
	ok(json_get(o, "null") == NULL && json_get(o, "absent") == NULL, "null and absent");
	ok(json_object_of(o, "object") && !json_object_of(o, "list"), "objects only");
	ok(json_array_of(o, "list") && !json_array_of(o, "object"), "arrays only");
	ok(json_filled(o) == o && !json_filled(json_new_object(w)) && !json_filled(NULL),
	   "an object with members");
	ok(!json_get(NULL, "a") && !json_get(json_array_of(o, "list"), "a"), "not in an object");
	ok(json_has(parse(w, "{\"a\":null}"), "a"), "a null is there");
	ok(!json_has(o, "absent") && !json_has(NULL, "a"), "what is absent is not");
}

static void test_build(struct work *w)
{
	struct json_object *o = json_new_object(w), *list = json_new_array(w);
	struct json_object *found = json_get(parse(w, "{\"x\":{\"deep\":[1,2]}}"), "x");

	json_put_text(o, "text", "say \"hi\"");
	json_put_text(o, "none", NULL);
	json_put_int(o, "int", INT64_MIN);
	json_put_double(o, "double", 0.1);
	json_put_bool(o, "yes", true);
	json_put(o, "own", json_object_new_int64(5));
	json_put_shared(o, "list", list);
	json_put_shared(o, "found", found);
	json_add_text(list, "a");
	json_add_text(list, NULL);
	json_add_shared(list, found);
	json_add(list, json_object_new_int64(1));
	json_put_bool(o, "yes", false);
	json_put_int(o, "gone", 1);
	json_drop(o, "gone");
	json_drop(o, "never");
	is_text(json_string(w, o),
		"{\"text\":\"say \\\"hi\\\"\",\"none\":null,\"int\":-9223372036854775808,"
		"\"double\":0.1,\"yes\":false,\"own\":5,\"list\":[\"a\",null,{\"deep\":[1,2]},1],"
		"\"found\":{\"deep\":[1,2]}}",
		"built");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_parse(&w);
	test_apart(&w);
	test_lenient(&w);
	test_read(&w);
	test_build(&w);
	work_end(&w);
	return done();
}
