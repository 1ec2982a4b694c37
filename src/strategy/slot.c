/* Slots are told apart by the path of looks (tag and stable classes) from the record down to the
 * element. Where one record has several at one path, their ordinals make further slots; those are
 * dropped again when no record had a second one.
 */
#include "strategy/slot.h"

#include "bounds.h"

struct reader {
	struct page *page;
	struct arena *arena;
	struct slots *out;
	struct map keys;	    /* -> index in slots */
	uint64_t *paths, *ordinals; /* by node index; of the record at hand */
	size_t capacity;
	size_t sample; /* number of the record being read */
	unsigned following;
	struct node *root;
	size_t ordinals_max;
	bool lists; /* some field wants all values of a record */
};

static struct slot *slot_get(struct reader *r, uint64_t key, enum slot_source source)
{
	const uint32_t *at;
	struct slot *slot;
	size_t n = r->out->n_samples;

	key = hash_number(hash_number(key, source), r->following);
	at = map_get(&r->keys, key);
	if (at)
		return &r->out->items[*at];
	if (r->out->n == r->capacity)
		return NULL;
	map_put(&r->keys, key, (uint32_t)r->out->n);
	slot = &r->out->items[r->out->n++];
	slot->source = source;
	slot->following = r->following;
	slot->nodes = ARENA_ARRAY(r->arena, n, struct node *);
	slot->values = ARENA_ARRAY(r->arena, n, const char *);
	slot->counts = ARENA_ARRAY(r->arena, n, uint16_t);
	return slot;
}

/* Keeps the instances of the record that has most, for fields that are lists. Those of the record
 * being read are collected beside them until they are more. */
static void slot_keep_many(struct reader *r, struct slot *slot, struct node *node,
			   const char *value)
{
	struct instances *now = &slot->now;

	if (!r->lists)
		return;
	if (slot->many.n && slot->many.sample == r->sample)
		now = &slot->many;
	else if (now->sample != r->sample)
		now->n = 0;
	if (!now->nodes) {
		now->nodes = ARENA_ARRAY(r->arena, MANY_MAX, struct node *);
		now->values = ARENA_ARRAY(r->arena, MANY_MAX, const char *);
	}
	if (now->n == MANY_MAX)
		return;
	now->sample = r->sample;
	now->nodes[now->n] = node;
	now->values[now->n++] = value;
	if (now == &slot->now && now->n > slot->many.n) {
		struct instances less = slot->many;
		slot->many = slot->now;
		slot->now = less;
	}
}

static void slot_add(struct reader *r, struct slot *slot, struct node *node, const char *value)
{
	if (!slot || !value || !*value || slot->counts[r->sample] == UINT16_MAX)
		return;
	slot->counts[r->sample]++;
	if (slot->nodes[r->sample])
		slot->differs = slot->differs || strcmp(value, slot->values[r->sample]) != 0;
	if (!slot->nodes[r->sample]) {
		slot->nodes[r->sample] = node;
		slot->values[r->sample] = value;
	}
	slot_keep_many(r, slot, node, value);
}

/* One value at a path, and at its place among its like. */
static void value_add(struct reader *r, enum slot_source source, uint64_t extra,
		      const char *attribute, struct node *node, const char *value)
{
	struct slot *base, *ordinal;
	uint64_t path = r->paths[node->index] ^ extra;

	if (!value || !*value)
		return;
	base = slot_get(r, path, source);
	if (!base)
		return;
	base->attribute = attribute;
	slot_add(r, base, node, value);
	if (base->counts[r->sample] > r->ordinals_max)
		return;
	path = hash_number(r->ordinals[node->index], UINT64_C(0x6f7264)) ^ extra;
	ordinal = slot_get(r, path, source);
	if (!ordinal)
		return;
	ordinal->attribute = attribute;
	ordinal->is_ordinal = true;
	ordinal->base = base;
	slot_add(r, ordinal, node, value);
}

