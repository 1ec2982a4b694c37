/* Normal forms of URLs: what is one page, and what is not. */
#include "discover/canonical.h"

#include "tap.h"

#include "bounds.h"

static void texts(void)
{
	static const struct {
		const char *label, *from, *to;
	} cases[] = {
	    {"scheme and host have no case", "HTTP://Shop.Test/A", "http://shop.test/A"},
	    {"the path has", "http://shop.test/a/B", "http://shop.test/a/B"},
	    {"no path is the first page", "http://shop.test", "http://shop.test/"},
	    {"a scheme's own port goes", "https://shop.test:443/", "https://shop.test/"},
	    {"another stays", "https://shop.test:8443/", "https://shop.test:8443/"},
	    {"dot segments", "http://shop.test/a/./b/../c", "http://shop.test/a/c"},
	    {"also encoded ones", "http://shop.test/a/%2e%2E/c", "http://shop.test/c"},
	    {"an ending slash stays", "http://shop.test/a/", "http://shop.test/a/"},
	    {"slashes in a row stay", "http://shop.test/a//b", "http://shop.test/a//b"},
	    {"escapes that need not be", "http://shop.test/%7e%61%2D", "http://shop.test/~a-"},
	    {"escapes are upper case", "http://shop.test/%c3%a4%2f", "http://shop.test/%C3%A4%2F"},
	    {"letters become escapes", "http://shop.test/\xC3\xA4", "http://shop.test/%C3%A4"},
	    {"what is no escape stays", "http://shop.test/%zz%4", "http://shop.test/%zz%4"},
	    {"an escaped per cent stays one", "http://shop.test/%2541", "http://shop.test/%2541"},
	    {"and none is made", "http://shop.test/%%30c", "http://shop.test/%%30c"},
	    {"a fragment goes", "http://shop.test/a#b?c", "http://shop.test/a"},
	    {"an empty query goes", "http://shop.test/a?", "http://shop.test/a"},
	    {"and empty pieces of one", "http://shop.test/a?&b=1&&c", "http://shop.test/a?b=1&c"},
	    {"the order stays", "http://shop.test/a?z=1&b=2", "http://shop.test/a?z=1&b=2"},
	    {"campaigns", "http://shop.test/a?utm_source=x&id=1&UTM_Medium=y",
	     "http://shop.test/a?id=1"},
	    {"also escaped", "http://shop.test/a?utm%5Fsource=x", "http://shop.test/a"},
	    {"clicks", "http://shop.test/a?gclid=1&fbclid=2&msclkid=3", "http://shop.test/a"},
	    {"a name that only begins alike", "http://shop.test/a?gclids=1",
	     "http://shop.test/a?gclids=1"},
	    {"a name without a value", "http://shop.test/a?gclid", "http://shop.test/a?gclid"},
	    {"sessions", "http://shop.test/a?PHPSESSID=1&b=2&jsessionid=x",
	     "http://shop.test/a?b=2"},
	    {"a session in the path", "http://shop.test/a;jsessionid=1A2B.c?b=1",
	     "http://shop.test/a?b=1"},
	    {"beside other parameters of it", "http://shop.test/a;v=1;jsessionid=1;w=2/b",
	     "http://shop.test/a;v=1;w=2/b"},
	    {"behind dots", "http://shop.test/a/..;jsessionid=1/b",
	     "http://shop.test/a/..;jsessionid=1/b"},
	    {"alone", "http://shop.test/;jsessionid=1", "http://shop.test/"},
	    {"a session as a segment", "http://shop.test/(S(lit3py55t21z5v55vlm25s55))/a.aspx",
	     "http://shop.test/a.aspx"},
	    {"as the only one", "http://shop.test/(S(lit3py55t21z5v55vlm25s55))",
	     "http://shop.test/"},
	    {"sid with a token", "http://shop.test/a?sid=0123456789abcdef0123",
	     "http://shop.test/a"},
	    {"sid with a number", "http://shop.test/a?sid=42", "http://shop.test/a?sid=42"},
	    {"s with words", "http://shop.test/a?s=summer-dresses-and-skirts",
	     "http://shop.test/a?s=summer-dresses-and-skirts"},
	    {"a mail is no URL", "mailto:a@shop.test", NULL},
	    {"credentials are none", "http://a:b@shop.test/", NULL},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *got = canonical_of(a, NULL, cases[i].from);

		is_text(got, cases[i].to, cases[i].label);
		if (got)
			is_text(canonical_of(a, NULL, got), got, "and it stays so");
	}
	arena_free(a);
}

static void keys(void)
{
	static const struct {
		const char *label, *from, *to;
	} cases[] = {
	    {"no query", "http://shop.test/a", "http://shop.test/a"},
	    {"one parameter", "http://shop.test/a?b=1", "http://shop.test/a?b=1"},
	    {"ordered by name", "http://shop.test/a?z=1&b=2&a", "http://shop.test/a?a&b=2&z=1"},
	    {"those of a name in their order", "http://shop.test/a?b=2&a=9&b=1",
	     "http://shop.test/a?a=9&b=2&b=1"},
	    {"a name that begins another", "http://shop.test/a?ab=1&a=2",
	     "http://shop.test/a?a=2&ab=1"},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(canonical_key(a, cases[i].from), cases[i].to, cases[i].label);
	arena_free(a);
}

static void links(void)
{
	struct arena *a = arena_new();
	const char *why;
	const struct url *base = url_parse(a, "http://shop.test/a/b?c#d", &why);
	char *text = arena_alloc(a, URL_MAX + 1);

	is_text(canonical_of(a, base, "e?utm_id=1"), "http://shop.test/a/e", "a relative link");
	is_text(canonical_of(a, base, "//other.test"), "http://other.test/", "another host");
	is_text(canonical_of(a, base, "\n/x\ty "), "http://shop.test/xy",
		"white space as browsers");
	is_text(canonical_of(a, base, "javascript:void(0)"), NULL, "no link");
	memset(text, '|', URL_MAX);
	memcpy(text, "http://shop.test/?a=", 20);
	ok(canonical_of(a, NULL, text), "a URL as long as may be");
	arena_free(a);
}

int main(void)
{
	texts();
	keys();
	links();
	return done();
}
