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

#include <assert.h>
#include <math.h>

struct group {
	struct group_member *first, *last;
	size_t n;
	unsigned following;
};

struct group_member {
	struct node *node;
	struct group_member *next;
};

struct finder {
	struct page *page;
	struct arena *arena;
	struct words subject;
	struct map keys; /* -> index in groups */
	struct group *groups;
	size_t n_groups, groups_capacity;
	struct map known; /* hashes of member lists that are candidates already */
	struct candidate *found;
	size_t n_found, found_capacity;
};

static struct group *group_new(struct finder *f, uint64_t key)
{
	struct group *group;

	if (f->n_groups == f->groups_capacity) {
		size_t capacity = f->groups_capacity ? f->groups_capacity * 2 : 1024;
		struct group *grown = ARENA_ARRAY(f->arena, capacity, struct group);
		if (f->n_groups)
			memcpy(grown, f->groups, f->n_groups * sizeof *grown);
		f->groups = grown;
		f->groups_capacity = capacity;
	}
	map_put(&f->keys, key, (uint32_t)f->n_groups);
	group = &f->groups[f->n_groups++];
	*group = (struct group){0};
	return group;
}

static void group_add(struct finder *f, uint64_t key, struct node *node)
{
	const uint32_t *at = map_get(&f->keys, key);
	struct group *group = at ? &f->groups[*at] : group_new(f, key);
	struct group_member *member;

	assert(group);
	member = ARENA_NEW(f->arena, struct group_member);
	member->node = node;
	if (group->last)
		group->last->next = member;
	else
		group->first = member;
	group->last = member;
	group->n++;
}

static uint64_t key_of(uint64_t kind, uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t h = hash_number(HASH_START, kind);

	return hash_number(hash_number(hash_number(h, a), b), c);
}

static void node_add_keys(struct finder *f, struct node *n)
{
	const struct feature *own = feature_of(f->page, n);
	const struct node *parent = n->parent;
	const struct node *grand = parent->parent ? parent->parent : parent;
	uint64_t parent_look = feature_of(f->page, parent)->look;

	group_add(f, key_of(1, own->look, 0, 0), n);
	group_add(f, key_of(2, own->look, parent_look, 0), n);
	group_add(f, key_of(3, parent->index, n->tag, (uint64_t)(n->tag == TAG_OTHER)), n);
	group_add(f, key_of(4, n->tag, parent_look, feature_of(f->page, grand)->look), n);
	group_add(f, key_of(5, own->row_look, parent->index, 0), n);
	group_add(f, key_of(6, own->row_look, 0, 0), n);
	if (node_attribute(n, "itemtype"))
		group_add(f, key_of(7, hash_text(HASH_START, node_attribute(n, "itemtype")), 0, 0),
			  n);
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
static bool row_is_head(const struct node *n)
{
	bool any = false;

	if (n->tag != TAG_tr)
		return false;
	if (n->parent->tag == TAG_thead)
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
		double x = log(feature_of(p, c->records[i])->text_length + 2.0);
		sum += x;
		squares += x * x;
	}
	return sqrt(fmax(0, squares / (double)c->n - sum * sum / (double)(c->n * c->n)));
}

static bool node_names_subject(struct finder *f, const struct node *n)
{
	const char *names[CLASSES_MAX + 1];
	size_t count = stable_classes(f->page, n, names);

	if (n->id)
		names[count++] = n->id;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < f->subject.n; k++)
			if (words_have(page_token(f->page, names[i])->words,
				       f->subject.items[k]->stem))
				return true;
	return false;
}

static bool tag_is_heading(enum tag tag)
{
	return tag >= TAG_h1 && tag <= TAG_h6;
}

static bool text_names_subject(struct finder *f, const struct node *n)
{
	const char *text = node_text(f->arena, n);
	struct words words = words_split(f->page->vocabulary, text, strlen(text));

	for (size_t i = 0; i < f->subject.n; i++) {
		uint64_t said = word_said(f->page->vocabulary, f->subject.items[i]);
		for (size_t k = 0; k < words.n; k++)
			if (words.items[k]->stem == f->subject.items[i]->stem ||
			    (said & CONCEPT_BIT(CONCEPT_RELATED) &
			     word_said(f->page->vocabulary, words.items[k])))
				return true;
	}
	return false;
}

/* The nearest heading before the first record, not far up the document, speaks of the subject. */
static bool heading_names_subject(struct finder *f, const struct candidate *c)
{
	uint32_t first = c->records[0]->index;
	uint32_t stop = first > HEADING_STEPS ? first - HEADING_STEPS : 0;

	for (uint32_t i = first; i-- > stop;) {
		const struct node *n = &f->page->document->nodes[i];
		if (n->kind == NODE_ELEMENT && tag_is_heading(n->tag) &&
		    feature_of(f->page, n)->text_length)
			return text_names_subject(f, n);
	}
	return false;
}