static void labelled_add(struct reader *r, enum slot_source source, const char *label,
			 struct node *anchor, const char *value)
{
	struct slot *slot = slot_get(r, hash_text(HASH_START, label), source);
	const char *bar;

	if (!slot)
		return;
	if (!slot->label)
		slot->label = label;
	if (source == SLOT_REST && (bar = strchr(value, '|')) && bar > value) {
		slot->cut = true;
		while (bar > value && ascii_is_space(bar[-1]))
			bar--;
		value = arena_copy(r->arena, value, (size_t)(bar - value));
	}
	slot_add(r, slot, anchor, value);
}

/* Bold, italic and the like change how a text looks, not where it ends; with a class they mean
 * something. */
static bool is_formatting(const struct node *n)
{
	if (n->n_classes || node_attribute(n, "itemprop"))
		return false;
	return tag_is_inline(n->tag) || (n->tag == TAG_span && !n->n_attributes);
}

/* Element children that hold text, mere formatting not counted. */
static size_t text_children(const struct page *p, const struct node *n)
{
	size_t count = 0;

	NODE_EACH (child, n) {
		if (child->kind == NODE_ELEMENT && feature_of(p, child)->text_length)
			count += !is_formatting(child);
	}
	return count;
}

struct pattern_target {
	struct reader *reader;
	struct node *node;
};

static void pattern_add(void *to, const char *label, const char *value)
{
	struct pattern_target *target = to;
	struct reader *r = target->reader;
	uint64_t path = r->paths[target->node->index];
	struct slot *own = slot_get(r, path, SLOT_OWN);
	struct slot *slot = slot_get(r, hash_text(path, label), SLOT_PATTERN);

	if (!slot || !own)
		return;
	if (!slot->label)
		slot->label = arena_text(r->arena, label);
	slot->base = own;
	slot_add(r, slot, target->node, arena_text(r->arena, value));
}

static void labels_add(struct reader *r, struct node *n, size_t children)
{
	struct pattern_target target = {r, n};
	const char *rest, *label;
	struct node *value;

	if (n->first_child != n->last_child || feature_of(r->page, n)->text_length > REST_MAX)
		pattern_lines(r->page, n, pattern_add, &target);
	label = label_next(r->page, n, &value);
	if (label)
		labelled_add(r, SLOT_NEXT, label, n, node_text(r->arena, value));
	label = label_beside(r->page, n, &rest);
	if (label)
		labelled_add(r, SLOT_REST, label, n, rest);
	if (!feature_of(r->page, n)->has_own_text && children <= 1)
		return;
	label = label_inside(r->page, n, &rest);
	if (label)
		labelled_add(r, SLOT_REST, label, n, rest);
}

/* A bold amount may be alone here and beside the old one in the next record. */
static bool is_amount(struct reader *r, const struct node *n)
{
	struct reading reading;

	if (feature_of(r->page, n)->text_length > MONEY_TEXT_MAX)
		return false;
	reading = value_read(node_text(r->arena, n));
	return reading.kinds & KIND_MONEY && reading.typed_whole;
}

/* A list written as lines with br between them. */
static void lines_add(struct reader *r, struct node *n)
{
	size_t breaks = 0;
	char *line, *end;
	struct slot *slot;

	NODE_EACH (child, n)
		breaks += child->tag == TAG_br;
	slot = breaks >= LINES_MIN - 1 ? slot_get(r, r->paths[n->index], SLOT_LINES) : NULL;
	if (!slot)
		return;
	for (line = node_lines(r->arena, n); line; line = end) {
		end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		slot_add(r, slot, n, line);
	}
}

/* The element's text, unless it is mere formatting of its parent's. Wrappers of one element say the
 * same as it does, and are there where it is missing. */
