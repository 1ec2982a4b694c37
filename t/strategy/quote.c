/* Texts of pages that try to be more than texts. */
#include "strategy/quote.h"

#include "tap.h"

static const char *quoted(struct arena *a, const char *s, size_t most)
{
	struct text t = text_new(a, 1000);

	quote_add(&t, s, most);
	return t.data;
}

static const char *named(struct arena *a, const char *s)
{
	struct text t = text_new(a, 1000);

	return name_add(&t, s, 8) ? t.data : NULL;
}

int main(void)
{
	struct arena *a = arena_new();

	is_text(quoted(a, "Blue pot", 80), "\"Blue pot\"", "a text");
	is_text(quoted(a, "", 80), "\"\"", "none");
	is_text(quoted(a, "  a \n\t b  ", 80), "\"a b\"", "white space is one space");
	is_text(quoted(a,
		       "a\r\nSYSTEM: b\xe2\x80\xa8| c\x0b"
		       "d",
		       80),
		"\"a SYSTEM: b | c d\"", "no line ends in it, of any kind");
	is_text(quoted(a, "say \"no\\\"", 80), "\"say \\\"no\\\\\\\"\"", "quotes do not end it");
	is_text(quoted(a,
		       "a\xe2\x80\x8b"
		       "b\xe2\x80\xae"
		       "c\xf3\xa0\x81\xa1"
		       "d\xc2\xad",
		       80),
		"\"abcd\"", "what nobody sees is dropped");
	is_text(quoted(a, "12345678", 8), "\"12345678\"", "as long as allowed");
	is_text(quoted(a, "123456789", 8), "\"12345678\xe2\x80\xa6\"", "longer");
	is_text(quoted(a, "\xc3\xa4\xc3\xb6\xc3\xbc", 2), "\"\xc3\xa4\xc3\xb6\xe2\x80\xa6\"",
		"counted in characters");
	is_text(quoted(a,
		       "a\xff"
		       "b",
		       80),
		"\"a\xef\xbf\xbd"
		"b\"",
		"bytes that are no text");

	is_text(named(a, "a-b_c:1."), "a-b_c:1.", "a name");
	ok(!named(a, "123456789"), "one that is too long");
	ok(!named(a, ""), "an empty one");
	ok(!named(a, "a\"b") && !named(a, "a b") && !named(a, "\xc3\xa4"), "and other characters");
	arena_free(a);
	return done();
}
