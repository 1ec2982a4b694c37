/* Of two amounts the one in force. */
#include "strategy/price.h"

#include "page.h"
#include "tap.h"

static const struct {
	const char *label, *second,
	    *price; /* prices of the first record's old, and of the second's */
	const char *records;
	bool has_fallback;
} cases[] = {
    {"the lower of two, where both stand in each record", NULL, "$5.00",
     "<li><b class=name>Pot</b><p><i class=was-price>$9.00</i> <i class=now-price>$5.00</i></p>"
     "<li><b class=name>Pan</b><p><i class=was-price>$8.00</i> <i class=now-price>$6.00</i></p>",
     false},
    {"the lower one where there is one, else the other", "$8.00", "$5.00",
     "<li><b class=name>Pot</b><p><i class=price>$9.00</i> <i class=deal>$5.00</i></p>"
     "<li><b class=name>Pan</b><p><i class=price>$8.00</i></p>",
     true},
    {"a saving is no price", NULL, "$9.00",
     "<li><b class=name>Pot</b><p><i class=price>$9.00</i> <i class=save>$5.00</i></p>"
     "<li><b class=name>Pan</b><p><i class=price>$8.00</i> <i class=save>$4.00</i></p>",
     false},
    {"nor is a hundredth of it", NULL, "$900.00",
     "<li><b class=name>Pot</b><p><i class=price>$900.00</i> <i class=x>$9.00</i></p>"
     "<li><b class=name>Pan</b><p><i class=price>$800.00</i> <i class=x>$8.00</i></p>",
     false},
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		struct candidate c = {0};
		struct assignment *a;
		struct page *p;
		struct choice *price;
		work_begin(&w);
		p = page_of(&w, cases[i].records);
		c.records = ARENA_ARRAY(w.arena, 2, struct node *);
		for (size_t k = 1; k < p->document->n_nodes; k++)
			if (p->document->nodes[k].tag == TAG_li)
				c.records[c.n++] = &p->document->nodes[k];
		a = fields_assign(p, request_read(&w, p->vocabulary, "Goods: name and price", NULL),
				  slots_read(p, &c, false));
		price = &a->choices[1];
		printf("# %s\n", cases[i].label);
		is_text(price->slot ? price->slot->values[0] : NULL, cases[i].price, "the price");
		if (cases[i].has_fallback)
			is_text(price->second ? price->second->values[1] : NULL, cases[i].second,
				"and where it is missing");
		work_end(&w);
	}
	return done();
}
