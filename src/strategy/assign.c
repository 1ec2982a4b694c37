/* Greedy by score, then pairs are swapped while that helps. Links come last: the wanted one is most
 * often the link of the title, which is then known. */
#include "strategy/assign.h"

#include "bounds.h"
#include "strategy/hints.h"
#include "strategy/price.h"

#include <math.h>

#define COMPLEMENT_SHARE 0.6 /* of the empty records, filled by another place */

struct matrix {
	struct page *page;
	const struct request *request;
	const struct slots *slots;
	double *scores; /* wish by slot */
	bool *used;	/* by slot */
	struct assignment *out;
};

static double *score_at(const struct matrix *m, size_t wish, size_t slot)
{
	return &m->scores[wish * m->slots->n + slot];
}

bool slots_agree(const struct slot *a, const struct slot *b, size_t n_samples)
{
	size_t both = 0, same = 0;

	if (a == b)
		return true;
	for (size_t i = 0; i < n_samples; i++) {
		if (!a->values[i] || !b->values[i])
			continue;
		both++;
		same += strcmp(a->values[i], b->values[i]) == 0;
	}
	return both && same * 10 >= both * 8 && (n_samples == 1 || both * 2 >= n_samples);
}

static double place_score(const struct matrix *m, const struct wish *wish, const struct slot *slot)
{
	return slot_score(m->page, wish, m->slots, slot) +
	       hint_score(m->page, wish, m->slots, slot);
}

static void matrix_fill(struct matrix *m)
{
	size_t n = m->slots->n;

	m->scores = ARENA_ARRAY(m->page->work->arena, m->request->n * n, double);
	m->used = ARENA_ARRAY(m->page->work->arena, n, bool);
	for (size_t s = 0; s < n; s++) {
		const struct slot *slot = &m->slots->items[s];
		for (size_t i = 0; i < m->request->n; i++)
			*score_at(m, i, s) = slot->fill > 0
						 ? place_score(m, &m->request->wishes[i], slot)
						 : -INFINITY;
	}
}

static bool wish_is_link(const struct wish *wish)
{
	return wish->concept == CONCEPT_LINK || (wish->is_url && wish->concept != CONCEPT_IMAGE);
}

static bool is_for_machines(const struct slot *s)
{
	return s->source == SLOT_JSON || s->tag == TAG_meta;
}

/* A text of a page that is one record, and that the page also tells machines under a fitting name,
 * is the field. */
static void confirm(struct matrix *m)
{
	for (size_t i = 0; i < m->request->n; i++) {
		struct map said = map_new(m->page->work->arena);
		double best = 2 * WEIGHT_OF(m->page, ENOUGH);
		for (size_t s = 0; s < m->slots->n; s++)
			if (is_for_machines(&m->slots->items[s]))
				best = fmax(best, *score_at(m, i, s));
		for (size_t s = 0; s < m->slots->n; s++) {
			const struct slot *slot = &m->slots->items[s];
			if (is_for_machines(slot) && slot->values[0] &&
			    *score_at(m, i, s) > best - 0.5)
				map_put(&said, hash_text(HASH_START, slot->values[0]), 1);
		}
		for (size_t s = 0; s < m->slots->n; s++) {
			const struct slot *slot = &m->slots->items[s];
			if (!is_for_machines(slot) && slot->source <= SLOT_OWN && slot->values[0] &&
			    map_get(&said, hash_text(HASH_START, slot->values[0])))
				*score_at(m, i, s) += WEIGHT_OF(m->page, CONFIRMED);
		}
	}
}

static void use(struct matrix *m, size_t slot)
{
	for (size_t i = 0; i < m->slots->n; i++)
		if (!m->used[i] && m->slots->items[i].fill > 0 &&
		    slots_agree(&m->slots->items[slot], &m->slots->items[i], m->slots->n_samples))
			m->used[i] = true;
	m->used[slot] = true;
}

/* The best place for a wish that no other has; slots->n when none is good enough. */
static size_t best_slot(const struct matrix *m, size_t wish)
{
	double best = WEIGHT_OF(m->page, ENOUGH);
	size_t found = m->slots->n;

	for (size_t s = 0; s < m->slots->n; s++)
		if (!m->used[s] && *score_at(m, wish, s) > best) {
			best = *score_at(m, wish, s);
			found = s;
		}
	return found;
}

/* Takes the best pair again and again among the wishes that are links, or are not. The best place
 * of a wish is looked for again only when another wish took it. */
static void greedy(struct matrix *m, bool links)
{
	size_t n = m->slots->n, *best = ARENA_ARRAY(m->page->work->arena, m->request->n, size_t);

	for (size_t i = 0; i < m->request->n; i++)
		best[i] = wish_is_link(&m->request->wishes[i]) == links ? best_slot(m, i) : n;
	for (;;) {
		size_t wish = m->request->n;
		for (size_t i = 0; i < m->request->n; i++) {
			if (best[i] < n && m->used[best[i]])
				best[i] = best_slot(m, i);
			if (best[i] < n &&
			    (wish == m->request->n ||
			     *score_at(m, i, best[i]) > *score_at(m, wish, best[wish])))
				wish = i;
		}
		if (wish == m->request->n)
			return;
		m->out->choices[wish].slot = &m->slots->items[best[wish]];
		m->out->choices[wish].score = *score_at(m, wish, best[wish]);
		use(m, best[wish]);
		best[wish] = n;
	}
}

