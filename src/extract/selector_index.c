/* Tables beside a document: places of ids, classes and names, and a selector's binding to it. */
#include "extract/selector_index.h"

enum { WALKS_BEFORE_INDEX = 4 }; /* making the table costs about as much as so many walks */

/* Open addressing, keyed by the interned pointer and what it stands for. */
struct place {
	const char *key;
	enum test_kind kind;
	struct places places;
};

struct place_table {
	struct place *slots;
	uint32_t mask, used;
};

struct selector_index *selector_index(struct document *d)
{
	/* Tells a document from an earlier one at the same address: see struct binding. */
	static uint64_t last_serial;
	struct selector_index *ix = d->index;

	if (!ix) {
		ix = d->index = ARENA_NEW(d->arena, struct selector_index);
		ix->serial = ++last_serial;
		ix->steps_max = SELECTOR_STEPS_MAX;
		ix->text = text_new(d->arena, HTML_SIZE_MAX);
	}
	return ix;
}

static struct place *place_find(const struct place_table *t, enum test_kind kind, const char *key)
{
	uint64_t hash = ((uint64_t)(uintptr_t)key + (uint64_t)kind) * 0x9E3779B97F4A7C15u;
	uint32_t i = (uint32_t)(hash >> 32) & t->mask;

	while (t->slots[i].key && (t->slots[i].key != key || t->slots[i].kind != kind))
		i = (i + 1) & t->mask;
	return &t->slots[i];
}

static void table_grow(struct arena *a, struct place_table *t)
{
	struct place_table bigger = {.mask = t->mask * 2 + 1, .used = t->used};

	bigger.slots = ARENA_ARRAY(a, (size_t)bigger.mask + 1, struct place);
	for (uint32_t i = 0; i <= t->mask; i++) {
		if (t->slots[i].key)
			*place_find(&bigger, t->slots[i].kind, t->slots[i].key) = t->slots[i];
	}
	*t = bigger;
}

static void place_count(struct arena *a, struct place_table *t, enum test_kind kind,
			const char *key)
{
	struct place *p = place_find(t, kind, key);

	if (!p->key) {
		p->key = key;
		p->kind = kind;
		t->used++;
	}
	p->places.n++;
	if (t->used > t->mask / 2)
		table_grow(a, t);
}

static void place_add(struct place_table *t, enum test_kind kind, const char *key, struct node *n)
{
	struct place *p = place_find(t, kind, key);

	p->places.items[p->places.n++] = n;
}

/* Two passes: counting, then filling slices of one array. */
static struct place_table *table_new(struct document *d)
{
	struct place_table *t = ARENA_NEW(d->arena, struct place_table);
	size_t total = 0;
	struct node **room;

	t->mask = 255;
	t->slots = ARENA_ARRAY(d->arena, (size_t)t->mask + 1, struct place);
	for (struct node *n = d->nodes, *end = n + d->n_nodes; n < end; n++) {
		if (n->kind != NODE_ELEMENT)
			continue;
		place_count(d->arena, t, TEST_NAME, n->name);
		if (n->id)
			place_count(d->arena, t, TEST_ID, n->id);
		for (uint32_t i = 0; i < n->n_classes; i++)
			place_count(d->arena, t, TEST_CLASS, n->classes[i]);
		total += (n->id ? 2u : 1u) + n->n_classes;
	}
	room = ARENA_ARRAY(d->arena, total, struct node *);
	for (uint32_t i = 0; i <= t->mask; i++) {
		t->slots[i].places.items = room;
		room += t->slots[i].places.n;
		t->slots[i].places.n = 0;
	}
	for (struct node *n = d->nodes, *end = n + d->n_nodes; n < end; n++) {
		if (n->kind != NODE_ELEMENT)
			continue;
		place_add(t, TEST_NAME, n->name, n);
		if (n->id)
			place_add(t, TEST_ID, n->id, n);
		for (uint32_t i = 0; i < n->n_classes; i++)
			place_add(t, TEST_CLASS, n->classes[i], n);
	}
	return t;
}

bool selector_index_pays(struct document *d, size_t n)
{
	struct selector_index *ix = selector_index(d);

	ix->walked += n;
	if (!ix->table && ix->walked / WALKS_BEFORE_INDEX > d->n_nodes)
		ix->table = table_new(d);
	return ix->table != NULL;
}

struct places selector_places(const struct selector_index *ix, enum test_kind kind,
			      const char *interned)
{
	return place_find(ix->table, kind, interned)->places;
}

/* Every compound must match, so that a name unknown to the document rules all matches out. */
static bool is_possible(const struct complex *x, const char *const *strings)
{
	for (unsigned i = 0; i < x->n_parts; i++) {
		for (const struct test *t = x->parts[i]->tests; t; t = t->next) {
			bool has_name = t->kind <= TEST_NAME || t->kind == TEST_ATTRIBUTE;
			if (has_name && !strings[t->name])
				return false;
		}
	}
	return true;
}

const struct binding *selector_bind(const struct selector *s, struct document *d)
{
	uint64_t serial = selector_index(d)->serial;
	struct binding *b = s->binding;
	unsigned i = 0;

	if (b->serial == serial)
		return b;
	b->serial = serial;
	for (unsigned k = 0; k < s->n_strings; k++)
		b->strings[k] = document_intern(d, s->strings[k]);
	LIST_EACH (struct complex, x, &s->list)
		b->is_possible[i++] = is_possible(x, b->strings);
	return b;
}
