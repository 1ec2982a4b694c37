/* Items are found first, then each collects its properties from its subtree and from those that
 * itemref names; items inside are values and not entered. */
#include "extract/microdata.h"

#include "bounds.h"
#include "util/json.h"

enum {
	REFERENCES_MAX = 20, /* of one item: lists of ids are a few words */
	VALUE_STEPS = 8,     /* nodes that are looked at in the time and memory of one value */
};

/* The attributes that say the same in both languages. */
static const struct language {
	const char *scope, *type, *property, *id;
	bool has_references; /* itemref */
	bool has_content;    /* `content` counts on any element */
} languages[] = {
    [MARKUP_MICRODATA] = {"itemscope", "itemtype", "itemprop", "itemid", true, false},
    [MARKUP_RDFA] = {"typeof", "typeof", "property", "resource", false, true},
};

struct item {
	const struct node *node;
	struct json_object *json;
	struct item *outer; /* that it is a value of */
	unsigned height;    /* levels of items inside */
};

struct reader {
	struct work *w;
	const struct document *d;
	const struct language *language;
	struct item *items; /* in document order */
	size_t n;
	size_t steps; /* nodes looked at */
	struct text text;
};

static bool is_item(const struct reader *r, const struct node *n)
{
	return n->kind == NODE_ELEMENT && node_attribute(n, r->language->scope);
}

static struct item *item_of(const struct reader *r, const struct node *n)
{
	size_t low = 0, high = r->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->items[middle].node->index < n->index)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->n && r->items[low].node == n ? &r->items[low] : NULL;
}

/* --- words of attributes --- */

/* The next word at *p, copied; NULL after the last. */
static const char *word_next(struct arena *a, const char **p)
{
	size_t n;

	*p += strspn(*p, " \t\n\f\r");
	n = strcspn(*p, " \t\n\f\r");
	if (n == 0)
		return NULL;
	*p += n;
	return arena_copy(a, *p - n, n);
}

/* "schema:name" and "http://schema.org/name" are the property "name" in RDFa; "og:title" stays. */
static const char *bare_name(const struct reader *r, const char *name)
{
	const char *slash = strrchr(name, '/');

	if (!r->language->has_content)
		return name;
	if (slash && strstr(name, "://"))
		return slash + 1;
	return ascii_starts(name, "schema:") ? name + strlen("schema:") : name;
}

static void types_put(struct reader *r, struct json_object *json, const char *types)
{
	const char *first = word_next(r->w->arena, &types), *word;
	struct json_object *list;

	if (!first)
		return;
	first = bare_name(r, first);
	word = word_next(r->w->arena, &types);
	if (!word) {
		json_put_text(json, "@type", first);
		return;
	}
	list = json_new_array(r->w);
	json_add_text(list, first);
	for (; word; word = word_next(r->w->arena, &types))
		json_add_text(list, bare_name(r, word));
	json_put_shared(json, "@type", list);
}

/* --- values --- */

/* The attribute that holds the value of such an element (HTML standard, 5.2.4). */
static const char *value_attribute(enum tag tag)
{
	switch ((int)tag) {
	case TAG_meta:
		return "content";
	case TAG_a:
	case TAG_area:
	case TAG_link:
		return "href";
	case TAG_img:
	case TAG_audio:
	case TAG_embed:
	case TAG_iframe:
	case TAG_source:
	case TAG_track:
	case TAG_video:
		return "src";
	case TAG_object:
		return "data";
	case TAG_data:
	case TAG_meter:
		return "value";
	case TAG_time:
		return "datetime";
	}
	return NULL;
}

static const char *value_text(struct reader *r, const struct node *n)
{
	const char *name = value_attribute(n->tag), *value = NULL;

	if (r->language->has_content)
		value = node_attribute(n, "content");
	if (!value && name)
		value = node_attribute(n, name);
	/* Shops write <span itemprop=price content=9.5>, which the standard does not know. */
	if (!value)
		value = node_attribute(n, "content");
	if (value)
		return value;
	text_clear(&r->text);
	node_add_text(&r->text, n);
	r->steps += n->end - n->index;
	return r->text.data;
}

/* A member that is given again becomes a list. Takes the reference that value came with. */
static void property_put(struct reader *r, struct json_object *json, const char *name,
			 struct json_object *value)
{
	struct json_object *had = json_get(json, name), *list;