/* Two fields change places when that is better for both together. */
static void swap_pairs(struct matrix *m)
{
	struct choice *c = m->out->choices;

	for (size_t a = 0; a < m->request->n; a++)
		for (size_t b = a + 1; b < m->request->n; b++) {
			size_t x, y;
			double ab, ba;
			if (!c[a].slot || !c[b].slot)
				continue;
			x = (size_t)(c[a].slot - m->slots->items);
			y = (size_t)(c[b].slot - m->slots->items);
			ab = *score_at(m, a, y);
			ba = *score_at(m, b, x);
			if (ab < WEIGHT_OF(m->page, ENOUGH) || ba < WEIGHT_OF(m->page, ENOUGH) ||
			    ab + ba <= c[a].score + c[b].score)
				continue;
			c[a].slot = &m->slots->items[y];
			c[a].score = ab;
			c[b].slot = &m->slots->items[x];
			c[b].score = ba;
		}
}

/* True when the element of a place holds that of another one in most records. */
static bool slot_holds(const struct slot *outer, const struct slot *inner, size_t n_samples)
{
	size_t both = 0, held = 0;

	if (outer->source != SLOT_TEXT || inner->source == SLOT_JSON || outer == inner)
		return false;
	for (size_t i = 0; i < n_samples; i++) {
		const struct node *a = outer->nodes[i], *b = inner->nodes[i];
		if (!a || !b)
			continue;
		both++;
		held += a != b && node_contains(a, b);
	}
	return both && held * 2 > both;
}

static bool holds_any(const struct matrix *m, const struct slot *slot, size_t but)
{
	for (size_t i = 0; i < m->request->n; i++) {
		const struct choice *c = &m->out->choices[i];
		if (i != but && c->slot && !wish_is_link(c->wish) &&
		    c->wish->concept != CONCEPT_IMAGE &&
		    slot_holds(slot, c->slot, m->slots->n_samples))
			return true;
	}
	return false;
}

/* A value that holds another field's value is a box around both: a better place is looked for, and
 * without one the field stays empty. */
static void boxes_replace(struct matrix *m)
{
	for (size_t i = 0; i < m->request->n; i++) {
		struct choice *c = &m->out->choices[i];
		const struct slot *found = NULL;
		double best = WEIGHT_OF(m->page, ENOUGH) - WEIGHT_OF(m->page, BOX) * 0.3;
		if (!c->slot || !holds_any(m, c->slot, i))
			continue;
		for (size_t s = 0; s < m->slots->n; s++)
			if (!m->used[s] && *score_at(m, i, s) > best &&
			    !holds_any(m, &m->slots->items[s], i)) {
				best = *score_at(m, i, s);
				found = &m->slots->items[s];
			}
		if (found && best > c->score - WEIGHT_OF(m->page, BOX)) {
			c->slot = found;
			c->score = best;
			use(m, (size_t)(found - m->slots->items));
		} else {
			c->score -= WEIGHT_OF(m->page, BOX);
			if (c->score < WEIGHT_OF(m->page, ENOUGH))
				c->slot = NULL;
		}
	}
}

static const struct slot *title_slot(const struct matrix *m)
{
	for (size_t i = 0; i < m->request->n; i++)
		if (m->request->wishes[i].concept == CONCEPT_TITLE && m->out->choices[i].slot)
			return m->out->choices[i].slot;
	for (size_t i = 0; i < m->request->n; i++)
		if (m->out->choices[i].slot)
			return m->out->choices[i].slot;
	return NULL;
}

/* 1 when the link holds the title or lies in it, in the records that have both. */
static double related(const struct slot *link, const struct slot *title, size_t n_samples)
{
	size_t both = 0, near = 0;

	for (size_t i = 0; i < n_samples; i++) {
		const struct node *a = link->nodes[i], *b = title->nodes[i];
		if (!a || !b)
			continue;
		both++;
		near += node_contains(a, b) || (node_contains(b, a) && b->end - b->index < 12);
	}
	return both ? (double)near / (double)both : 0;
}

static void links_prepare(struct matrix *m)
{
	const struct slot *title = title_slot(m);

	for (size_t i = 0; title && i < m->request->n; i++) {
		if (!wish_is_link(&m->request->wishes[i]))
			continue;
		for (size_t s = 0; s < m->slots->n; s++)
			if (m->slots->items[s].source == SLOT_ATTRIBUTE &&
			    !wish_is_website(&m->request->wishes[i]))
				*score_at(m, i, s) +=
				    WEIGHT_OF(m->page, TITLE_LINK) *
				    related(&m->slots->items[s], title, m->slots->n_samples);
	}
}

/* How many records have a value there and none at the chosen place, in share of those without. */
static double complements(const struct slot *other, const struct slot *chosen, size_t n_samples)
{
	size_t without = 0, filled = 0;

	for (size_t i = 0; i < n_samples; i++) {
		without += !chosen->values[i];
		filled += !chosen->values[i] && other->values[i];
	}
	return without ? (double)filled / (double)without : 0;
}

