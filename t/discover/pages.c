/* The pagination method: URLs from a template. */
#include "discover/pages.h"

#include "tap.h"

#include "bounds.h"

static void numbers(void)
{
	struct pages p = {"http://shop.test/{n}?page={n}#x", 1, 1, 3};
	struct work w;

	work_begin(&w);
	is_text(pages_url(&w, &p, 0), "http://shop.test/1?page=1", "the first");
	is_text(pages_url(&w, &p, 2), "http://shop.test/3?page=3", "the last");
	is_text(pages_url(&w, &p, 3), NULL, "beyond it");
	ok(w.error == ERR_NONE, "which is no error");
	is_text(pages_url(&w, &p, -1), NULL, "before the first");
	p = (struct pages){"http://shop.test/?from={n}", 100, -20, 1000};
	is_text(pages_url(&w, &p, 6), "http://shop.test/?from=-20", "downwards");
	p = (struct pages){"http://shop.test/?from={n}", INT64_MAX - 1, 1, 10};
	ok(pages_url(&w, &p, 1) && !pages_url(&w, &p, 2), "out of range: %s", w.message);
	p = (struct pages){"http://shop.test:{n}/", 65535, 1, 10};
	ok(pages_url(&w, &p, 0) && !pages_url(&w, &p, 1), "no URL: %s", w.message);
	work_end(&w);
}

static void templates(void)
{
	char text[URL_MAX + 1] = "http://shop.test/{n}";

	is_text(pages_template_check(text), NULL, "a good one");
	is_text(pages_template_check("http://shop.test/"), "must contain {n}", "without the mark");
	is_text(pages_template_check("shop.test/{n}"), "Invalid URL format", "no URL");
	memset(text + strlen(text), 'a', URL_MAX - strlen(text));
	is_text(pages_template_check(text), NULL, "as long as a URL may be");
	for (size_t i = 0; i + 2 < URL_MAX - 20; i += 3)
		memcpy(text + 20 + i, "{n}", 3);
	is_text(pages_template_check(text), NULL, "many marks");
}

int main(void)
{
	numbers();
	templates();
	return done();
}
