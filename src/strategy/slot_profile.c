/* What a column of values looks like, and the names that the mark-up gives to its place. */
#include "strategy/slot.h"

#include "bounds.h"
#include "extract/picture.h"

#include <math.h>

const char *slot_attribute_value(struct arena *a, const struct node *n, const char *attribute)
{
	return strcmp(attribute, "src") == 0 ? picture_address(a, n) : node_attribute(n, attribute);
}

static void reading_add(struct slot *s, const struct reading *r, double share)
{
	for (int i = 0; i < N_KINDS; i++)
		s->kinds[i] += r->kinds & (1u << i) ? share : 0;
	s->whole += r->typed_whole ? share : 0;
	s->digits += r->digits ? share : 0;
	s->one_number += r->numbers == 1 || r->monies == 1 ? share : 0;
	s->two_monies += r->monies >= 2 ? share : 0;
	s->length += r->length * share;
	s->words += r->words * share;
	s->capitals += r->words ? (double)r->capitals / r->words * share : 0;
}

/* Words that stand in most of the values, told by those of the first three. */
static void value_words(struct page *p, struct slot *s, const char *const *values, size_t n)
{
	struct words first[3], *out = &s->value_words;
	size_t filled = 0;

	for (size_t i = 0; i < n && filled < 3; i++)
		if (values[i] && strlen(values[i]) <= VALUE_WORDS_BYTES)
			first[filled++] = words_split(p->vocabulary, values[i], strlen(values[i]));
	if (filled < 3)
		return;
	out->items = ARENA_ARRAY(p->work->arena, first[0].n, const struct word *);
	for (size_t i = 0; i < first[0].n; i++)
		if (words_have(first[1], first[0].items[i]->stem) &&
		    words_have(first[2], first[0].items[i]->stem))
			out->items[out->n++] = first[0].items[i];
}

static void column_describe(struct page *p, struct slot *s, const char *const *values, size_t n)
{
	struct map different = map_new(p->work->arena);
	size_t filled = 0;

	for (size_t i = 0; i < n; i++)
		filled += values[i] != NULL;
	for (size_t i = 0; i < n && filled; i++) {
		if (!values[i])
			continue;
		reading_add(s, page_reading(p, values[i]), 1.0 / (double)filled);
		map_put(&different, hash_text(HASH_START, values[i]), 1);
	}
	value_words(p, s, values, n);
	s->distinct = filled ? (double)different.n / (double)filled : 0;
}

bool key_is_generic(const char *key)
{
	static const char *const generic[] = {"name", "url",   "value", "text",
					      "@id",  "title", "image", "description"};
	for (size_t i = 0; i < sizeof generic / sizeof generic[0]; i++)
		if (strcmp(key, generic[i]) == 0)
			return true;
	return false;
}

/* The name of something inside the thing names that something: author > name is the author. */
static struct words property_words(struct page *p, const struct node *n)
{
	const char *own = node_attribute(n, "itemprop");
	const struct node *around = n->parent;

	if (feature_of(p, n)->chrome == 100) /* the names in a breadcrumb are of other pages */
		return (struct words){NULL, 0};
	for (int level = 0; around && around->kind == NODE_ELEMENT && level < 6; level++) {
		const char *outer = node_attribute(around, "itemprop");
		if (node_attribute(around, "itemscope") || node_attribute(around, "itemtype"))
			return outer && key_is_generic(own) ? page_token(p, outer)->words
							    : page_token(p, own)->words;
		if (outer && key_is_generic(own))
			return page_token(p, outer)->words;
		around = around->parent;
	}
	return page_token(p, own)->words;
}

/* Adds the words of a name to a list. */
static void words_add(struct words *list, struct words more)
{
	for (size_t i = 0; i < more.n && list->n < NAMES_MAX; i++)
		list->items[list->n++] = more.items[i];
}

static void names_add(struct page *p, struct words *list, const char *name)
{
	if (name && *name)
		words_add(list, page_token(p, name)->words);
}

struct words element_names(struct page *p, const struct node *n)
{
	static const char *const naming[] = {"name",	"property",   "rel",	 "data-stat",
					     "headers", "data-title", "data-th", "data-field"};
	struct words out = {ARENA_ARRAY(p->work->arena, NAMES_MAX, const struct word *), 0};

	if (!n || n->kind != NODE_ELEMENT)
		return out;
	if (node_attribute(n, "itemprop"))
		words_add(&out, property_words(p, n));
	for (size_t i = 0; i < sizeof naming / sizeof naming[0]; i++)
		names_add(p, &out, node_attribute(n, naming[i]));
	for (uint32_t i = 0; i < n->n_classes; i++)
		names_add(p, &out, n->classes[i]);
	if (n->id && name_is_stable(n->id))
		names_add(p, &out, n->id);
	return out;
}

static const struct node *link_of(const struct node *n)
{
	for (int level = 0; n && n->kind == NODE_ELEMENT && level < 3; level++, n = n->parent)
		if (n->tag == TAG_a)
			return n;
	return NULL;
}

/* Words that the addresses of two records have in common: "/user/", "/tag/", ".pdf". */
static void link_words(struct page *p, struct slot *s, size_t n_samples)
{
	struct words first = {NULL, 0}, second = {NULL, 0};
	size_t found = 0;

	for (size_t i = 0; i < n_samples && found < 2; i++) {
		const struct node *link = s->nodes[i] ? link_of(s->nodes[i]) : NULL;
		const char *href = link ? node_attribute(link, "href") : NULL;
		if (!href)
			continue;
		*(found++ ? &second : &first) =
		    words_split(p->vocabulary, href, strnlen(href, ATTRIBUTE_SLOT_MAX));
	}
	s->link_words.items = ARENA_ARRAY(p->work->arena, first.n, const struct word *);
	for (size_t i = 0; found == 2 && i < first.n; i++)
		if (words_have(second, first.items[i]->stem))
			s->link_words.items[s->link_words.n++] = first.items[i];
}