static void texts_add(struct reader *r, struct node *n)
{
	const struct feature *f = feature_of(r->page, n);
	size_t children = text_children(r->page, n);
	bool whole = n == r->root || feature_of(r->page, n->parent)->text_length > f->text_length;

	if (f->skipped || !f->text_length || f->text_length > SLOT_TEXT_MAX)
		return;
	if (whole || !is_formatting(n) || is_amount(r, n))
		value_add(r, SLOT_TEXT, 0, NULL, n, node_text(r->arena, n));
	if (f->has_own_text && (children || n->first_child != n->last_child))
		value_add(r, SLOT_OWN, 0, NULL, n, node_own_text(r->arena, n));
	if (r->lists)
		lines_add(r, n);
	labels_add(r, n, children);
}

static bool attribute_may_hold(const struct node *n, const struct attribute *a)
{
	static const char *const kept[] = {"href",  "src", "datetime", "content",
					   "title", "alt", "value",    "aria-label"};

	if (strlen(a->value) > ATTRIBUTE_SLOT_MAX)
		return false;
	if (n->tag == TAG_input && strcmp(a->name, "value") == 0)
		return node_attribute(n, "itemprop") != NULL;
	if (strncmp(a->name, "data-", 5) == 0)
		return n->tag != TAG_img || strcmp(a->name, "data-src") != 0;
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		if (strcmp(a->name, kept[i]) == 0)
			return true;
	return false;
}

/* The name of a meta element, when it says something about the page and not about the site, its
 * cards and its browsers. */
static const char *meta_name(struct page *p, const struct node *n)
{
	static const char *const aside[] = {
	    "site",	 "app",	     "apps",	   "card",	 "locale",	 "type",
	    "width",	 "height",   "robots",	   "viewport",	 "theme",	 "color",
	    "generator", "csrf",     "token",	   "fb",	 "apple",	 "msapplication",
	    "creator",	 "referrer", "google",	   "msvalidate", "verification", "version",
	    "id",	 "charset",  "compatible", "currency",	 "alt",		 "domain"};
	const char *name = node_attribute(n, "property");
	struct words words;

	if (!name)
		name = node_attribute(n, "name");
	if (!name)
		return node_attribute(n, "itemprop");
	words = page_token(p, name)->words;
	for (size_t i = 0; i < words.n; i++)
		for (size_t k = 0; k < sizeof aside / sizeof aside[0]; k++)
			if (strcmp(words.items[i]->text, aside[k]) == 0)
				return NULL;
	return name;
}

static void attributes_add(struct reader *r, struct node *n)
{
	bool picture = n->tag == TAG_img || n->tag == TAG_source;

	if (n->tag == TAG_script || n->tag == TAG_link || n->tag == TAG_form ||
	    n->tag == TAG_iframe)
		return;
	for (uint32_t i = 0; i < n->n_attributes; i++) {
		const struct attribute *a = &n->attributes[i];
		uint64_t extra = hash_text(HASH_START, a->name);
		if ((picture && strcmp(a->name, "src") == 0) || !attribute_may_hold(n, a))
			continue;
		if (n->tag == TAG_meta) { /* one key of its own for each property */
			const char *name = meta_name(r->page, n);
			if (!name)
				continue;
			extra = hash_text(extra, name);
		}
		value_add(r, SLOT_ATTRIBUTE, extra, a->name, n, a->value);
	}
	if (picture)
		value_add(r, SLOT_ATTRIBUTE, hash_text(HASH_START, "src"), "src", n,
			  slot_attribute_value(r->page->work->arena, n, "src"));
}

/* Position among the siblings that look alike; table cells count together. Far ones are alike. */
static uint64_t ordinal_of(const struct page *p, const struct node *n)
{
	uint64_t ordinal = 0;
	const struct node *at = n->previous;
	bool cell = n->tag == TAG_td || n->tag == TAG_th;

	if (cell)
		return n->position;
	for (int steps = 0; at && steps < ORDINAL_STEPS; at = at->previous, steps++)
		ordinal += feature_of(p, at)->look == feature_of(p, n)->look;
	return ordinal;
}

