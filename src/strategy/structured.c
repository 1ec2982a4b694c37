/* Each JSON-LD node with a @type is walked with a stack; a value's path begins with the type, as
 * the engine that will read it wants. Types that describe the site and not the page are left out.
 */
#include "strategy/structured.h"

#include "bounds.h"
#include "util/json.h"

#include <json-c/json_object_iterator.h>

struct step {
	struct json_object *value;
	const char *path; /* NULL: outside of any typed node */
	const char *key;
	const char *outer; /* the key around it */
};

struct walker {
	struct page *page;
	struct slots *slots;
	struct map paths; /* -> index in slots */
	size_t first;	  /* slot of the JSON ones */
	struct step *stack;
	size_t n;
};

#define STACK_MAX 4096 /* values waiting: an ItemList of a thousand nodes has a few thousand */

static bool type_is_about_site(const char *type)
{
	static const char *const site[] = {"Organization",
					   "WebSite",
					   "BreadcrumbList",
					   "WebPage",
					   "ListItem",
					   "SearchAction",
					   "ImageObject",
					   "Person",
					   "Corporation",
					   "ItemList",
					   "CollectionPage",
					   "Offer",
					   "EntryPoint",
					   "NewsMediaOrganization",
					   "SiteNavigationElement"};
	for (size_t i = 0; i < sizeof site / sizeof site[0]; i++)
		if (strcmp(type, site[i]) == 0)
			return true;
	return false;
}

static void push(struct walker *k, struct json_object *value, const char *path, const char *key,
		 const char *outer)
{
	if (value && k->n < STACK_MAX)
		k->stack[k->n++] = (struct step){value, path, key, outer};
}

static const char *type_of(struct json_object *o)
{
	struct json_object *type = json_get(o, "@type");

	if (type && json_object_is_type(type, json_type_array) && json_object_array_length(type))
		type = json_object_array_get_idx(type, 0);
	return type && json_object_is_type(type, json_type_string) ? json_object_get_string(type)
								   : NULL;
}

static struct slot *slot_for(struct walker *k, const struct step *step)
{
	uint64_t hash = hash_text(HASH_START, step->path);
	const uint32_t *at = map_get(&k->paths, hash);
	struct arena *a = k->page->work->arena;
	struct slot *slot;

	if (at)
		return &k->slots->items[*at];
	if (k->slots->n - k->first >= JSON_SLOTS_MAX)
		return NULL;
	map_put(&k->paths, hash, (uint32_t)k->slots->n);
	slot = &k->slots->items[k->slots->n++];
	*slot = (struct slot){.source = SLOT_JSON, .path = step->path};
	slot->nodes = ARENA_ARRAY(a, 1, struct node *);
	slot->values = ARENA_ARRAY(a, 1, const char *);
	slot->counts = ARENA_ARRAY(a, 1, uint16_t);
	slot->many.nodes = ARENA_ARRAY(a, MANY_MAX, struct node *);
	slot->many.values = ARENA_ARRAY(a, MANY_MAX, const char *);
	return slot;
}

static void leaf_add(struct walker *k, const struct step *step)
{
	const char *text = json_object_get_string(step->value);
	struct slot *slot;

	if (!step->path || !text || !*text || strlen(text) > SLOT_TEXT_MAX || step->key[0] == '@')
		return;
	slot = slot_for(k, step);
	if (!slot || slot->many.n == MANY_MAX)
		return;
	text = arena_text(k->page->work->arena, text);
	if (!slot->values[0])
		slot->values[0] = text;
	slot->counts[0]++;
	slot->many.values[slot->many.n++] = text;
	slot->property =
	    page_token(k->page, step->outer && *step->outer && key_is_generic(step->key)
				    ? step->outer
				    : step->key)
		->words;
	slot->names[0] = slot->property;
	if (step->outer)
		slot->names[1] = page_token(k->page, step->outer)->words;
}

/* Members of one object; those of a list come as the list's own path. Pushed in reverse, so that
 * they are met in the document's order. */
static void object_push(struct walker *k, const struct step *step)
{
	struct json_object_iterator it = json_object_iter_begin(step->value);
	struct json_object_iterator end = json_object_iter_end(step->value);
	const char *path = step->path, *type = type_of(step->value);
	size_t start = k->n;

	if (!path && type && !type_is_about_site(type))
		path = arena_text(k->page->work->arena, type);
	for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it)) {
		const char *key = arena_text(k->page->work->arena, json_object_iter_peek_name(&it));
		const char *inner = NULL;
		bool plain = key[0] == '@' || strpbrk(key, ".[]") == NULL;
		if (path && plain && strlen(path) < 200)
			inner = arena_printf(k->page->work->arena, "%s.%s", path, key);
		push(k, json_object_iter_peek_value(&it), inner, key, step->key);
	}
	for (size_t i = start, j = k->n; i + 1 < j; i++) {
		struct step swap = k->stack[i];
		k->stack[i] = k->stack[--j];
		k->stack[j] = swap;
	}
}

static void step_walk(struct walker *k, const struct step *step)
{
	if (json_object_is_type(step->value, json_type_object)) {
		object_push(k, step);
	} else if (json_object_is_type(step->value, json_type_array)) {
		for (size_t i = json_object_array_length(step->value); i-- > 0;)
			push(k, json_object_array_get_idx(step->value, i), step->path, step->key,
			     step->outer);
	} else {
		leaf_add(k, step);
	}
}

static void script_read(struct walker *k, const struct node *script)
{
	const struct node *text = script->first_child;
	struct json_object *root;

	if (!text || text->kind != NODE_TEXT)
		return;
	root = json_parse(k->page->work, text->text, text->text_length);
	work_forgive(k->page->work);
	push(k, root, NULL, "", NULL);
	while (k->n) {
		struct step step = k->stack[--k->n];
		step_walk(k, &step);
	}
}

void structured_add(struct page *p, struct slots *slots)
{
	struct walker k = {.page = p, .slots = slots, .first = slots->n};

	k.paths = map_new(p->work->arena);
	k.stack = ARENA_ARRAY(p->work->arena, STACK_MAX, struct step);
	for (size_t i = 1, scripts = 0; i < p->document->n_nodes && scripts < JSON_SCRIPTS_MAX;
	     i++) {
		const struct node *n = &p->document->nodes[i];
		const char *type = n->tag == TAG_script ? node_attribute(n, "type") : NULL;
		if (type && ascii_starts(type, "application/ld+json")) {
			script_read(&k, n);
			scripts++;
		}
	}
	for (size_t i = k.first; i < slots->n; i++)
		slot_profile(p, &slots->items[i], 1);
}
