/* Every element is put under several keys; elements that share one make a group. A group is kept
 * without the members that lie inside other members, groups of the same members are kept once, and
 * the most promising ones go on to be looked at closely.
 *
 * The keys follow what is known from mining records in pages: same parent (Liu, Grossman, Zhai:
 * MDR, 2003), same path over the whole page (Miao et al.: tag path clustering, 2009), and rows that
 * repeat with a period (generalised nodes of MDR).
 */
#include "strategy/candidate.h"

#include "bounds.h"
#include "strategy/group.h"
#include "strategy/slot.h"
#include "strategy/subject.h"

#include <math.h>

enum key { /* what the members of a group have in common */
	   KEY_LOOK,
	   KEY_LOOK_PARENT, /* and the look of the element around them */
	   KEY_PARENT_TAG,  /* one parent, one tag */
	   KEY_TAG_AROUND,  /* one tag, looks of the two elements around */
	   KEY_ROW_PARENT,  /* what they hold, and one parent */
	   KEY_ROW,	    /* what they hold */
	   KEY_ITEM,	    /* the microdata type */
	   KEY__MAX
};

struct finder {
	struct page *page;
	struct arena *arena;
	struct words subject;
	struct groups groups;	      /* of the key at hand */
	struct node **outer, **inner; /* room for the members of one group */
	struct map known;	      /* hashes of member lists that are candidates already */
	struct candidate *found;
	size_t n_found, found_capacity;
};

static uint64_t pair_of(uint64_t a, uint64_t b)
{
	return hash_number(hash_number(HASH_START, a), b);
}

/* The node's key of a kind; 0 when it has none. */
static uint64_t key_of(const struct page *p, const struct node *n, enum key kind)
{
	const struct feature *own = feature_of(p, n);
	const struct node *parent = n->parent, *grand = parent->parent ? parent->parent : parent;
	const char *type;

	switch (kind) {
	case KEY_LOOK:
		return own->look;
	case KEY_LOOK_PARENT:
		return pair_of(own->look, feature_of(p, parent)->look);
	case KEY_PARENT_TAG:
		return pair_of(parent->index, n->tag);
	case KEY_TAG_AROUND:
		return hash_number(pair_of(n->tag, feature_of(p, parent)->look),
				   feature_of(p, grand)->look);
	case KEY_ROW_PARENT:
		return pair_of(own->row_look, parent->index);
	case KEY_ROW:
		return own->row_look;
	case KEY_ITEM:
		type = node_attribute(n, "itemtype");
		return type ? hash_text(HASH_START, type) : 0;
	case KEY__MAX:
		break;
	}
	return 0;
}

static bool node_may_be_record(const struct page *p, const struct node *n)
{
	const struct feature *f = feature_of(p, n);

	if (n->kind != NODE_ELEMENT || f->skipped || n->tag == TAG_html || n->tag == TAG_body ||
	    n->tag == TAG_option || n->tag == TAG_br || n->tag == TAG_thead)
		return false;
	return f->text_length > 0 || f->n_images > 0;
}

/* A row of nothing but th is the table's head, no record. */
static bool row_is_head(const struct page *p, const struct node *n)
{
	bool any = false;

	if (n->tag != TAG_tr)
		return false;
	if (n->parent->tag == TAG_thead || row_heads_table(p, n))
		return true;
	NODE_EACH (child, n) {
		if (child->kind == NODE_ELEMENT && child->tag != TAG_th)
			return false;
		any = any || child->kind == NODE_ELEMENT;
	}
	return any;
}

static double text_share(const struct finder *f, const struct candidate *c)
{
	double text = 0, all = f->page->features[0].text_length + 1.0;

	for (size_t i = 0; i < c->n; i++) {
		const struct node *n = c->records[i];
		text += feature_of(f->page, n)->text_length;
		for (unsigned k = 0; n && k < c->following; k++) {
			n = node_next_element(n);
			text += n ? feature_of(f->page, n)->text_length : 0;
		}
	}
	return fmin(1, text / all);
}

/* How far the records differ in length: the standard deviation of the logarithm. */
static double length_variance(const struct page *p, const struct candidate *c)
{
	double sum = 0, squares = 0;

	for (size_t i = 0; i < c->n; i++) {
		double x = (double)feature_of(p, c->records[i])->length_log;
		sum += x;
		squares += x * x;
	}
	return sqrt(fmax(0, squares / (double)c->n - sum * sum / (double)(c->n * c->n)));
}