	if (!had) {
		json_put(json, name, value);
		return;
	}
	if (json_object_is_type(had, json_type_array)) {
		json_add(had, value);
		return;
	}
	list = json_new_array(r->w);
	json_add_shared(list, had);
	json_add(list, value);
	json_put_shared(json, name, list);
}

/* Makes inner a value of item, unless it is one already, item is inside of it (itemref can close a
 * circle), or the levels become too many: each may need one for a list, too. */
static bool nest(struct item *item, struct item *inner)
{
	unsigned levels = inner->height + 1;

	if (inner->outer)
		return false;
	for (const struct item *x = item; x; x = x->outer, levels++) {
		if (x == inner || levels >= JSON_DEPTH_MAX / 2)
			return false;
	}
	inner->outer = item;
	levels = inner->height + 1;
	for (struct item *x = item; x && x->height < levels; x = x->outer)
		x->height = levels++;
	return true;
}

static void properties_put(struct reader *r, struct item *item, const struct node *n)
{
	const char *names = node_attribute(n, r->language->property), *name;
	struct item *inner = item_of(r, n);

	if (!names || (inner && !nest(item, inner)))
		return;
	while ((name = word_next(r->w->arena, &names))) {
		struct json_object *value =
		    inner ? json_object_get(inner->json) : json_object_new_string(value_text(r, n));
		property_put(r, item->json, bare_name(r, name), value);
		r->steps += VALUE_STEPS;
	}
}

/* The properties among the nodes from `from` on, items inside left out. */
static void collect(struct reader *r, struct item *item, const struct node *from,
		    const struct node *end)
{
	for (const struct node *x = from; x < end && r->steps < MARKUP_STEPS_MAX;) {
		r->steps++;
		if (x->kind == NODE_ELEMENT)
			properties_put(r, item, x);
		x = is_item(r, x) ? r->d->nodes + x->end : x + 1;
	}
}

static const struct node *by_id(struct reader *r, const char *id)
{
	const char *interned = document_intern(r->d, id);

	for (size_t i = 0; interned && i < r->d->n_nodes && r->steps < MARKUP_STEPS_MAX; i++) {
		r->steps++;
		if (r->d->nodes[i].id == interned)
			return &r->d->nodes[i];
	}
	return NULL;
}

static void collect_references(struct reader *r, struct item *item)
{
	const char *ids =
	    r->language->has_references ? node_attribute(item->node, "itemref") : NULL;
	const char *id;

	for (int i = 0; ids && i < REFERENCES_MAX && (id = word_next(r->w->arena, &ids)); i++) {
		const struct node *n = by_id(r, id);

		if (n && n != item->node)
			collect(r, item, n, r->d->nodes + n->end);
	}
}

/* --- the page --- */

static void items_find(struct reader *r)
{
	const char *scope = document_intern(r->d, r->language->scope);
	size_t room = 0;

	for (size_t i = 0; scope && i < r->d->n_nodes; i++)
		room += is_item(r, &r->d->nodes[i]);
	r->items = ARENA_ARRAY(r->w->arena, room, struct item);
	for (size_t i = 0; r->n < room; i++) {
		const struct node *n = &r->d->nodes[i];
		const char *id;
		struct item *item;

		if (!is_item(r, n))
			continue;
		item = &r->items[r->n++];
		item->node = n;
		item->json = json_new_object(r->w);
		if (node_attribute(n, r->language->type))
			types_put(r, item->json, node_attribute(n, r->language->type));
		id = node_attribute(n, r->language->id);
		if (id)
			json_put_text(item->json, "@id", id);
	}
}

struct json_object *microdata_read(struct work *w, const struct document *d, enum markup markup)
{
	struct reader r = {.w = w, .d = d, .language = &languages[markup]};
	struct json_object *list = json_new_array(w);

	items_find(&r);
	r.text = text_new(w->arena, HTML_SIZE_MAX);
	for (size_t i = 0; i < r.n; i++) {
		const struct node *n = r.items[i].node;

		collect(&r, &r.items[i], n + 1, d->nodes + n->end);
		collect_references(&r, &r.items[i]);
	}
	for (size_t i = 0; i < r.n; i++) {
		if (!r.items[i].outer)
			json_add_shared(list, r.items[i].json);
	}
	return list;
}
