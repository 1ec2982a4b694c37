/* The writer: numbers in shortest form, members in their order or sorted, and depth. */
#include "util/json.h"
#include "util/secret.h"

#include "tap.h"

#include <float.h>
#include <math.h>

static void test_numbers(struct arena *a)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
	    {0, "0"},
	    {-0.0, "0"},
	    {1, "1"},
	    {-25, "-25"},
	    {0.1, "0.1"},
	    {1.0 / 3, "0.3333333333333333"},
	    {0.1 + 0.2, "0.30000000000000004"},
	    {12.5, "12.5"},
	    {19.99, "19.99"},
	    {9007199254740992.0, "9007199254740992"},
	    {1e21, "1e+21"},
	    {1e-7, "1e-07"},
	    {DBL_MAX, "1.7976931348623157e+308"},
	    {DBL_MIN, "2.2250738585072014e-308"},
	    {5e-324, "5e-324"},
	    {INFINITY, "null"},
	    {-INFINITY, "null"},
	    {NAN, "null"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct text t = text_new(a, 64);
		json_print_double(&t, cases[i].value);
		is_text(t.data, cases[i].text, cases[i].text);
	}
}

static void test_round_trip(struct arena *a)
{
	struct text t = text_new(a, 64);
	int wrong = 0;

	for (int i = 0; i < 100000; i++) {
		double value;

		secret_random(&value, sizeof value);
		if (!isfinite(value))
			continue;
		text_clear(&t);
		json_print_double(&t, value);
		wrong += strtod(t.data, NULL) != value;
	}
	is_int(wrong, 0, "random doubles read back the same");
}

/* Numbers with few decimals go another way, to the same text. */
static void test_decimals(struct arena *a)
{
	struct text t = text_new(a, 64);
	char digits[32];
	int wrong = 0;

	for (int i = 0; i < 100000; i++) {
		uint32_t n[2];
		double value;

		secret_random(n, sizeof n);
		value = (n[0] >> n[1] % 24) / pow(10, n[1] / 32 % 9) * (n[1] & 1 ? -1 : 1);
		if (value == trunc(value))
			continue;
		text_clear(&t);
		json_print_double(&t, value);
		(void)snprintf(digits, sizeof digits, "%.15g", value);
		wrong += strcmp(t.data, digits) != 0;
	}
	is_int(wrong, 0, "decimals are written as printf() does");
}

static void test_trees(struct work *w)
{
	static const char *const same[] = {
	    "{}",
	    "[]",
	    "[[],{},[[]]]",
	    "{\"b\":1,\"a\":[{\"d\":null,\"c\":true}],\"\":\"\"}",
	    "\"a/b \xE2\x82\xAC \xF0\x9F\x98\x80\"",
	    "\"\\\"\\\\\\n\\t\\r\\u0001\\u001f\x7F\"",
	    "[1,-1,1.5,9223372036854775807]",
	    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
	};
	static const char *const others[][2] = {
	    {" [ 1 , 2.50 , 1E2 , -0 ] ", "[1,2.5,100,0]"},
	    {"\"\\u00e4\\/\\ud83d\\ude00\"", "\"\xC3\xA4/\xF0\x9F\x98\x80\""},
	    {"[1.0,100e-2,1e1]", "[1,1,10]"},
	};

	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		is_text(json_string(w, json_parse(w, same[i], strlen(same[i]))), same[i], same[i]);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		is_text(json_string(w, json_parse(w, others[i][0], strlen(others[i][0]))),
			others[i][1], others[i][0]);
	is_text(json_string(w, NULL), "null", "a null pointer");
}

static void test_sorted(struct work *w)
{
	static const char text[] = "[{\"b\":{\"z\":1,\"y\":2},\"B\":0,\"a\":[{\"d\":1,\"c\":2},{}],"
				   "\"\xC3\xA4\":3},{\"only\":1},{\"3\":3,\"2\":2,\"1\":1}]";
	struct json_object *o = json_parse(w, text, strlen(text));
	struct text t = text_new(w->arena, 1000), small = text_new(w->arena, 10);

	json_print_sorted(&t, o);
	is_text(t.data,
		"[{\"B\":0,\"a\":[{\"c\":2,\"d\":1},{}],\"b\":{\"y\":2,\"z\":1},\"\xC3\xA4\":3},"
		"{\"only\":1},{\"1\":1,\"2\":2,\"3\":3}]",
		"sorted by the bytes of the names, at every depth");
	json_print(&small, o);
	ok(text_is_full(&small), "a text that is full is said to be");
}

/* Trees that we build may be deeper than what is parsed. */
static void test_depth(struct work *w)
{
	struct json_object *inner = json_new_array(w);
	const char *text;

	for (int i = 0; i < 999; i++) {
		struct json_object *outer = json_new_array(w);

		json_add_shared(outer, inner);
		inner = outer;
	}
	text = json_string(w, inner);
	is_int(strspn(text, "["), 1000, "a thousand levels open");
	is_int(strlen(text), 2000, "and close");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_numbers(w.arena);
	test_round_trip(w.arena);
	test_decimals(w.arena);
	test_trees(&w);
	test_sorted(&w);
	test_depth(&w);
	work_end(&w);
	return done();
}
