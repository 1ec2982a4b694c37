/* What is mended in the JSON of the web, and what is not. */
#include "util/json.h"

#include "tap.h"

static const char *mended(struct work *w, const char *text)
{
	size_t n;

	return json_mended(w->arena, text, strlen(text), &n);
}

static void texts(struct work *w)
{
	static const struct {
		const char *label, *in, *out;
	} rows[] = {
	    {"nothing", "", ""},
	    {"nothing to mend", "{\"a\":[1,-2.5e3,\"x\\n\\u00e4\"]}",
	     "{\"a\":[1,-2.5e3,\"x\\n\\u00e4\"]}"},
	    {"NUL", "\"a\\u0000b\"", "\"a\\uFFFDb\""},
	    {"NUL in a name", "{\"\\u0000\":1}", "{\"\\uFFFD\":1}"},
	    {"an escaped backslash before u", "\"\\\\u0000\"", "\"\\\\u0000\""},
	    {"a pair", "\"\\ud83d\\ude00\"", "\"\\ud83d\\ude00\""},
	    {"a first half", "\"\\ud83d!\"", "\"\\uFFFD!\""},
	    {"a second half", "\"\\ude00\"", "\"\\uFFFD\""},
	    {"two first halves", "\"\\ud83d\\ud83d\\ude00\"", "\"\\uFFFD\\ud83d\\ude00\""},
	    {"half a pair at the end", "\"\\ud83d", "\"\\uFFFD"},
	    {"half an escape", "\"\\ud8", "\"\\ud8"},
	    {"a backslash at the end", "\"\\", "\"\\"},
	    {"the largest integers", "[9223372036854775807,-9223372036854775808]",
	     "[9223372036854775807,-9223372036854775808]"},
	    {"beyond them", "[9223372036854775808,-9223372036854775809]",
	     "[\"9223372036854775808\",\"-9223372036854775809\"]"},
	    {"digits of a text", "\"9223372036854775808\"", "\"9223372036854775808\""},
	    {"no double", "[1e999,-1e999,1e-999]", "[null,null,1e-999]"},
	    {"what is no number", "[1-2,--1,1.2.3]", "[1-2,--1,1.2.3]"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		is_text(mended(w, rows[i].in), rows[i].out, rows[i].label);
}

/* A long number is no cause for a long wait, or a short buffer. */
static void long_numbers(struct work *w)
{
	struct text t = text_new(w->arena, 10000);

	for (int i = 0; i < 3000; i++)
		text_add_char(&t, '1');
	is_int(strlen(mended(w, t.data)), 3002, "3000 digits in quotes");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	texts(&w);
	long_numbers(&w);
	work_end(&w);
	return done();
}
