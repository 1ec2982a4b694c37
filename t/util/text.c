#include "util/text.h"

#include "tap.h"

static void appending(struct arena *a)
{
	struct text t = text_new(a, 10), json = text_new(a, 1000);

	text_add(&t, "12345");
	text_add_char(&t, '6');
	ok(!text_is_full(&t), "not full yet");
	text_add(&t, "7890abc");
	is_text(t.data, "1234567890", "what does not fit is dropped");
	ok(text_is_full(&t), "and noticed");
	text_cut(&t, 3);
	ok(!text_is_full(&t) && strlen(t.data) == 3, "what is cut has room again");
	text_cut(&t, 7);
	is_int(t.length, 3, "cutting makes nothing longer");
	text_clear(&t);
	text_addf(&t, "%s-%d", "value", 123456);
	is_text(t.data, "value-1234", "printf is cut at the limit");
	text_clear(&t);
	text_add_int(&t, INT64_MIN);
	is_text(t.data, "-922337203", "the smallest integer does not overflow");

	text_add_json(&json, "a\"b\\c\n\t\x01/\xC3\xA9", 11);
	is_text(json.data, "\"a\\\"b\\\\c\\n\\t\\u0001/\xC3\xA9\"", "JSON escapes");
}

static void growing(struct arena *a)
{
	struct text t = text_new(a, 1u << 20);

	for (int i = 0; i < 200000; i++)
		text_add_char(&t, (char)('a' + i % 26));
	is_int(t.length, 200000, "grows a byte at a time");
	is_int(strlen(t.data), 200000, "and ends in NUL");
}

/* Input and what a decoder makes of it (Unicode 15, table 3-8; WHATWG Encoding). */
static void decoding(struct arena *a)
{
	static const struct {
		const char *label, *in, *out;
		bool valid;
	} cases[] = {
	    {"ASCII", "abc", "abc", true},
	    {"two, three and four bytes", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80",
	     "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", true},
	    {"the replacement character itself", "\xEF\xBF\xBD", "\xEF\xBF\xBD", true},
	    {"overlong slash", "\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD", false},
	    {"surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", false},
	    {"cut short", "\xE2\x82", "\xEF\xBF\xBD", false},
	    {"cut by a letter", "\xF0\x9F\x98z", "\xEF\xBF\xBDz", false},
	    {"lone continuation", "a\x80z", "a\xEF\xBF\xBDz", false},
	    {"above U+10FFFF", "\xF4\x90\x80\x80",
	     "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *p = cases[i].in, *end = p + strlen(p);
		struct text t = text_new(a, 100);

		ok(utf8_is_valid(p, (size_t)(end - p)) == cases[i].valid, "%s: valid or not",
		   cases[i].label);
		while (p < end)
			text_add_utf8(&t, utf8_next(&p, end));
		is_text(t.data, cases[i].out, cases[i].label);
	}
}

static void ascii(void)
{
	ok(ascii_equal("Content-TYPE", "content-type"), "equal in another case");
	ok(!ascii_equal("abc", "abcd"), "a prefix is not equal");
	ok(ascii_starts("BEARER x", "Bearer "), "starts with");
	ok(!ascii_starts("Be", "Bearer "), "shorter than the prefix");
	ok(ascii_is_blank("") && ascii_is_blank(" \t\r\n\f") && !ascii_is_blank(" x "), "blank");
	ok(ascii_hex('7') == 7 && ascii_hex('b') == 11 && ascii_hex('F') == 15, "hex digits");
	ok(ascii_hex('g') < 0 && ascii_hex('/') < 0 && ascii_hex('\0') < 0, "no hex digits");
	ok(ascii_is_space('\f') && !ascii_is_space('\v'), "HTML white space");
}

int main(void)
{
	struct arena *a = arena_new();

	appending(a);
	growing(a);
	decoding(a);
	ascii();
	arena_free(a);
	return done();
}
