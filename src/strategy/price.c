/* Shops show what a thing cost and what it costs now, often only where it is on sale. Classes and
 * struck letters tell most of them apart; where they do not, the lower amount is the one to pay. */
#include "strategy/price.h"

#include <math.h>

#define DISCOUNT_MOST 0.2 /* of the old price: less is a rate or a saving, not a price */
#define APART_MAX     2	  /* levels up from an amount to what holds both */

static bool is_amount(const struct slot *s)
{
	return s->source <= SLOT_OWN && !s->is_ordinal && s->instances <= 1 &&
	       slot_kind(s, KIND_MONEY) > 0.9 && s->one_number > 0.9 && s->two_monies <= 0 &&
	       !s->is_composite;
}

/* "unit price", "you save": amounts that nobody pays. */
static bool is_aside(const struct slot *s)
{
	static const char *const aside[] = {
	    "unit", "per",   "save",	"saving", "savings",  "shipping", "delivery", "tax",
	    "vat",  "month", "monthly", "rate",	  "discount", "deposit",  "points"};

	for (int level = 0; level < 2; level++)
		for (size_t i = 0; i < s->names[level].n; i++)
			for (size_t k = 0; k < sizeof aside / sizeof aside[0]; k++)
				if (strcmp(s->names[level].items[i]->text, aside[k]) == 0)
					return true;
	return s->words > 3;
}

static bool is_near(const struct node *a, const struct node *b)
{
	const struct node *around = a->parent;

	for (int level = 0; around && level < APART_MAX; level++, around = around->parent)
		if (node_contains(around, b))
			return !node_contains(a, b) && !node_contains(b, a);
	return false;
}

/* In every record that has both, `low` stands beside `high` and is less, but not too much. */
static bool is_lower(struct page *p, const struct slot *low, const struct slot *high,
		     size_t n_samples)
{
	size_t both = 0;

	for (size_t i = 0; i < n_samples; i++) {
		double a, b;
		if (!low->values[i] || !high->values[i])
			continue;
		a = page_reading(p, low->values[i])->number;
		b = page_reading(p, high->values[i])->number;
		if (!is_near(low->nodes[i], high->nodes[i]) || a >= b || a < b * DISCOUNT_MOST)
			return false;
		both++;
	}
	return both > 0;
}

void price_in_force(struct page *p, const struct slots *slots, struct choice *c)
{
	const struct slot *low = NULL;

	/* what a user said of the field goes before what shops do */
	if (c->wish->concept != CONCEPT_PRICE || c->wish->hint || !c->slot || !is_amount(c->slot))
		return;
	for (size_t i = 0; i < slots->n; i++) {
		const struct slot *s = &slots->items[i];
		if (s != c->slot && s->fill > 0 && is_amount(s) && !s->is_struck && !is_aside(s) &&
		    s->following == c->slot->following &&
		    is_lower(p, s, c->slot, slots->n_samples) && (!low || s->fill > low->fill))
			low = s;
	}
	if (!low)
		return;
	c->second = low->fill < c->slot->fill ? c->slot : NULL;
	c->slot = low;
}
