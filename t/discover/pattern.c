/* Patterns of URLs: what fits, and that none takes long. */
#include "discover/pattern.h"

#include "tap.h"

#include "bounds.h"
#include "util/clock.h"

static void fits(void)
{
	static const struct {
		const char *pattern, *url;
		bool fits;
	} cases[] = {
	    {"products/*/", "http://shop.test/products/a/", true},
	    {"/product/*/", "http://shop.test/product/a/reviews", true},
	    {"/product/*/", "http://shop.test/product/a", false},
	    {"/product/*/", "http://shop.test/product//", true},
	    {"/product/*/x", "http://shop.test/product/a/b/x", false},
	    {"/product/**/x", "http://shop.test/product/a/b/x", true},
	    {"/category/", "http://shop.test/category/", true},
	    {"/category/", "http://shop.test/Category/", false},
	    {"shop", "http://shop.test/", false},
	    {"?page=", "http://shop.test/list?page=2", true},
	    {"?page=*&x", "http://shop.test/list?page=2&x=1", true},
	    {"?age", "http://shop.test/page", false},
	    {"a*b*c", "http://shop.test/ab/abxc", true},
	    {"a*b*c", "http://shop.test/ab/axc", false},
	    {"*", "http://shop.test/", true},
	    {"**", "http://shop.test", true},
	    {"***b", "http://shop.test/a/b", true},
	    {"/a/***", "http://shop.test/a/", true},
	    {"http://shop.test/a/*", "http://shop.test/a/b", true},
	    {"http://shop.test/a/*", "http://shop.test/a/b/c", false},
	    {"http://shop.test/a/**", "http://shop.test/a/b/c", true},
	    {"http://shop.test/a", "http://shop.test/a/b", false},
	    {"http://shop.test/a", "https://shop.test/a", false},
	    {"https://*.shop.test/**", "https://www.shop.test/a/b", true},
	    {"HTTPS://Shop.Test/a", "https://shop.test/a", true},
	    {"https://shop.test/A", "https://shop.test/a", false},
	    {"http", "http://shop.test/", false},
	    {"/caf\xC3\xA9/", "http://shop.test/caf%C3%A9/", true},
	    {"/caf%c3%a9/", "http://shop.test/caf%C3%A9/", true},
	    {"/%7Ea/", "http://shop.test/~a/", true},
	    {"/a b/", "http://shop.test/a%20b/", true},
	    {"%61/", "http://shop.test/a/", true},
	    {"%%30/", "http://shop.test/%%30/", true},
	    {"/100%/", "http://shop.test/100%/", true},
	    {"[a-z]", "http://shop.test/b", false},
	    {"[a-z]", "http://shop.test/[a-z]", true},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		const struct url_pattern *p;

		work_begin(&w);
		p = url_pattern_parse(&w, cases[i].pattern);
		ok(p && url_pattern_fits(p, cases[i].url) == cases[i].fits, "%s on %s",
		   cases[i].pattern, cases[i].url);
		work_end(&w);
	}
	ok(url_pattern_fits(NULL, "http://shop.test/"), "no pattern");
}

static void refused(void)
{
	char text[URL_PATTERN_MAX + 2] = {0};
	struct work w;

	work_begin(&w);
	is_text(url_pattern_check(""), "must not be empty", "an empty one");
	is_text(url_pattern_check("a\nb"), "must have no control characters", "two lines");
	memset(text, '*', URL_PATTERN_MAX);
	is_text(url_pattern_check(text), NULL, "as long as may be");
	text[URL_PATTERN_MAX] = '*';
	is_text(url_pattern_check(text), "must have at most 500 bytes", "longer");
	ok(!url_pattern_parse(&w, text) && error_is(&w, ERR_UNACCEPTABLE), "%s", w.message);
	work_end(&w);
}

/* Many stars, on a URL that nearly fits at each of them. */
static void hostile(void)
{
	char text[URL_PATTERN_MAX + 1] = {0}, url[URL_MAX + 1] = {0};
	int64_t start_ms = clock_monotonic_ms();
	const struct url_pattern *p;
	bool fits = false;
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i + 2 < URL_PATTERN_MAX; i += 2)
		memcpy(text + i, "*a", 2);
	text[strlen(text)] = 'b';
	memset(url, 'a', URL_MAX);
	memcpy(url, "http://shop.test/", 17);
	p = url_pattern_parse(&w, text);
	for (int i = 0; i < 1000; i++)
		fits = fits || url_pattern_fits(p, url);
	ok(!fits, "no match");
	ok(clock_monotonic_ms() - start_ms < 20000, "1,000 URLs in %d ms",
	   (int)(clock_monotonic_ms() - start_ms));
	memset(text, '\xC3', URL_PATTERN_MAX);
	p = url_pattern_parse(&w, text);
	ok(p && !url_pattern_fits(p, url), "the longest machine");
	work_end(&w);
}

int main(void)
{
	fits();
	refused();
	hostile();
	return done();
}