/* What there is to like about it, without the words around it: those are read for the likely ones
 * only. */
static void candidate_weigh(struct finder *f, struct candidate *c)
{
	double links = 0, text = 1, images = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct feature *feature = feature_of(f->page, c->records[i]);
		c->chrome += feature->chrome / 100.0 / (double)c->n;
		links += feature->link_length;
		text += feature->text_length;
		images += feature->n_images > 0;
	}
	c->text_share = text_share(f, c);
	c->promise = 1.2 * log((double)c->n) + 1.6 * log(1 + 30 * c->text_share) - 2.5 * c->chrome -
		     length_variance(f->page, c);
	if (links > text * 0.95 && images == 0)
		c->promise -= 1;
	if (feature_of(f->page, c->records[0])->hidden)
		c->promise -= 1;
	if (c->records[0]->tag >= TAG_h2 && c->records[0]->tag <= TAG_h4)
		c->promise += 1.5; /* little text, and yet what an outline is made of */
}

static bool is_known(struct finder *f, struct node *const *records, size_t n, unsigned following)
{
	uint64_t h = hash_number(HASH_START, following);

	for (size_t i = 0; i < n; i++)
		h = hash_number(h, records[i]->index);
	if (map_get(&f->known, h))
		return true;
	map_put(&f->known, h, 1);
	return false;
}

static void candidate_add(struct finder *f, struct node *const *records, size_t n,
			  unsigned following)
{
	struct candidate c = {.n = n, .following = following};

	if (n < 2 || is_known(f, records, n, following))
		return;
	c.records = arena_alloc_raw(f->arena, n * sizeof *records);
	memcpy(c.records, records, n * sizeof *records);
	candidate_weigh(f, &c);
	if (f->n_found == f->found_capacity) {
		size_t capacity = f->found_capacity ? f->found_capacity * 2 : 256;
		struct candidate *grown = arena_alloc_raw(f->arena, capacity * sizeof *grown);
		if (f->n_found)
			memcpy(grown, f->found, f->n_found * sizeof *grown);
		f->found = grown;
		f->found_capacity = capacity;
	}
	f->found[f->n_found++] = c;
}

static struct node *member_node(const struct finder *f, uint32_t index)
{
	return &f->page->document->nodes[index];
}

/* The members of a group as candidates: the outermost, and when some lie inside others, those that
 * hold no other. */
static void group_finish(struct finder *f, const struct group *group)
{
	size_t n_outer = 0, n_inner = 0, n = 0;

	for (uint32_t at = group->first, next; at != GROUP_END; at = next) {
		struct node *node = member_node(f, at);
		next = f->groups.next[at];
		if (row_is_head(f->page, node))
			continue;
		n++;
		if (!n_outer || !node_contains(f->outer[n_outer - 1], node))
			f->outer[n_outer++] = node;
		if (next == GROUP_END || !node_contains(node, member_node(f, next)))
			f->inner[n_inner++] = node;
	}
	candidate_add(f, f->outer, n_outer, 0);
	if (n_outer < n)
		candidate_add(f, f->inner, n_inner, 0);
}

/* The members of a group that are no table's head; how many. */
static size_t rows_of(struct finder *f, const struct group *group)
{
	size_t n = 0;

	for (uint32_t at = group->first; at != GROUP_END; at = f->groups.next[at])
		if (!row_is_head(f->page, member_node(f, at)))
			f->outer[n++] = member_node(f, at);
	return n;
}

/* The number of rows from one of n siblings to the next, when it is the same nearly everywhere: 2
 * to ROW_SPAN_MAX, else 0. */
static unsigned period_of(struct node *const *rows, size_t n)
{
	size_t counts[ROW_SPAN_MAX + 2] = {0};

	for (size_t i = 1; i < n; i++) {
		size_t gap = rows[i]->position - rows[i - 1]->position;
		counts[gap > ROW_SPAN_MAX ? ROW_SPAN_MAX + 1 : gap]++;
	}
	for (unsigned gap = 2; gap <= ROW_SPAN_MAX; gap++)
		if (n >= 3 && counts[gap] * 10 >= (n - 1) * 7)
			return gap;
	return 0;
}

