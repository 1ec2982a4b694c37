/* Running a selector: which elements are worth a look, and what is done with those that match.
 *
 * Over a record's few nodes the walk is the fastest; over a page that is asked again and again the
 * places of the subject's id, class or name are.
 */
#include "extract/selector_index.h"
#include "extract/selector_match.h"

#include <assert.h>

enum {
	WALK_MAX = 64,	   /* nodes: fewer are walked at once, finding places costs as much */
	NODES_A_STEP = 16, /* nodes that a walk passes over in the time of one step */
};

struct run {
	struct matcher m;
	const struct selector *selector;
	const struct binding *binding;
	struct selector_index *index;
	const struct node *scope;
	uint32_t start, end; /* nodes that can match */
};

/* Candidates in document order, from one list of places for each complex selector. */
struct cursor {
	struct node *const *next, *const *end;
};

static struct run run_begin(struct work *w, const struct selector *s, struct document *d,
			    const struct node *scope)
{
	struct run r = {.selector = s, .scope = scope ? scope : d->nodes};

	r.index = selector_index(d);
	r.binding = selector_bind(s, d);
	r.start = r.scope->index + 1;
	r.end = r.scope->end;
	LIST_EACH (struct complex, x, &s->list) {
		if (x->reaches_out && r.scope->parent)
			r.end = r.scope->parent->end;
	}
	r.m.w = w;
	r.m.document = d;
	r.m.scope = r.m.anchor = r.scope;
	r.m.strings = r.binding->strings;
	r.m.steps = r.index->steps;
	r.m.steps_max = r.index->steps_max;
	r.m.text = &r.index->text;
	r.m.memories = NULL;
	if (s->n_slots)
		r.m.memories = ARENA_ARRAY(w->arena, s->n_slots, struct nth_memory);
	return r;
}

/* False when the steps were used up on the way. */
static bool run_end(struct work *w, struct run *r)
{
	r->index->steps = r->m.steps;
	if (!r->m.is_spent)
		return true;
	if (r->m.has_failed)
		return false;
	fail_class(w, CLASS_TOO_COMPLEX, "selectors need more than %u steps on this page",
		   SELECTOR_STEPS_MAX);
	return false;
}

static bool run_matches(struct run *r, const struct node *n)
{
	unsigned i = 0;

	LIST_EACH (struct complex, x, &r->selector->list) {
		bool is_within =
		    x->reaches_out ? n->index >= r->scope->end : n->index < r->scope->end;
		if (is_within && r->binding->is_possible[i] && complex_matches(&r->m, x, n))
			return true;
		i++;
	}
	return false;
}

static void found_add(struct run *r, struct node *n)
{
	struct selector_index *ix = r->index;

	if (ix->n_found == ix->room) {
		size_t room = ix->room ? 2 * ix->room : 256;
		struct node **more = ARENA_ARRAY(r->m.document->arena, room, struct node *);
		if (ix->n_found)
			memcpy(more, ix->found, ix->n_found * sizeof *more);
		ix->found = more;
		ix->room = room;
	}
	ix->found[ix->n_found++] = n;
}

/* Whether n has the id, class or name that the subject's cheapest test asks for: most nodes of a
 * walk end here. */
static bool may_match(const struct node *n, const struct test *t, const char *key)
{
	if (n->kind != NODE_ELEMENT)
		return false;
	if (!t)
		return true;
	if (t->kind == TEST_NAME)
		return n->name == key;
	if (t->kind == TEST_ID)
		return n->id == key;
	for (uint32_t i = 0; i < n->n_classes; i++) {
		if (n->classes[i] == key)
			return true;
	}
	return false;
}

/* Adds the matches among the nodes that can be one, up to `most`. */
static void run_walk(struct run *r, size_t most)
{
	struct node *nodes = r->m.document->nodes;
	const struct test *t = NULL;
	const char *key = NULL;

	if (r->selector->list.n == 1)
		t = r->selector->list.first->parts[0]->tests;
	if (t && t->kind > TEST_NAME)
		t = NULL;
	if (t)
		key = r->m.strings[t->name];
	r->m.steps += (r->end - r->start) / NODES_A_STEP;
	for (uint32_t i = r->start; i < r->end && r->index->n_found < most; i++) {
		if (may_match(&nodes[i], t, key) && run_matches(r, &nodes[i]))
			found_add(r, &nodes[i]);
		if (r->m.is_spent)
			return;
	}
}