/* Do classes or ids of the record or of the elements around it name the subject? */
static double subject_named(struct finder *f, const struct candidate *c)
{
	const struct node *n = c->records[0];
	double best = heading_names_subject(f, c) ? 0.8 : 0;

	for (int level = 0; n && n->kind == NODE_ELEMENT && n->tag != TAG_body && level < 4;
	     level++) {
		if (node_names_subject(f, n))
			return level < 2 ? 1 : fmax(best, 0.7);
		n = n->parent;
	}
	return best;
}

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
	c->subject = subject_named(f, c);
	c->promise = 1.2 * log((double)c->n) + 1.6 * log(1 + 30 * c->text_share) - 2.5 * c->chrome -
		     length_variance(f->page, c) + c->subject;
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

static void candidate_add(struct finder *f, struct node **records, size_t n, unsigned following)
{
	struct candidate c = {.records = records, .n = n, .following = following};

	if (n < 2 || is_known(f, records, n, following))
		return;
	candidate_weigh(f, &c);
	if (f->n_found == f->found_capacity) {
		size_t capacity = f->found_capacity ? f->found_capacity * 2 : 256;
		struct candidate *grown = ARENA_ARRAY(f->arena, capacity, struct candidate);
		if (f->n_found)
			memcpy(grown, f->found, f->n_found * sizeof *grown);
		f->found = grown;
		f->found_capacity = capacity;
	}
	f->found[f->n_found++] = c;
}

/* The members of a group as candidates: the outermost, and when some lie inside others, those that
 * hold no other. */
static void group_finish(struct finder *f, const struct group *group)
{
	struct node **outer = ARENA_ARRAY(f->arena, group->n, struct node *);
	struct node **inner = ARENA_ARRAY(f->arena, group->n, struct node *);
	size_t n_outer = 0, n_inner = 0, n = 0;

	for (struct group_member *m = group->first; m; m = m->next) {
		bool holds = m->next && node_contains(m->node, m->next->node);
		if (row_is_head(m->node))
			continue;
		n++;
		if (!n_outer || !node_contains(outer[n_outer - 1], m->node))
			outer[n_outer++] = m->node;
		if (!holds)
			inner[n_inner++] = m->node;
	}
	candidate_add(f, outer, n_outer, 0);
	if (n_outer < n)
		candidate_add(f, inner, n_inner, 0);
}

/* The number of rows from one member to the next, when it is the same nearly everywhere: 2 to
 * ROW_SPAN_MAX, else 0. */
static unsigned period_of(const struct group *group)
{
	size_t counts[ROW_SPAN_MAX + 2] = {0}, steps = 0;

	for (struct group_member *m = group->first; m && m->next; m = m->next) {
		size_t gap = m->next->node->position - m->node->position;
		if (m->next->node->parent != m->node->parent)
			return 0;
		counts[gap > ROW_SPAN_MAX ? ROW_SPAN_MAX + 1 : gap]++;
		steps++;
	}
	for (unsigned gap = 2; gap <= ROW_SPAN_MAX; gap++)
		if (counts[gap] * 10 >= steps * 7 && steps >= 2)
			return gap;
	return 0;
}

static void spans_find(struct finder *f)
{
	struct map keys = f->keys, begun = map_new(f->arena);
	size_t n_groups = f->n_groups;

	f->keys = map_new(f->arena);
	for (size_t i = 1; i < f->page->document->n_nodes; i++) {
		struct node *n = &f->page->document->nodes[i];
		if (node_may_be_record(f->page, n) && !row_is_head(n))
			group_add(
			    f, key_of(8, feature_of(f->page, n)->row_look, n->parent->index, 0), n);
	}
	for (size_t i = n_groups; i < f->n_groups; i++) {
		struct group *group = &f->groups[i];
		unsigned period = group->n >= 3 ? period_of(group) : 0;
		size_t n = 0;
		struct node **records;
		uint64_t begin;
		if (!period)
			continue;
		/* groups come in document order: the first of a period begins the record */
		begin = key_of(9, group->first->node->parent->index, period, 0);
		if (map_get(&begun, begin))
			continue;
		map_put(&begun, begin, 1);
		records = ARENA_ARRAY(f->arena, group->n, struct node *);
		for (struct group_member *m = group->first; m; m = m->next)
			records[n++] = m->node;
		candidate_add(f, records, n, period - 1);
	}
	f->keys = keys;
}

static int by_promise(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->promise != y->promise)
		return x->promise < y->promise ? 1 : -1;
	return x->records[0]->index < y->records[0]->index ? -1 : 1;
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
	struct candidates out;
	size_t n;

	f.keys = map_new(f.arena);
	f.known = map_new(f.arena);
	for (size_t i = 1; i < p->document->n_nodes; i++)
		if (node_may_be_record(p, &p->document->nodes[i]))
			node_add_keys(&f, &p->document->nodes[i]);
	for (size_t i = 0; i < f.n_groups; i++)
		if (f.groups[i].n >= 2)
			group_finish(&f, &f.groups[i]);
	spans_find(&f);
	if (f.n_found)
		qsort(f.found, f.n_found, sizeof *f.found, by_promise);
	n = f.n_found < CANDIDATES_MAX - 1 ? f.n_found : CANDIDATES_MAX - 1;
	out.items = ARENA_ARRAY(f.arena, n + 1, struct candidate);
	if (n)
		memcpy(out.items, f.found, n * sizeof *out.items);
	out.items[n] = page_candidate(&f);
	out.n = n + 1;
	return out;
}
