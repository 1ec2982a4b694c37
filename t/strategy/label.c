/* Labels beside, before, inside and above values. */
#include "strategy/slot.h"

#include "page.h"
#include "tap.h"

static const char html[] =
    "<dl><dt id=dt>Weight</dt><dd>2 kg</dd></dl>"
    "<p id=in>Area: 50 m²</p><p><b id=beside>Rooms:</b> 3 <br><b>Floor:</b> 2</p>"
    "<div><span id=colon>Price:</span><span>$5</span></div>"
    "<div><span id=plain>Price</span><span>$5</span></div>"
    "<p id=time>10:30 in the morning</p><p id=url>http://shop.test/</p>"
    "<table><tr><th>Filed<th>Judge<tr><td id=cell>May 3<td><i id=deep>Brown</i></table>"
    "<table><tr><td>May 2<td>Green<tr><td id=headless>May 3<td>Brown</table>"
    "<i id=titled data-title='Court no.'>12</i>";

static void test_next(struct page *p)
{
	struct node *value = NULL;

	is_text(label_next(p, page_id(p, "dt"), &value), "Weight", "a dt");
	is_text(value ? node_text(p->work->arena, value) : NULL, "2 kg", "and its dd");
	is_text(label_next(p, page_id(p, "colon"), &value), NULL,
		"a sibling of its own kind is no value of a span");
	ok(!label_next(p, page_id(p, "plain"), &value), "a text without a colon is no label");
}

int main(void)
{
	struct work w;
	struct page *p;
	const char *rest = NULL;

	work_begin(&w);
	p = page_of(&w, html);
	test_next(p);
	is_text(label_inside(p, page_id(p, "in"), &rest), "Area:", "a label inside");
	is_text(rest, "50 m²", "and the rest");
	ok(!label_inside(p, page_id(p, "time"), &rest), "a time of day is none");
	ok(!label_inside(p, page_id(p, "url"), &rest), "an address is none");
	is_text(label_beside(p, page_id(p, "beside"), &rest), "Rooms", "a label before bare text");
	is_text(rest, "3", "which ends with the line");
	is_text(label_above(p, page_id(p, "cell")), "Filed", "the head of a column");
	is_text(label_above(p, page_id(p, "deep")), "Judge", "for what is inside a cell too");
	ok(!label_above(p, page_id(p, "headless")), "a first row of values is no head");
	is_text(label_above(p, page_id(p, "titled")), "Court no.", "a title of the element's own");
	is_text(label_clean(w.arena, "Price : *"), "Price", "a label without its marks");
	work_end(&w);
	return done();
}