static bool is_chosen(const struct matrix *m, const struct slot *slot)
{
	for (size_t i = 0; i < m->request->n; i++)
		if (m->out->choices[i].slot &&
		    slots_agree(m->out->choices[i].slot, slot, m->slots->n_samples))
			return true;
	return false;
}

/* No amounts of money in one column where the other has dates. */
static bool kinds_agree(const struct slot *a, const struct slot *b)
{
	static const enum kind typed[] = {KIND_MONEY, KIND_DATE,  KIND_RELATIVE, KIND_TIME,
					  KIND_URL,   KIND_EMAIL, KIND_PHONE,	 KIND_PERCENT};

	for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++)
		if (fabs(slot_kind(a, typed[i]) - slot_kind(b, typed[i])) > 0.5)
			return false;
	return true;
}

/* Places of one kind: both under no head of a table, and a name or an element that says something
 * in common. */
static bool akin(struct page *p, const struct slots *slots, const struct slot *a,
		 const struct slot *b)
{
	struct words record = element_names(p, slots->samples[0]);

	if (a->source != b->source || a->label || b->label || !kinds_agree(a, b))
		return false;
	if (a->tag == b->tag && (a->in_heading || a->tag == TAG_time))
		return true;
	for (size_t i = 0; i < a->names[0].n; i++)
		if (words_have(b->names[0], a->names[0].items[i]->stem) &&
		    !words_have(record, a->names[0].items[i]->stem)) /* which all parts have */
			return true;
	return false;
}

/* A place that has the field's value in most records where the chosen one has none. */
static const struct slot *complement(const struct matrix *m, size_t wish)
{
	const struct choice *c = &m->out->choices[wish];
	const struct slot *found = NULL;
	double best = WEIGHT_OF(m->page, ENOUGH);

	if (c->slot->fill > 0.9)
		return NULL;
	for (size_t s = 0; s < m->slots->n; s++) {
		const struct slot *slot = &m->slots->items[s];
		double score = *score_at(m, wish, s);
		if (score <= best || slot->following != c->slot->following ||
		    !akin(m->page, m->slots, slot, c->slot) ||
		    complements(slot, c->slot, m->slots->n_samples) < COMPLEMENT_SHARE ||
		    is_chosen(m, slot) || holds_any(m, slot, wish))
			continue;
		best = score;
		found = slot;
	}
	return found;
}

/* The share of the records in which one of a field's two places has a value. */
static double filled_by(const struct choice *c, size_t n_samples)
{
	size_t filled = 0;

	for (size_t i = 0; i < n_samples; i++)
		filled += c->slot->values[i] || c->second->values[i];
	return (double)filled / (double)n_samples;
}

/* The next best place for a wish that is no copy of the first and not much worse. */
static const struct slot *second_best(const struct matrix *m, size_t wish)
{
	const struct choice *c = &m->out->choices[wish];
	const struct slot *found = NULL;
	double best = fmax(WEIGHT_OF(m->page, ENOUGH), c->score - 1.5);

	for (size_t s = 0; s < m->slots->n; s++) {
		const struct slot *slot = &m->slots->items[s];
		if (slot != c->slot && *score_at(m, wish, s) > best &&
		    slots_agree(slot, c->slot, m->slots->n_samples)) {
			best = *score_at(m, wish, s);
			found = slot;
		}
	}
	return found;
}

static bool old_price_found(const struct assignment *a)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->choices[i].slot && a->choices[i].wish->concept == CONCEPT_OLD_PRICE)
			return true;
	return false;
}

struct assignment *fields_assign(struct page *p, const struct request *r, const struct slots *slots)
{
	struct matrix m = {.page = p, .request = r, .slots = slots};

	m.out = ARENA_NEW(p->work->arena, struct assignment);
	m.out->n = r->n;
	m.out->choices = ARENA_ARRAY(p->work->arena, r->n, struct choice);
	for (size_t i = 0; i < r->n; i++)
		m.out->choices[i].wish = &r->wishes[i];
	matrix_fill(&m);
	if (slots->candidate->is_page)
		confirm(&m);
	greedy(&m, false);
	swap_pairs(&m);
	boxes_replace(&m);
	links_prepare(&m);
	greedy(&m, true);
	for (size_t i = 0; i < r->n; i++) {
		struct choice *c = &m.out->choices[i];
		if (!old_price_found(m.out))
			price_in_force(p, slots, c);
		if (!c->slot) {
			m.out->n_found += c->wish->kept != NULL;
			continue;
		}
		if (!c->second)
			c->second = complement(&m, i);
		if (c->second)
			c->score += 2 * WEIGHT_OF(p, FILL) *
				    (filled_by(c, slots->n_samples) - c->slot->fill);
		else
			c->second = second_best(&m, i);
		m.out->n_found++;
		m.out->mean += fmin(c->score, WEIGHT_OF(p, FIELD_MOST)) / (double)r->n;
	}
	return m.out;
}
