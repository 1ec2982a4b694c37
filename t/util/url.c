/* Reading, joining and printing URLs, and what is refused in which words. */
#include "util/url.h"
#include "bounds.h"
#include "util/text.h"

#include "tap.h"

static const struct {
	const char *text, *printed; /* NULL: refused */
	const char *why;
} parsed[] = {
    {"http://example.com", "http://example.com/", NULL},
    {" \n HTTPS://EXAMPLE.com:443/A?B#C \t", "https://example.com/A?B#C", NULL},
    {"http://example.com:8080", "http://example.com:8080/", NULL},
    {"http://example.com:080/", "http://example.com/", NULL},
    {"http://example.com:/", "http://example.com/", NULL},
    {"https://example.com:80/", "https://example.com:80/", NULL},
    {"http://example.com?q", "http://example.com/?q", NULL},
    {"http://example.com#f", "http://example.com/#f", NULL},
    {"http://example.com/?#", "http://example.com/?#", NULL},
    {"http://h/a b\"<>`{}^|\\c", "http://h/a%20b%22%3C%3E%60%7B%7D%5E|/c", NULL},
    {"http://h/?a b\"<>`{}^|'\\c", "http://h/?a%20b%22%3C%3E`{}^|%27\\c", NULL},
    {"http://h/#a b\"<>`{}^|'\\c#", "http://h/#a%20b%22%3C%3E%60{}^|'\\c#", NULL},
    {"http://h/%zz%41%", "http://h/%zz%41%", NULL},
    {"http://h/\xC3\xA4?\xE2\x82\xAC#\xF0\x9F\x98\x80", "http://h/%C3%A4?%E2%82%AC#%F0%9F%98%80",
     NULL},
    {"http://h/a/./b/../c/%2E%2e/%2e/d", "http://h/a/d", NULL},
    {"http://h/..", "http://h/", NULL},
    {"http://h/a/..", "http://h/", NULL},
    {"http://h/a/.", "http://h/a/", NULL},
    {"http://h/a//b/", "http://h/a//b/", NULL},
    {"http://h/../../a/.../%2e%2e%2e", "http://h/a/.../%2e%2e%2e", NULL},
    {"http://h/a;b=1,c/@:!$&'()*+", "http://h/a;b=1,c/@:!$&'()*+", NULL},
    {"http://h/?next=http://other/@x", "http://h/?next=http://other/@x", NULL},
    {"", NULL, "not an http or https URL"},
    {"example.com", NULL, "not an http or https URL"},
    {"//example.com", NULL, "not an http or https URL"},
    {"ftp://example.com", NULL, "not an http or https URL"},
    {"httpx://example.com", NULL, "not an http or https URL"},
    {"javascript:alert(1)", NULL, "not an http or https URL"},
    {"http:example.com", NULL, "no \"//\" after the scheme"},
    {"http:/example.com", NULL, "no \"//\" after the scheme"},
    {"http:\\\\example.com", NULL, "no \"//\" after the scheme"},
    {"http:///example.com", NULL, "no host"},
    {"http://", NULL, "no host"},
    {"http://:80/", NULL, "no host"},
    {"http://user@example.com/", NULL, "credentials in the URL"},
    {"http://@example.com/", NULL, "credentials in the URL"},
    {"http://127.0.0.1\\@example.com/", NULL, "backslash in the authority"},
    {"http://example.com\\a", NULL, "backslash in the authority"},
    {"http://example.com:x/", NULL, "bad port"},
    {"http://example.com:65536/", NULL, "bad port"},
    {"http://example.com:99999999999999999999/", NULL, "bad port"},
    {"http://example.com:0/", NULL, "bad port"},
    {"http://example.com:80:80/", NULL, "bad port"},
    {"http://exa\tmple.com/", NULL, "control character in the URL"},
    {"http://example.com/\n", "http://example.com/", NULL},
    {"http://example.com/a\nb", NULL, "control character in the URL"},
    {"http://example.com/\x7F", NULL, "control character in the URL"},
    {"http://example.com/\xC0\xAF", NULL, "URL that is not UTF-8"},
};

/* For labels: line ends in them would end the line. */
static const char *quoted(struct arena *a, const char *text)
{
	struct text t = text_new(a, 8 * URL_MAX);

	text_add_json(&t, text, strlen(text));
	return t.data;
}

static void test_parse(struct arena *a)
{
	for (size_t i = 0; i < sizeof parsed / sizeof parsed[0]; i++) {
		const char *why = NULL;
		struct url *u = url_parse(a, parsed[i].text, &why);

		is_text(u ? url_print(a, u, true) : NULL, parsed[i].printed,
			quoted(a, parsed[i].text));
		is_text(why, parsed[i].why, "reason");
		is_text(url_check(parsed[i].text), u ? NULL : "Invalid URL format", "url_check");
		if (!u)
			continue;
		/* What was printed is read as the same. */
		u = url_parse(a, url_print(a, u, true), &why);
		is_text(u ? url_print(a, u, true) : NULL, parsed[i].printed, "again");
	}
}