/* An address without a host of its own, or with the page's. */
static bool is_internal(const struct page *p, const char *address)
{
	const struct url *base = p->document->base;
	const char *host = strstr(address, "//"), *own = base ? base->host : "";
	size_t n = strlen(own);

	if (!host)
		return true;
	host += 2;
	if (ascii_starts(host, "www."))
		host += 4;
	if (ascii_starts(own, "www.")) {
		own += 4;
		n -= 4;
	}
	return ascii_starts(host, own) && (host[n] == '/' || host[n] == ':' || !host[n]);
}

static void addresses_describe(const struct page *p, struct slot *s, size_t n_samples)
{
	size_t filled = 0, internal = 0;

	for (size_t i = 0; i < n_samples; i++) {
		filled += s->values[i] != NULL;
		internal += s->values[i] && is_internal(p, s->values[i]);
	}
	s->internal = filled ? (double)internal / (double)filled : 0;
}

static bool tag_is_heading(enum tag tag)
{
	return tag >= TAG_h1 && tag <= TAG_h6;
}

/* The element is most of what the one around it says; a link around a whole card is not its link.
 */
static bool mostly(const struct page *p, const struct node *around, const struct node *n)
{
	return feature_of(p, around)->text_length <= feature_of(p, n)->text_length * 3 / 2 + 2;
}

static void surroundings(struct page *p, struct slot *s, const struct node *n)
{
	const struct node *own = n;
	static const char *const struck[] = {"old",	 "was",	    "strike", "del",  "crossed",
					     "original", "regular", "rrp",    "msrp", "before",
					     "previous", "statt",   "through"};

	for (int level = 0; n && n->kind == NODE_ELEMENT && level < 3; level++, n = n->parent) {
		struct words names = element_names(p, n);
		s->names[level] = names;
		s->in_heading = s->in_heading || (tag_is_heading(n->tag) && mostly(p, n, own));
		s->in_link = s->in_link || (n->tag == TAG_a && mostly(p, n, own));
		s->is_struck =
		    s->is_struck || n->tag == TAG_del || n->tag == TAG_s || n->tag == TAG_strike;
		for (size_t i = 0; level < 2 && i < names.n; i++)
			for (size_t k = 0; k < sizeof struck / sizeof struck[0]; k++)
				s->is_struck =
				    s->is_struck || strcmp(names.items[i]->text, struck[k]) == 0;
	}
}

/* The element that holds all of n's text, when n is only around it. */
static const struct node *only_text_child(const struct page *p, const struct node *n)
{
	const struct node *only = NULL;

	if (feature_of(p, n)->has_own_text)
		return NULL;
	NODE_EACH (child, n) {
		if (child->kind != NODE_ELEMENT || !feature_of(p, child)->text_length)
			continue;
		if (only)
			return NULL;
		only = child;
	}
	return only;
}

/* Children with text that do not stand in a line of it. */
static size_t block_children(const struct page *p, const struct node *n)
{
	size_t blocks = 0;

	NODE_EACH (child, n) {
		if (child->kind == NODE_ELEMENT && feature_of(p, child)->text_length)
			blocks += !tag_is_inline(child->tag) && child->tag != TAG_a &&
				  child->tag != TAG_span;
	}
	return blocks;
}

static void place_describe(struct page *p, struct slot *s, size_t n_samples)
{
	struct node *n = NULL;
	const struct node *only;
	const char *before;

	for (size_t i = 0; i < n_samples && !n; i++)
		n = s->nodes[i];
	if (!n)
		return;
	s->tag = n->tag;
	s->is_hidden = feature_of(p, n)->hidden;
	s->chrome = feature_of(p, n)->chrome / 100.0;
	surroundings(p, s, n);
	if (s->attribute && strncmp(s->attribute, "data-", 5) == 0)
		names_add(p, &s->names[0], s->attribute + 5);
	if (node_attribute(n, "itemprop"))
		s->property = property_words(p, n);
	only = only_text_child(p, n);
	s->is_wrapper = s->source == SLOT_TEXT && only;
	while (only && only_text_child(p, only))
		only = only_text_child(p, only);
	s->is_composite = s->source == SLOT_TEXT && block_children(p, only ? only : n) > 0;
	if (!s->label && s->source != SLOT_ATTRIBUTE)
		s->label = label_above(p, n);
	before = s->many.n >= LINES_MIN ? label_before(p, s->many.nodes[0]) : NULL;
	if (before)
		s->before_words = words_split(p->vocabulary, before, strlen(before));
	if (s->label)
		s->label_words = words_split(p->vocabulary, s->label, strlen(s->label));
	link_words(p, s, n_samples);
}

void slot_profile(struct page *p, struct slot *s, size_t n_samples)
{
	size_t filled = 0, instances = 0;

	for (size_t i = 0; i < n_samples; i++) {
		filled += s->counts[i] > 0;
		instances += s->counts[i];
	}
	s->fill = n_samples ? (double)filled / (double)n_samples : 0;
	s->instances = filled ? (double)instances / (double)filled : 0;
	if (s->many.n >= 3) /* what a list holds is told by all of it */
		column_describe(p, s, s->many.values, s->many.n);
	else
		column_describe(p, s, s->values, n_samples);
	if (s->source == SLOT_ATTRIBUTE)
		addresses_describe(p, s, n_samples);
	place_describe(p, s, n_samples);
}
