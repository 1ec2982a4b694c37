/* Columns of the records of a candidate. */
#include "strategy/slot.h"

#include "page.h"
#include "tap.h"

static struct slots *slots_of(struct page *p, const char *tag, bool lists)
{
	struct candidate *c = ARENA_NEW(p->work->arena, struct candidate);

	c->records = ARENA_ARRAY(p->work->arena, p->document->n_nodes, struct node *);
	for (size_t i = 1; i < p->document->n_nodes; i++)
		if (p->document->nodes[i].kind == NODE_ELEMENT &&
		    strcmp(p->document->nodes[i].name, tag) == 0)
			c->records[c->n++] = &p->document->nodes[i];
	return slots_read(p, c, lists);
}

/* The best filled slot of the source whose first value is this. */
static const struct slot *slot_with(const struct slots *all, enum slot_source source,
				    const char *value)
{
	const struct slot *best = NULL;

	for (size_t i = 0; i < all->n; i++) {
		const struct slot *s = &all->items[i];
		if (s->source == source && s->values[0] && strcmp(s->values[0], value) == 0 &&
		    (!best || s->fill > best->fill))
			best = s;
	}
	return best;
}

static void test_columns(struct work *w)
{
	struct page *p = page_of(
	    w, "<ul><li><h3 class=name><a href=/a>Blue pot</a></h3><b class=price>$5.00</b>"
	       "<img data-src=a.jpg src='data:,x'></li>"
	       "<li><h3 class=name><a href=/b>Red <i>hot</i> pot</a></h3><b class=price>$6.00</b>"
	       "<img data-src=b.jpg src='data:,x'></li><li><h3 class=name>Free pot</h3></li></ul>");
	struct slots *all = slots_of(p, "li", false);
	const struct slot *name = slot_with(all, SLOT_TEXT, "Blue pot");
	const struct slot *price = slot_with(all, SLOT_TEXT, "$5.00");
	const struct slot *image = slot_with(all, SLOT_ATTRIBUTE, "a.jpg");

	ok(name && name->fill > 0.9, "names are one column, linked or not");
	is_text(name ? name->values[1] : NULL, "Red hot pot", "formatting does not cut a text");
	ok(price && price->fill > 0.6 && price->fill < 0.7, "two of three have a price");
	ok(price && slot_kind(price, KIND_MONEY) > 0.99, "all of them money");
	ok(price && words_have(price->names[0], word_stem(p->vocabulary, "price")), "by name too");
	ok(image && strcmp(image->attribute, "src") == 0, "late pictures are found under src");
	ok(slot_with(all, SLOT_ATTRIBUTE, "/a"), "addresses of links");
}

static void test_table(struct work *w)
{
	struct page *p = page_of(w, "<table><thead><tr><th>Filed</th><th>Judge</th></tr></thead>"
				    "<tbody><tr><td>May 3</td><td>Brown</td></tr>"
				    "<tr><td>May 4</td><td>White</td></tr></tbody></table>");
	struct slots *all = slots_of(p, "tr", false);
	const struct slot *judge = slot_with(all, SLOT_TEXT, "Judge");

	all = slots_read(p, all->candidate, false);
	for (size_t i = 0; i < all->n && !judge; i++)
		judge = &all->items[i];
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].values[1] && strcmp(all->items[i].values[1], "Brown") == 0 &&
		    all->items[i].is_ordinal)
			judge = &all->items[i];
	is_text(judge->label, "Judge", "a column is labelled by the head above");
}

static void test_lists(struct work *w)
{
	struct page *p =
	    page_of(w, "<article><p class=tag>a</p><p class=tag>b</p></article>"
		       "<article><p class=tag>c</p><p class=tag>d</p><p class=tag>e</p>"
		       "</article>");
	struct slots *all = slots_of(p, "article", true);
	const struct slot *tag = slot_with(all, SLOT_TEXT, "a");

	ok(tag && tag->many.n == 3, "the record that has most gives the instances");
	is_text(tag ? tag->many.values[2] : NULL, "e", "in their order");
	ok(tag && tag->instances > 2.4 && tag->instances < 2.6, "two and a half on average");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_columns(&w);
	test_table(&w);
	test_lists(&w);
	work_end(&w);
	return done();
}
