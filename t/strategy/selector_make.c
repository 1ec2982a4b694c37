/* Selectors that are made for elements. */
#include "strategy/selector_make.h"

#include "bounds.h"
#include "extract/selector.h"
#include "page.h"
#include "tap.h"

static struct candidate *records_of(struct page *p, const char *ids)
{
	struct candidate *c = ARENA_NEW(p->work->arena, struct candidate);

	c->records = ARENA_ARRAY(p->work->arena, strlen(ids), struct node *);
	for (; *ids; ids++) {
		char id[2] = {*ids, '\0'};
		c->records[c->n++] = page_id(p, id);
	}
	return c;
}

static void is_records(struct work *w, const char *html, const char *ids, const char *want,
		       size_t wrong)
{
	struct page *p = page_of(w, html);
	struct made made = {0};
	bool found = selector_for_records(p, records_of(p, ids), &made);

	is_text(found ? made.text : NULL, want, html);
	is_int((int64_t)made.wrong, (int64_t)wrong, "elements too many");
}

static void is_field(struct work *w, const char *html, const char *value, bool many,
		     const char *want)
{
	struct page *p = page_of(w, html);
	struct slots *slots = slots_read(p, records_of(p, "ab"), many);
	struct made made = {0};
	const struct slot *slot = NULL;

	for (size_t i = 0; i < slots->n && !slot; i++)
		if (slots->items[i].fill > 0 && slots->items[i].values[0] &&
		    strcmp(slots->items[i].values[0], value) == 0)
			slot = &slots->items[i];
	ok(slot && selector_for_slot(p, slots, slot, many, &made), "%s is found", value);
	is_text(made.text, want, html);
}

/* Whoever tries selectors leaves steps to who comes after. */
static void test_steps(struct work *w)
{
	struct text html = text_new(w->arena, 1u << 20);
	struct selector *s = selector_parse(w, ".card"), *slow = selector_parse(w, "u ~ i");
	struct document *d;
	struct made made;
	struct page *p;

	text_add(&html, "<p class=card id=a>x</p><p class=card id=b>y</p>");
	for (int i = 0; i < 5000; i++)
		text_add(&html, "<i></i>");
	p = page_of(w, html.data);
	d = p->document;
	ok(selector_for_records(p, records_of(p, "ab"), &made), "records are told");
	selector_allow(d, RECORDS_STEPS_MAX);
	ok(!selector_all(w, slow, d, NULL).items, "a slow one is cut off");
	work_forgive(w);
	is_int((int64_t)selector_steps(d), RECORDS_STEPS_MAX, "their steps are used up");
	selector_allow(d, SELECTOR_STEPS_MAX);
	ok(!selector_for_records(p, records_of(p, "ab"), &made), "no more are told");
	is_int((int64_t)selector_all(w, s, d, NULL).n, 2, "what was made can be run");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	is_records(&w, "<p class=card id=a>x</p><p class=card id=b>y</p><p>z</p>", "ab", ".card",
		   0);
	is_records(&w, "<p class='card css-1a2b3' id=a>x</p><p class='card css-9z8y7' id=b>y</p>",
		   "ab", ".card", 0);
	is_records(&w, "<ul class=m><li id=a>x<li id=b>y</ul><ul class=n><li>z</ul>", "ab",
		   ".m > li", 0);
	is_records(&w, "<table><tr><td>h<tr id=a><td class=k>x<tr id=b><td class=k>y</table>", "ab",
		   "tr:has(> .k)", 0);
	is_field(&w, "<li id=a><b class=price>1</b><i>x</i></li><li id=b><b class=price>2</b></li>",
		 "1", false, ".price");
	is_field(&w,
		 "<li id=a><b itemprop=price class=price>1</b> x</li><li id=b><b "
		 "itemprop=price>2</b> y</li>",
		 "1", false, "[itemprop=\"price\"]");
	is_field(&w, "<li id=a><i>n</i><h3>T</h3></li><li id=b><i>n</i><h3>U</h3></li>", "T", false,
		 "h3");
	is_field(&w, "<div id=a><p>1</p><p>2</p></div><div id=b><p>3</p><p>4</p><p>5</p></div>",
		 "1", true, "p");
	test_steps(&w);
	work_end(&w);
	return done();
}
