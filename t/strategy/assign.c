/* Fields get places: each one, none twice, links by their titles. */
#include "strategy/assign.h"

#include "page.h"
#include "tap.h"

static const char html[] =
    "<ul><li><a class=more href=/all>More</a><h3><a href=/a>Blue pot</a></h3>"
    "<p class=text>A pot that is blue all over, with a lid and a handle for you.</p>"
    "<s>$9.00</s> <b>$5.00</b></li>"
    "<li><a class=more href=/all>More</a><h3><a href=/b>Red pot</a></h3>"
    "<p class=text>A pot that is red inside only, and has no lid and no handle.</p>"
    "<s>$8.00</s> <b>$6.00</b></li>"
    "<li><a class=more href=/all>More</a><h3><a href=/c>Iron pot</a></h3>"
    "<p class=text>A heavy thing that will outlive you and your children by far.</p>"
    "<s>$7.00</s> <b>$4.00</b></li></ul>";

static const char *value_of(const struct assignment *a, const char *name)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->choices[i].wish->name, name) == 0 && a->choices[i].slot)
			return a->choices[i].slot->values[0];
	return NULL;
}

int main(void)
{
	struct work w;
	struct page *p;
	struct request *r;
	struct assignment *a;
	struct candidate c = {0};

	work_begin(&w);
	p = page_of(&w, html);
	r = request_read(&w, p->vocabulary,
			 "Pots: name, price, original price, description, link and phone", NULL);
	c.records = ARENA_ARRAY(w.arena, 3, struct node *);
	for (size_t i = 1; i < p->document->n_nodes; i++)
		if (p->document->nodes[i].tag == TAG_li)
			c.records[c.n++] = &p->document->nodes[i];
	a = fields_assign(p, r, slots_read(p, &c, false));
	is_text(value_of(a, "name"), "Blue pot", "the title is the heading");
	is_text(value_of(a, "price"), "$5.00", "the price is the one that holds");
	is_text(value_of(a, "original_price"), "$9.00", "the old one is struck out");
	is_text(value_of(a, "description"),
		"A pot that is blue all over, with a lid and a handle for you.",
		"the description is the sentence, not the box");
	is_text(value_of(a, "link"), "/a", "the link is the title's");
	is_text(value_of(a, "phone"), NULL, "what is not there stays empty");
	is_int((int64_t)a->n_found, 5, "five of six");
	work_end(&w);
	return done();
}
