/* Labelled lines within one text. */
#include "strategy/slot.h"

#include "page.h"
#include "tap.h"

static void collect(void *to, const char *label, const char *value)
{
	struct text *t = to;

	text_addf(t, "[%s=%s]", label, value);
}

static void is_lines(struct work *w, const char *html, const char *want)
{
	struct page *p = page_of(w, html);
	struct text got = text_new(w->arena, 1000);

	pattern_lines(p, page_id(p, "x"), collect, &got);
	is_text(got.data, want, html);
}

int main(void)
{
	struct work w;

	work_begin(&w);
	is_lines(&w, "<p id=x>Kettle v. Pot<br>Docket No.: 21-4<br> Author: Jane Brown </p>",
		 "[Docket No.=21-4][Author=Jane Brown]");
	is_lines(&w, "<p id=x>Size: 3 MB | Added: May 4, 2020 | Visits: 75</p>",
		 "[Size=3 MB][Added=May 4, 2020][Visits=75]");
	is_lines(&w, "<p id=x>At 10:30 or http://a.test/x</p>", "");
	is_lines(&w, "<p id=x>Empty:<br>Full: yes</p>", "[Full=yes]");
	is_lines(&w, "<p id=x><b>All inside</b></p>", "");
	work_end(&w);
	return done();
}