/* The same elements in the same order inside, runs counted once. */
static bool hold_alike(const struct page *p, const struct node *a, const struct node *b)
{
	return a->tag == b->tag && node_first_element(a) &&
	       feature_of(p, a)->inner_look == feature_of(p, b)->inner_look;
}

/* Rows of two colours alternate; their period is no record's. */
static bool only_stripes(const struct page *p, struct node *const *rows, size_t n)
{
	size_t alike = 0;

	for (size_t i = 0; i < n; i++) {
		const struct node *next = node_next_element(rows[i]);
		alike += next && hold_alike(p, rows[i], next);
	}
	return alike * 2 >= n;
}

/* Siblings that hold the same and come again with a period begin records of several rows. Groups
 * come in document order: the first of a period begins the record. */
static void spans_find(struct finder *f)
{
	struct map begun = map_new(f->arena);

	for (size_t i = 0; i < f->groups.n; i++) {
		const struct group *group = &f->groups.items[i];
		size_t n = group->n >= 3 ? rows_of(f, group) : 0;
		unsigned period = period_of(f->outer, n);
		uint64_t begin;
		if (!period || only_stripes(f->page, f->outer, n))
			continue;
		begin = pair_of(f->outer[0]->parent->index, period);
		if (map_get(&begun, begin))
			continue;
		map_put(&begun, begin, 1);
		candidate_add(f, f->outer, n, period - 1);
	}
}

static void groups_find(struct finder *f, enum key kind)
{
	struct document *d = f->page->document;

	groups_clear(&f->groups);
	for (uint32_t i = 1; i < d->n_nodes; i++) {
		uint64_t key = node_may_be_record(f->page, &d->nodes[i])
				   ? key_of(f->page, &d->nodes[i], kind)
				   : 0;
		if (key)
			groups_add(&f->groups, key, i);
	}
	for (size_t i = 0; i < f->groups.n; i++)
		if (f->groups.items[i].n >= 2)
			group_finish(f, &f->groups.items[i]);
	if (kind == KEY_ROW_PARENT)
		spans_find(f);
}

static int by_promise(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->promise < y->promise || x->promise > y->promise)
		return x->promise < y->promise ? 1 : -1;
	if (x->records[0] != y->records[0])
		return x->records[0]->index < y->records[0]->index ? -1 : 1;
	return x->n != y->n ? (x->n < y->n ? 1 : -1) : (int)x->following - (int)y->following;
}

static void found_sort(struct finder *f)
{
	if (f->n_found)
		qsort(f->found, f->n_found, sizeof *f->found, by_promise);
}

/* The names around a candidate are worth 1 at the most: who is farther from the last one that would
 * be taken cannot come in, and its names are not read. */
static void subjects_weigh(struct finder *f)
{
	size_t last = CANDIDATES_MAX - 2, n = 0;

	found_sort(f);
	while (n < f->n_found && (n <= last || f->found[n].promise >= f->found[last].promise - 1))
		n++;
	f->n_found = n;
	for (size_t i = 0; i < n; i++) {
		struct candidate *c = &f->found[i];
		c->subject = subject_named(f->page, f->subject, c);
		c->promise += c->subject;
	}
	found_sort(f);
}

static struct candidate page_candidate(struct finder *f)
{
	struct candidate c = {.n = 1, .is_page = true, .text_share = 1};

	c.records = ARENA_ARRAY(f->arena, 1, struct node *);
	c.records[0] = &f->page->document->nodes[0];
	return c;
}

struct candidates candidates_find(struct page *p, struct words subject)
{
	struct finder f = {.page = p, .arena = p->work->arena, .subject = subject};
	size_t n_nodes = p->document->n_nodes, n;
	struct candidates out;

	f.groups = groups_new(f.arena, n_nodes);
	f.outer = arena_alloc_raw(f.arena, n_nodes * sizeof(struct node *));
	f.inner = arena_alloc_raw(f.arena, n_nodes * sizeof(struct node *));
	f.known = map_new(f.arena);
	for (int kind = 0; kind < KEY__MAX; kind++)
		groups_find(&f, (enum key)kind);
	subjects_weigh(&f);
	n = f.n_found < CANDIDATES_MAX - 1 ? f.n_found : CANDIDATES_MAX - 1;
	out.items = ARENA_ARRAY(f.arena, n + 1, struct candidate);
	if (n)
		memcpy(out.items, f.found, n * sizeof *out.items);
	out.items[n] = page_candidate(&f);
	out.n = n + 1;
	return out;
}