/* How many nodes of a record are read. The page itself is read in any case. */
static uint32_t nodes_allow(struct reader *r, const struct node *root)
{
	uint32_t most = root->end - root->index, left = RECORDS_NODES_MAX - r->page->n_read;

	if (most > RECORD_NODES_MAX)
		most = RECORD_NODES_MAX;
	if (r->out->candidate->is_page)
		return most;
	if (most > left)
		most = left;
	r->page->n_read += most;
	return most;
}

static void subtree_read(struct reader *r, struct node *root)
{
	struct document *d = r->page->document;
	uint32_t most = nodes_allow(r, root);

	r->root = root;
	r->paths[root->index] = HASH_START;
	r->ordinals[root->index] = HASH_START;
	for (uint32_t i = root->index; i < root->end && i - root->index < most; i++) {
		struct node *n = &d->nodes[i];
		if (n->kind != NODE_ELEMENT)
			continue;
		if (n != root) {
			uint64_t look = feature_of(r->page, n)->look;
			r->paths[i] = hash_number(r->paths[n->parent->index], look);
			r->ordinals[i] =
			    hash_number(hash_number(r->ordinals[n->parent->index], look),
					ordinal_of(r->page, n));
		}
		texts_add(r, n);
		attributes_add(r, n);
	}
}

/* Records spread evenly over the candidate's, the first included. */
static void samples_choose(struct reader *r, const struct candidate *c)
{
	struct slots *out = r->out;

	out->n_samples = c->n < SAMPLES_MAX ? c->n : SAMPLES_MAX;
	out->samples = ARENA_ARRAY(r->arena, out->n_samples, struct node *);
	for (size_t i = 0; i < out->n_samples; i++)
		out->samples[i] = c->records[i * c->n / out->n_samples];
	for (size_t i = out->n_samples; c->sample && i-- > 0;)
		if (out->samples[i]->index <= c->sample->index) {
			out->samples[i] = c->sample;
			break;
		}
}

/* Ordinals that tell nothing apart go; the rest is described. */
static void slots_finish(struct reader *r)
{
	struct slots *out = r->out;

	for (size_t i = 0; i < out->n; i++)
		slot_profile(r->page, &out->items[i], out->n_samples);
	for (size_t i = 0; i < out->n; i++)
		if (out->items[i].fill > 0.5 && !out->items[i].is_struck &&
		    out->items[i].one_number > 0.5 && slot_kind(&out->items[i], KIND_MONEY) > 0.5)
			out->plain_price = true;
	for (size_t i = 0; i < out->n; i++)
		if (out->items[i].is_ordinal && out->items[i].base->instances <= 1)
			out->items[i].fill = 0;
}

struct slots *slots_read(struct page *p, const struct candidate *c, bool lists)
{
	struct reader r = {.page = p, .arena = p->work->arena, .lists = lists};

	r.out = ARENA_NEW(r.arena, struct slots);
	r.out->candidate = c;
	r.keys = map_new(r.arena);
	r.capacity = c->is_page ? PAGE_SLOTS_MAX : SLOTS_MAX;
	r.ordinals_max = c->is_page ? 2 : ORDINALS_MAX;
	r.out->items = ARENA_ARRAY(r.arena, r.capacity, struct slot);
	r.paths = p->paths;
	r.ordinals = p->ordinals;
	samples_choose(&r, c);
	for (r.sample = 0; r.sample < r.out->n_samples; r.sample++) {
		struct node *root = r.out->samples[r.sample];
		for (r.following = 0; root && r.following <= c->following; r.following++) {
			subtree_read(&r, root);
			root = node_next_element(root);
		}
	}
	slots_finish(&r);
	return r.out;
}

double slot_kind(const struct slot *s, enum kind kind)
{
	for (int i = 0; i < N_KINDS; i++)
		if (kind == (enum kind)(1 << i))
			return s->kinds[i];
	return 0;
}