static struct node *const *places_from(struct places p, uint32_t index)
{
	uint32_t low = 0, high = p.n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (p.items[middle]->index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return p.items + low;
}

/* Sets a cursor on each list of places: how many, none when some subject names no id, class or
 * element. */
static unsigned cursors_set(const struct run *r, struct cursor *cursors)
{
	unsigned i = 0;

	LIST_EACH (struct complex, x, &r->selector->list) {
		const struct test *t = x->parts[0]->tests;
		struct places p = {0};

		if (!t || t->kind > TEST_NAME)
			return 0;
		if (r->binding->is_possible[i])
			p = selector_places(r->index, t->kind, r->m.strings[t->name]);
		cursors[i].next = places_from(p, r->start);
		cursors[i].end = places_from(p, r->end);
		i++;
	}
	return i;
}

/* The earliest candidate, moving all cursors that stand on it. */
static struct node *cursors_next(struct cursor *cursors, unsigned n)
{
	struct node *first = NULL;

	for (unsigned i = 0; i < n; i++) {
		if (cursors[i].next < cursors[i].end && (!first || *cursors[i].next < first))
			first = *cursors[i].next;
	}
	for (unsigned i = 0; i < n; i++) {
		if (cursors[i].next < cursors[i].end && *cursors[i].next == first)
			cursors[i].next++;
	}
	return first;
}

static bool run_is_possible(const struct run *r)
{
	for (unsigned i = 0; i < r->selector->list.n; i++) {
		if (r->binding->is_possible[i])
			return true;
	}
	return false;
}

/* Adds the matches among the places of the subjects; false when those are not known. */
static bool run_places(struct run *r, size_t most)
{
	struct cursor cursors[SELECTOR_PARTS_MAX];
	struct node *n;
	unsigned n_cursors;

	assert(r->selector->list.n <= SELECTOR_PARTS_MAX);
	n_cursors = cursors_set(r, cursors);
	if (n_cursors == 0)
		return false;
	while (r->index->n_found < most && !r->m.is_spent &&
	       (n = cursors_next(cursors, n_cursors))) {
		if (run_matches(r, n))
			found_add(r, n);
	}
	return true;
}

/* Puts at most `most` matches into the index's room. */
static void run_find(struct run *r, size_t most)
{
	size_t n_nodes = r->end - r->start;

	r->index->n_found = 0;
	if (!run_is_possible(r))
		return;
	if (n_nodes > WALK_MAX && selector_index_pays(r->m.document, n_nodes) &&
	    run_places(r, most))
		return;
	run_walk(r, most);
}

struct node_list selector_some(struct work *w, const struct selector *s, struct document *d,
			       struct node *scope, size_t most)
{
	struct run r = run_begin(w, s, d, scope);
	struct node_list list = {0};

	run_find(&r, most);
	if (!run_end(w, &r))
		return list;
	list.n = r.index->n_found;
	list.items = ARENA_ARRAY(w->arena, list.n, struct node *);
	if (list.n)
		memcpy(list.items, r.index->found, list.n * sizeof *list.items);
	return list;
}

struct node_list selector_all(struct work *w, const struct selector *s, struct document *d,
			      struct node *scope)
{
	return selector_some(w, s, d, scope, SIZE_MAX);
}

struct node *selector_first(struct work *w, const struct selector *s, struct document *d,
			    struct node *scope)
{
	struct run r = run_begin(w, s, d, scope);

	run_find(&r, 1);
	if (!run_end(w, &r))
		return NULL;
	return r.index->n_found ? r.index->found[0] : NULL;
}

bool selector_matches(struct work *w, const struct selector *s, struct document *d,
		      const struct node *n, const struct node *scope)
{
	struct run r = run_begin(w, s, d, scope);
	bool matches = false;
	unsigned i = 0;

	LIST_EACH (struct complex, x, &s->list)
		matches = matches || (r.binding->is_possible[i++] && complex_matches(&r.m, x, n));
	return run_end(w, &r) && matches;
}

void selector_allow(struct document *d, uint64_t steps)
{
	selector_index(d)->steps_max = steps < SELECTOR_STEPS_MAX ? steps : SELECTOR_STEPS_MAX;
}

uint64_t selector_steps(struct document *d)
{
	return selector_index(d)->steps;
}

void selector_renew(struct document *d)
{
	selector_index(d)->steps = 0;
}
