/* What the strict check says and where, and that json-c agrees with what it lets through. */
#include "util/json.h"
#include "bounds.h"

#include "tap.h"

static const struct {
	const char *text, *complaint;
	size_t offset;
} cases[] = {
    {"", "unexpected end", 0},
    {" ", "unexpected end", 1},
    {"{\"a\":1,\"b\":2,\"a\":3}", "member name used twice", 13},
    {"{\"a\":1,\"\\u0061\":2}", "member name used twice", 7},
    {"{\"\\n\":1,\"\\u000a\":2}", "member name used twice", 8},
    {"{\"\\ud834\\udd1e\":1,\"\xF0\x9D\x84\x9E\":2}", "member name used twice", 18},
    {"{\"\\/\":1,\"/\":2}", "member name used twice", 8},
    {"{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}", NULL, 0},
    {"{\"a\":1,\"A\":2,\"a \":3,\"\":4,\"a\\u0001\":5}", NULL, 0},
    {"\"a\\u0000b\"", "NUL in a string", 2},
    {"\"\\u000\"", "bad escape", 1},
    {"\"\\x\"", "bad escape", 1},
    {"\"\\", "bad escape", 1},
    {"\"\\ud800\\u0041\"", "half a surrogate pair", 1},
    {"\"\\ud800\\ud800\"", "half a surrogate pair", 1},
    {"\"a\tb\"", "control character in a string", 2},
    {"\"\x7F\"", NULL, 0},
    {"[\"\xC3\xA4\",\"\xC0\xAF\"]", "text that is not UTF-8", 7},
    {"\"\xEF\xBF\xBD\"", NULL, 0},
    {"9223372036854775807", NULL, 0},
    {"9223372036854775808", "number out of range", 0},
    {"-9223372036854775808", NULL, 0},
    {"-9223372036854775809", "number out of range", 0},
    {"[1e308,1e309]", "number out of range", 7},
    {"[1e400]", "number out of range", 1},
    {"1e-400", NULL, 0},
    {"-0", NULL, 0},
    {"-", "unexpected end", 1},
    {"01", "number with a leading zero", 0},
    {"1.", "unexpected end", 2},
    {"1.e1", "unexpected character", 2},
    {".1", "unexpected character", 0},
    {"+1", "unexpected character", 0},
    {"NaN", "unexpected character", 0},
    {"nul", "unexpected character", 0},
    {"[1,]", "unexpected character", 3},
    {"{\"a\":1,}", "unexpected character", 7},
    {"{\"a\" 1}", "unexpected character", 5},
    {"{'a':1}", "unexpected character", 1},
    {"[1}", "unexpected character", 2},
    {"[1 2]", "unexpected character", 3},
    {"{} {}", "text after the document", 3},
    {"/**/{}", "unexpected character", 0},
    {"{}\f", "text after the document", 2},
};

/* json_complaint on bytes that end where their memory ends, for the sanitizers to see. */
static const char *complaint_of(const char *data, size_t n, size_t *offset)
{
	char *exact = malloc(n ? n : 1);
	const char *complaint;

	memcpy(exact, data, n);
	complaint = json_complaint(exact, n, offset);
	free(exact);
	return complaint;
}

static bool json_c_accepts(const char *data, size_t n)
{
	struct work w;
	bool good;

	work_begin(&w);
	good = json_parse(&w, data, n) || strcmp(w.message, "the JSON document is null") == 0;
	work_end(&w);
	return good;
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t offset = 0;
		const char *text = cases[i].text;
		const char *complaint = complaint_of(text, strlen(text), &offset);

		is_text(complaint, cases[i].complaint, cases[i].complaint ? text : "accepted");
		is_int(offset, cases[i].offset, "at");
		ok(json_c_accepts(text, strlen(text)) == !complaint, "json_parse agrees");
	}
}

static void test_depth(void)
{
	char text[2 * JSON_DEPTH_MAX + 4];
	size_t n, offset;

	for (size_t depth = JSON_DEPTH_MAX - 1; depth <= JSON_DEPTH_MAX + 1; depth++) {
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		n = 2 * depth;
		ok(!complaint_of(text, n, &offset) == (depth <= JSON_DEPTH_MAX), "%zu empty levels",
		   depth);
		ok(json_c_accepts(text, n) == (depth <= JSON_DEPTH_MAX), "json_parse agrees");
		text[depth] = '1';
		memset(text + depth + 1, ']', depth);
		ok(!complaint_of(text, n + 1, &offset) == (depth < JSON_DEPTH_MAX),
		   "%zu levels around a number", depth);
		ok(json_c_accepts(text, n + 1) == (depth < JSON_DEPTH_MAX), "json_parse agrees");
	}
}

/* Names that share long beginnings, in falling order: neither sorting nor comparing may take
 * quadratic time. */
static void test_many_names(void)
{
	struct arena *a = arena_new();
	struct text t = text_new(a, 8u << 20);
	size_t offset;

	text_add_char(&t, '{');
	for (int i = 100000; i > 0; i--)
		text_addf(&t, "\"name-with-a-long-beginning-%06d\":0,", i);
	text_add(&t, "\"last\":0}");
	is_text(json_complaint(t.data, t.length, &offset), NULL, "100,000 different names");
	t.length -= 1;
	text_add(&t, ",\"name-with-a-long-beginning-050000\":0}");
	is_text(json_complaint(t.data, t.length, &offset), "member name used twice",
		"one of them again");
	is_int(offset, t.length - 39 + 1, "where the second one is");
	arena_free(a);
}

/* Text that is small and would be a large tree. */
static void test_many_values(void)
{
	static const struct {
		const char *unit;
		int good, bad;
	} units[] = {{"{},", 300000, 400000},
		     {"[],", 1500000, 2000000},
		     {"1,", 2000000, 3000000},
		     {"{\"a\":1},", 250000, 300000}};
	size_t offset;

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		struct arena *a = arena_new();
		struct text t = text_new(a, 16u << 20);

		text_add_char(&t, '[');
		for (int n = 0; n < units[i].bad; n++) {
			if (n == units[i].good) {
				t.data[t.length - 1] = ']';
				is_text(json_complaint(t.data, t.length, &offset), NULL,
					units[i].unit);
				t.data[t.length - 1] = ',';
			}
			text_add(&t, units[i].unit);
		}
		t.data[t.length - 1] = ']';
		is_text(json_complaint(t.data, t.length, &offset), "too many values", "and more");
		arena_free(a);
	}
}

int main(void)
{
	test_cases();
	test_depth();
	test_many_names();
	test_many_values();
	return done();
}
