/* Hexadecimal digits, and base64 against RFC 4648. */
#include "util/encode.h"

#include "tap.h"

static void test_base64(struct arena *a)
{
	static const char *const pairs[][2] = {
	    {"", ""},
	    {"f", "Zg=="},
	    {"fo", "Zm8="},
	    {"foo", "Zm9v"},
	    {"foob", "Zm9vYg=="},
	    {"fooba", "Zm9vYmE="},
	    {"foobar", "Zm9vYmFy"},
	};
	static const char *const bad[] = {"Zg=",    "Zg",    "Z===", "Zm9v=",	  "Zm=v", "Zm9*",
					  "Zm9v\n", "Zm 9v", "====", "Zm9vYg===", "-_-_"};
	size_t n;

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		is_text(base64_encode(a, pairs[i][0], strlen(pairs[i][0])), pairs[i][1],
			"encode (RFC 4648, section 10)");
		is_text(base64_decode(a, pairs[i][1], &n), pairs[i][0], "decode");
		is_int(n, strlen(pairs[i][0]), "length");
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ok(base64_decode(a, bad[i], &n) == NULL, "not base64: bad[%zu]", i);
	is_text(base64_encode(a, "\xFB\xFF\x00\xFE", 4), "+/8A/g==", "every kind of byte");
}

int main(void)
{
	struct arena *a = arena_new();

	is_text(hex_encode(a, "\x00\x9f\xff", 3), "009fff", "hexadecimal");
	is_text(hex_encode(a, "", 0), "", "of nothing");
	test_base64(a);
	arena_free(a);
	return done();
}
