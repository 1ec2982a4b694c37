/* Compounds of the element and of one of a few elements around it are combined, the combinations
 * sorted by penalty, and tried with the engine that will run them until one finds exactly what is
 * wanted.
 */
#include "strategy/selector_make.h"

#include "bounds.h"
#include "extract/selector.h"
#include "strategy/compound.h"

#include <assert.h>

#define LEVELS_MAX 5   /* elements around one by which it is told */
#define LEVEL_COST 0.2 /* the nearer one says it better */
#define MANY_SCALE 100 /* parts of a sample: one record may be all there is */

struct attempt {
	const char *text;
	double penalty;
	size_t order;
};

struct maker {
	struct page *page;
	struct attempt *attempts;
	size_t n;
};

static void attempt_add(struct maker *m, double penalty, const char *text)
{
	if (m->n < SELECTORS_MAX) {
		m->attempts[m->n] = (struct attempt){text, penalty, m->n};
		m->n++;
	}
}

static int by_penalty(const void *a, const void *b)
{
	const struct attempt *x = a, *y = b;

	if (x->penalty < y->penalty || x->penalty > y->penalty)
		return x->penalty < y->penalty ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

/* outer[ >] inner for each pair; the combination costs a little more than its parts. */
static void pairs_add(struct maker *m, const struct compounds *outer, const char *joint,
		      const struct compounds *inner, double extra)
{
	for (size_t i = 0; i < inner->n; i++)
		for (size_t k = 0; k < outer->n; k++)
			attempt_add(
			    m,
			    inner->items[i].penalty + outer->items[k].penalty * 0.6 + 0.3 + extra,
			    arena_printf(m->page->work->arena, "%s%s%s", outer->items[k].text,
					 joint, inner->items[i].text));
}

/* The parents of n nodes, each once; 0 when one of them has none below its scope. */
static size_t parents_of(struct maker *m, struct node *const *nodes, size_t n,
			 struct node *const *scopes, struct node ***out)
{
	size_t count = 0;

	*out = ARENA_ARRAY(m->page->work->arena, n, struct node *);
	for (size_t i = 0; i < n; i++) {
		struct node *parent = nodes[i]->parent;
		if (!parent || parent->kind != NODE_ELEMENT || (scopes && parent == scopes[i]))
			return 0;
		if (!count || (*out)[count - 1] != parent)
			(*out)[count++] = parent;
		else if (scopes)
			(*out)[count++] = parent; /* stays parallel to scopes */
	}
	return count;
}

/* All combinations for nodes, which lie in scopes (NULL: anywhere in the document). */
static void attempts_fill(struct maker *m, struct node *const *nodes, size_t n,
			  struct node *const *scopes, const char *attribute, bool ids)
{
	struct compounds own, around;
	struct node *const *inner = nodes;
	size_t n_inner = n;

	compounds_find(m->page, nodes, n, attribute, true, ids, &own);
	for (size_t i = 0; i < own.n; i++) {
		attempt_add(m, own.items[i].penalty, own.items[i].text);
		if (scopes && nodes[0]->parent == scopes[0])
			attempt_add(m, own.items[i].penalty + 0.3,
				    arena_printf(m->page->work->arena, "> %s", own.items[i].text));
	}
	for (int level = 1; level <= LEVELS_MAX; level++) {
		struct node **outer;
		n_inner = parents_of(m, inner, n_inner, scopes, &outer);
		if (!n_inner)
			break;
		compounds_find(m->page, outer, n_inner, NULL, level <= 2, true, &around);
		pairs_add(m, &around, level == 1 ? " > " : " ", &own, LEVEL_COST * (level - 1));
		inner = outer;
	}
	if (m->n)
		qsort(m->attempts, m->n, sizeof *m->attempts, by_penalty);
}

static struct maker maker_new(struct page *p)
{
	struct maker m = {.page = p};

	m.attempts = ARENA_ARRAY(p->work->arena, SELECTORS_MAX, struct attempt);
	return m;
}

/* How many elements more than the records it finds; SIZE_MAX when a record is not among them, or
 * when they are `best` or more. */
static size_t records_wrong(struct page *p, const struct candidate *c, const char *text,
			    size_t best)
{
	size_t most = best < SIZE_MAX ? c->n + best : SIZE_MAX;
	struct selector *s = selector_parse(p->work, text);
	struct node_list list;
	size_t found = 0;

	if (!s) {
		work_forgive(p->work);
		return SIZE_MAX;
	}
	if (!selector_matches(p->work, s, p->document, c->records[c->n - 1], p->document->nodes)) {
		work_forgive(p->work);
		return SIZE_MAX;
	}
	list = selector_some(p->work, s, p->document, p->document->nodes, most);
	work_forgive(p->work);
	for (size_t i = 0; i < list.n && found < c->n; i++)
		found += list.items[i] == c->records[found];
	return found == c->n ? list.n - c->n : SIZE_MAX;
}

size_t records_extra(struct page *p, const struct candidate *c, const char *selector,
		     const char *require)
{
	struct selector *s = selector_parse(p->work, selector),
			*r = selector_parse(p->work, require);
	struct node_list list = {NULL, 0};
	size_t found = 0, kept = 0;

	if (s && r)
		list = selector_all(p->work, s, p->document, p->document->nodes);
	for (size_t i = 0; i < list.n; i++) {
		if (!selector_first(p->work, r, p->document, list.items[i]))
			continue;
		kept++;
		found += found < c->n && list.items[i] == c->records[found];
	}
	work_forgive(p->work);
	return found == c->n ? kept - found : SIZE_MAX;
}

/* Scoped by an ancestor of all records: its id or class in front of what was tried. */
static void ancestors_add(struct maker *m, const struct candidate *c)
{
	const struct node *last = c->records[c->n - 1];
	struct node *around = c->records[0]->parent;
	struct compounds own, outer;
	int levels = 0;

	compounds_find(m->page, c->records, c->n, NULL, false, false, &own);
	for (; around && around->kind == NODE_ELEMENT && levels < 5; around = around->parent) {
		if (!node_contains(around, last))
			continue;
		compounds_find(m->page, &around, 1, NULL, false, true, &outer);
		pairs_add(m, &outer, around == c->records[0]->parent ? " > " : " ", &own, 0);
		levels++;
	}
}

/* Records that look alike only in what they hold: tr:has(> .title). */
static void has_add(struct maker *m, const struct candidate *c)
{
	struct compounds own, child;
	struct node **children = ARENA_ARRAY(m->page->work->arena, c->n, struct node *);

	compounds_find(m->page, c->records, c->n, NULL, false, false, &own);
	for (unsigned place = 0; place < 4; place++) {
		size_t n = 0;
		for (; n < c->n; n++) {
			struct node *at = node_first_element(c->records[n]);
			for (unsigned i = 0; at && i < place; i++)
				at = node_next_element(at);
			if (!at)
				break;
			children[n] = at;
		}
		if (n < c->n)
			continue;
		compounds_find(m->page, children, n, NULL, false, false, &child);
		for (size_t i = 0; i < own.n; i++)
			for (size_t k = 0; k < child.n; k++)
				attempt_add(m, own.items[i].penalty + child.items[k].penalty + 1,
					    arena_printf(m->page->work->arena, "%s:has(> %s)",
							 own.items[i].text, child.items[k].text));
	}
}

/* Lets one more trial take half of the steps that are left up to `most`, since the likelier ones
 * come first; false when there are none. */
static bool trial_begin(struct page *p, uint64_t most)
{
	uint64_t taken = selector_steps(p->document);

	if (taken < most)
		selector_allow(p->document, taken + (most - taken) / 2);
	return taken < most;
}

static void trial_end(struct page *p)
{
	selector_allow(p->document, SELECTOR_STEPS_MAX);
}

bool selector_for_records(struct page *p, const struct candidate *c, struct made *out)
{
	struct maker m = maker_new(p);
	size_t best = SIZE_MAX, most = SELECTORS_NODES_MAX / p->document->n_nodes;

	if (!trial_begin(p, RECORDS_STEPS_MAX))
		return false;
	if (most < SELECTORS_MIN)
		most = SELECTORS_MIN;
	ancestors_add(&m, c);
	has_add(&m, c);
	attempts_fill(&m, c->records, c->n, NULL, NULL, false);
	for (size_t i = 0; i < m.n && i < most && best > 0; i++) {
		size_t wrong = records_wrong(p, c, m.attempts[i].text, best);
		if (wrong < best) {
			best = wrong;
			*out = (struct made){m.attempts[i].text, m.attempts[i].penalty, wrong};
		}
	}
	trial_end(p);
	return best < SIZE_MAX;
}

/* The element in which the slot of a sample is searched. */
static struct node *scope_of(const struct slots *slots, const struct slot *slot, size_t sample)
{
	struct node *scope = slots->samples[sample];

	for (unsigned i = 0; scope && i < slot->following; i++)
		scope = node_next_element(scope);
	return scope;
}

/* Does the element have what the slot takes? An empty one may be found where nothing is. */
static bool has_value(const struct page *p, const struct slot *slot, const struct node *n)
{
	if (slot->source == SLOT_ATTRIBUTE) {
		const char *value = slot_attribute_value(p->work->arena, n, slot->attribute);
		return value && *value;
	}
	return feature_of(p, n)->text_length > 0;
}

static size_t first_wrong(struct page *p, const struct slots *slots, const struct slot *slot,
			  const struct selector *s)
{
	size_t wrong = 0;

	for (size_t i = 0; i < slots->n_samples; i++) {
		struct node *scope = scope_of(slots, slot, i);
		struct node *found =
		    scope ? selector_first(p->work, s, p->document, scope) : slot->nodes[i];
		if (found != slot->nodes[i])
			wrong += slot->nodes[i] || has_value(p, slot, found);
	}
	return wrong;
}

/* Of the record that has most, all instances and nothing else are wanted: what is missing and what
 * is too much, in samples, so that a fifth is the limit here too. */
static size_t many_wrong(struct page *p, const struct slots *slots, const struct slot *slot,
			 const struct selector *s)
{
	const struct instances *many = &slot->many;
	struct node_list list =
	    selector_all(p->work, s, p->document, scope_of(slots, slot, many->sample));
	size_t found = 0, wrong;

	assert(many->n > 0);
	for (size_t i = 0; i < list.n && found < many->n; i++)
		found += list.items[i] == many->nodes[found];
	wrong = many->n - found + (many->n < MANY_MAX ? list.n - found : 0);
	return wrong ? 1 + wrong * slots->n_samples * MANY_SCALE / many->n : 0;
}

static size_t slot_wrong(struct page *p, const struct slots *slots, const struct slot *slot,
			 bool many, const char *text)
{
	struct selector *s = selector_parse(p->work, text);
	size_t wrong = SIZE_MAX;

	if (s)
		wrong = many ? many_wrong(p, slots, slot, s) : first_wrong(p, slots, slot, s);
	work_forgive(p->work);
	return wrong;
}

static bool is_scope_itself(const struct slots *slots, const struct slot *slot)
{
	for (size_t i = 0; i < slots->n_samples; i++)
		if (slot->nodes[i] && slot->nodes[i] != scope_of(slots, slot, i))
			return false;
	return true;
}

bool selector_for_slot(struct page *p, const struct slots *slots, const struct slot *slot,
		       bool many, struct made *out)
{
	struct maker m = maker_new(p);
	size_t room = many ? slot->many.n : slots->n_samples, n = 0, best = SIZE_MAX;
	size_t limit = many ? slots->n_samples * MANY_SCALE : slots->n_samples;
	struct node **nodes = ARENA_ARRAY(p->work->arena, room, struct node *);
	struct node **scopes = ARENA_ARRAY(p->work->arena, room, struct node *);

	*out = (struct made){0};
	if (is_scope_itself(slots, slot))
		return true;
	for (size_t i = 0; i < room; i++) {
		struct node *node = many ? slot->many.nodes[i] : slot->nodes[i];
		if (!node)
			continue;
		nodes[n] = node;
		scopes[n++] = scope_of(slots, slot, many ? slot->many.sample : i);
	}
	if (!trial_begin(p, SLOTS_STEPS_MAX))
		return false;
	attempts_fill(&m, nodes, n, scopes, slot->attribute, slots->candidate->is_page);
	for (size_t i = 0; i < m.n && best > 0; i++) {
		size_t wrong = slot_wrong(p, slots, slot, many, m.attempts[i].text);
		if (wrong < best) {
			best = wrong;
			*out = (struct made){m.attempts[i].text, m.attempts[i].penalty, wrong};
		}
	}
	trial_end(p);
	return out->text && best * 5 <= limit;
}
