/* Names around a group that say what it is. */
#include "strategy/subject.h"

#include "page.h"
#include "tap.h"

static int percent(const char *html, const char *subject)
{
	struct work w;
	struct page *p;
	struct candidate c = {.n = 2};
	struct node *records[2];
	int out;

	work_begin(&w);
	p = page_of(&w, html);
	records[0] = page_id(p, "a");
	records[1] = page_id(p, "b");
	c.records = records;
	out =
	    (int)(100 * subject_named(p, words_split(p->vocabulary, subject, strlen(subject)), &c));
	work_end(&w);
	return out;
}

int main(void)
{
	is_int(percent("<ul><li class=pot id=a>1<li class=pot id=b>2</ul>", "all pots"), 100,
	       "a class of the record");
	is_int(percent("<div id=pots><p><ul><li id=a>1<li id=b>2</ul></div>", "pots"), 70,
	       "an id farther out");
	is_int(percent("<h2>Our pots</h2><ul><li id=a>1<li id=b>2</ul>", "pots"), 80,
	       "the heading above");
	is_int(
	    percent("<h2>You may also like similar</h2><ul><li id=a>1<li id=b>2</ul>", "related"),
	    80, "in other words");
	is_int(percent("<h2>News</h2><ul class=news><li id=a>1<li id=b>2</ul>", "pots"), 0,
	       "nothing");
	return done();
}
