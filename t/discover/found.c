/* Lines of found URLs: written, read, and not believed. */
#include "discover/found.h"

#include "tap.h"

#include "util/json.h"

static struct json_object *answer(struct work *w, const char *lines)
{
	struct json_object *o = json_new_object(w);

	json_put_text(o, "found", lines);
	return o;
}

static void there_and_back(void)
{
	struct found f = {VERDICT_ACCEPTED, VERDICT_PATTERN, "http://shop.test/a", NULL}, got;
	struct found_reader r;
	struct text lines;
	struct work w;

	work_begin(&w);
	lines = text_new(w.arena, 10000);
	found_add(&lines, &f);
	f.lastmod = "2026-11-26T03:56:09Z";
	found_add(&lines, &f);
	f = (struct found){VERDICT_NO_URL, VERDICT_NO_URL, "a\nb\t\x7F\xC3\xA4\xFFz", NULL};
	found_add(&lines, &f);
	ok(found_begin(&w, &r, answer(&w, lines.data)), "an answer");
	ok(found_next(&w, &r, &got), "a line");
	is_text(got.url, "http://shop.test/a", "its URL");
	is_text(got.lastmod, NULL, "no date");
	ok(got.collect == VERDICT_ACCEPTED && got.visit == VERDICT_PATTERN, "two verdicts");
	ok(found_next(&w, &r, &got), "another");
	is_text(got.lastmod, "2026-11-26T03:56:09Z", "its date");
	ok(found_next(&w, &r, &got) && got.collect == VERDICT_NO_URL, "no URL");
	is_text(got.url, "a b  \xC3\xA4", "is shown as far as it can be");
	ok(!found_next(&w, &r, &got) && w.error == ERR_NONE, "the end");
	work_end(&w);
}

static void not_believed(void)
{
	static const char *const lines[] = {
	    "aahttp://shop.test/",
	    "a\n",
	    "\n",
	    "?ahttp://shop.test/\n",
	    "aafile:///etc/passwd\n",
	    "aahttp://shop.test/ a\n",
	    "aahttp://shop.test/\xC3\xA4\n",
	    "aahttp://shop.test/\t2026-11-26\n",
	    "aahttp://shop.test/\t2026-02-31T00:00:00Z\n",
	    "aahttp://shop.test/\t2026-11-26T03:56:09Z\t\n",
	    "uahttp://shop.test/ a\n",
	    "uu\x01\n",
	};
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		struct found_reader r;
		struct found got;

		ok(found_begin(&w, &r, answer(&w, lines[i])) && !found_next(&w, &r, &got) &&
		       error_is(&w, ERR_INTERNAL),
		   "line %zu", i);
		work_forgive(&w);
	}
	ok(!found_begin(&w, &(struct found_reader){0}, json_new_object(&w)), "no lines at all");
	work_end(&w);
}

static void too_long(void)
{
	struct found_reader r;
	struct found got;
	struct text lines;
	struct work w;

	work_begin(&w);
	lines = text_new(w.arena, 10000);
	text_add(&lines, "aahttp://shop.test/");
	while (lines.length < URL_MAX + 2)
		text_add_char(&lines, 'a');
	text_add_char(&lines, '\n');
	ok(found_begin(&w, &r, answer(&w, lines.data)) && found_next(&w, &r, &got),
	   "a URL as long as may be");
	text_clear(&lines);
	text_add(&lines, "aahttp://shop.test/");
	while (lines.length < URL_MAX + 3)
		text_add_char(&lines, 'a');
	text_add_char(&lines, '\n');
	ok(found_begin(&w, &r, answer(&w, lines.data)) && !found_next(&w, &r, &got), "longer");
	work_end(&w);
}

int main(void)
{
	there_and_back();
	not_believed();
	too_long();
	return done();
}