static void test_parts(struct arena *a)
{
	const char *why;
	struct url *u = url_parse(a, "https://Example.com/a/b?c=d&e#f", &why);

	is_text(u->scheme, "https", "scheme");
	is_text(u->host, "example.com", "host");
	is_int(u->port, 443, "port");
	is_text(u->path, "/a/b", "path");
	is_text(u->query, "c=d&e", "query");
	is_text(u->fragment, "f", "fragment");
	is_text(url_print(a, u, false), "https://example.com/a/b?c=d&e", "without fragment");
	is_text(url_origin(a, u), "https://example.com", "origin");
	u = url_parse(a, "http://[::1]:8080", &why);
	is_text(url_origin(a, u), "http://[::1]:8080", "origin with a port");
	ok(!u->query && !u->fragment, "no query, no fragment");
	u = url_parse(a, "http://h/?#", &why);
	ok(u->query && !*u->query && u->fragment && !*u->fragment, "empty ones are not none");
}

#define BASE "http://h:81/a/b/c?q=1#f"

static const struct {
	const char *base, *link, *joined;
} joins[] = {
    {BASE, "", "http://h:81/a/b/c?q=1"},
    {BASE, "#x", "http://h:81/a/b/c?q=1#x"},
    {BASE, "?x", "http://h:81/a/b/c?x"},
    {BASE, "d", "http://h:81/a/b/d"},
    {BASE, "d/", "http://h:81/a/b/d/"},
    {BASE, "./d?x#y", "http://h:81/a/b/d?x#y"},
    {BASE, "..", "http://h:81/a/"},
    {BASE, "../../../d", "http://h:81/d"},
    {BASE, "/d", "http://h:81/d"},
    {BASE, "\\d\\e", "http://h:81/d/e"},
    {BASE, "//other/d", "http://other/d"},
    {BASE, "///other/d", "http://other/d"},
    {BASE, "https://other", "https://other/"},
    {BASE, "https:other", "https://other/"},
    {BASE, "http:d", "http://h:81/a/b/d"},
    {BASE, "http:/d", "http://h:81/d"},
    {BASE, "http:////other/", "http://other/"},
    {BASE, " \n/d\te\r\n ", "http://h:81/de"},
    {BASE, "d:e", NULL},
    {BASE, "./d:e", "http://h:81/a/b/d:e"},
    {BASE, "1:2", "http://h:81/a/b/1:2"},
    {BASE, "mailto:a@b", NULL},
    {BASE, "java\nscript:alert(1)", NULL},
    {BASE, "data:text/html,x", NULL},
    {BASE, "//user@other/", NULL},
    {BASE, "\\\\other\\d", NULL},
    {BASE, "/\\other\\d", NULL},
    {BASE, "http://", NULL},
    {BASE, "/\x01", NULL},
    {"https://h/", "?", "https://h/?"},
    {"https://h/", "a/b?c/../d#e/..", "https://h/a/b?c/../d#e/.."},
};

static void test_join(struct arena *a)
{
	for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++) {
		const char *why;
		struct url *base = url_parse(a, joins[i].base, &why);
		struct url *u = url_join(a, base, joins[i].link, &why);

		is_text(u ? url_print(a, u, true) : NULL, joins[i].joined,
			quoted(a, joins[i].link));
	}
}

static void test_origin(struct arena *a)
{
	static const struct {
		const char *text;
		bool same;
	} cases[] = {
	    {"http://h:80/x", true}, {"http://H", true},   {"https://h/", false},
	    {"http://h:81/", false}, {"http://i/", false},
	};
	const char *why;
	struct url *u = url_parse(a, "http://h/", &why);

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ok(url_same_origin(u, url_parse(a, cases[i].text, &why)) == cases[i].same,
		   "%s is of %s origin", cases[i].text, cases[i].same ? "the same" : "another");
}

static void test_length(struct arena *a)
{
	char text[URL_MAX + 2];
	const char *why = NULL;
	struct url *u;

	memset(text, 'a', sizeof text);
	memcpy(text, "http://h/", 9);
	text[URL_MAX] = '\0';
	ok(url_parse(a, text, &why) != NULL, "a URL of the greatest length");
	text[URL_MAX] = 'a';
	text[URL_MAX + 1] = '\0';
	ok(!url_parse(a, text, &why), "a longer one");
	is_text(why, "URL too long", "is too long");
	text[URL_MAX] = '\0';
	text[100] = ' ';
	ok(!url_parse(a, text, &why), "one that gets longer by encoding");
	memset(text + 9, '"', URL_MAX - 9);
	ok(!url_parse(a, text, &why), "one that gets three times as long");
	text[9 + 600] = '\0';
	u = url_parse(a, text, &why);
	is_int(u ? strlen(u->path) : 0, 1801, "one that still fits");
	ok(u && url_join(a, u, text + 9, &why), "and joined with itself");
}

static void test_masked(struct arena *a)
{
	is_text(url_masked(a, "https://a.test/p?key=secret#x"), "https://a.test/p?...", "a query");
	is_text(url_masked(a, "https://a.test/p#token=1"), "https://a.test/p#...", "a fragment");
	is_text(url_masked(a, "https://a.test/p"), "https://a.test/p", "nothing to hide");
	ok(!url_masked(a, NULL), "nothing at all");
}

int main(void)
{
	struct arena *a = arena_new();

	test_parse(a);
	test_parts(a);
	test_join(a);
	test_origin(a);
	test_length(a);
	test_masked(a);
	arena_free(a);
	return done();
}
