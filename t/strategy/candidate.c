/* Groups of elements that may be records. */
#include "strategy/candidate.h"

#include "page.h"
#include "tap.h"

/* The candidate whose first record has the id and that has n records. */
static const struct candidate *candidate_at(const struct page *p, struct candidates all,
					    const char *id, size_t n, unsigned following)
{
	for (size_t i = 0; i < all.n; i++)
		if (!all.items[i].is_page && all.items[i].records[0] == page_id(p, id) &&
		    all.items[i].n == n && all.items[i].following == following)
			return &all.items[i];
	return NULL;
}

static struct candidates find(struct page *p)
{
	return candidates_find(p, words_split(p->vocabulary, "related pots", 12));
}

static void test_groups(struct work *w)
{
	struct page *p = page_of(
	    w, "<div class=row><div class=card id=a>A one</div><div class=card>B two</div></div>"
	       "<div class=ad>Buy</div><div class=row><div class=card>C three</div></div>"
	       "<ul><li class=odd id=l>x</li><li class=even>y</li><li class=odd>z</li></ul>");
	struct candidates all = find(p);

	ok(candidate_at(p, all, "a", 3, 0), "cards of two rows are one group");
	ok(candidate_at(p, all, "l", 3, 0), "odd and even items are one group");
	ok(all.items[all.n - 1].is_page && all.items[all.n - 1].n == 1, "the page comes last");
}

static void test_table(struct work *w)
{
	struct page *p =
	    page_of(w, "<table><tr><th>a<th>b<tr id=r><td>1<td>2<tr><td>3<td>4</table>");

	ok(candidate_at(p, find(p), "r", 2, 0), "the head of a table is no record");
}

static void test_nested(struct work *w)
{
	struct page *p = page_of(w, "<div class=c id=outer>one<div class=c id=inner>two</div></div>"
				    "<div class=c>three<div class=c>four</div></div>");
	struct candidates all = find(p);

	ok(candidate_at(p, all, "outer", 2, 0), "the outer members are a group");
	ok(candidate_at(p, all, "inner", 2, 0), "the inner ones are another");
}

static void test_spans(struct work *w)
{
	struct page *p = page_of(w, "<table><tr id=t><td class=head>A<tr><td class=tail>a<tr><td "
				    "class=head>B<tr><td class=tail>b"
				    "<tr><td class=head>C<tr><td class=tail>c<tr><td "
				    "class=head>D<tr><td class=tail>d</table>");
	const struct candidate *c = candidate_at(p, find(p), "t", 4, 1);

	ok(c != NULL, "rows that come in pairs");
}

static void test_subject(struct work *w)
{
	struct page *p =
	    page_of(w, "<h2>Ähnliche Artikel</h2><ul><li id=a>x<li>y</ul><h2>Other</h2>"
		       "<ul class=pots><li id=b>x<li>y</ul><h2>Rest</h2>"
		       "<ul class=mugs><li id=c>x<li>y</ul>");
	struct candidates all = find(p);
	const struct candidate *a = candidate_at(p, all, "a", 2, 0);
	const struct candidate *b = candidate_at(p, all, "b", 2, 0);
	const struct candidate *c = candidate_at(p, all, "c", 2, 0);

	ok(a && a->subject > 0.5, "a heading above says what they are");
	ok(b && b->subject > 0.5, "a class does");
	ok(c && c->subject < 0.1, "nothing does");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_groups(&w);
	test_table(&w);
	test_nested(&w);
	test_spans(&w);
	test_subject(&w);
	work_end(&w);
	return done();
}
