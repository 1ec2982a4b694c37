/* Each record is walked with a stack. A slot is a path; its names are the keys on the way. */
#include "strategy/json_slots.h"

#include "bounds.h"
#include "util/json.h"
#include "util/json_each.h"

#include <math.h>

struct step {
	struct json_object *value;
	const char *path, *key, *outer; /* outer: the key around it; "" at the record */
	unsigned depth;
	bool in_list;
};

struct reader {
	struct page *page;
	struct slots *out;
	struct map paths; /* -> index in slots */
	struct step *stack;
	size_t n, sample;
};

#define STACK_MAX 2048

static void push(struct reader *r, struct step step)
{
	if (step.value && step.path && r->n < STACK_MAX && strlen(step.path) < PATH_MAX_BYTES / 2)
		r->stack[r->n++] = step;
}

/* Keys that name a part of something, where the one around them says of what. */
static bool names_part(const char *key)
{
	static const char *const parts[] = {"link", "href",  "id",	"label", "key",
					    "slug", "value", "content", "uri",	 "src"};

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (ascii_equal(key, parts[i]))
			return true;
	}
	return key_is_generic(key);
}

/* Keys around a record's own members: the names inside of them are the record's. */
static bool is_envelope(const char *key)
{
	static const char *const envelopes[] = {"",	 "attributes", "fields",  "node",
						"data",	 "item",       "_source", "properties",
						"links", "_links",     "record",  "document"};

	for (size_t i = 0; i < sizeof envelopes / sizeof envelopes[0]; i++) {
		if (ascii_equal(key, envelopes[i]))
			return true;
	}
	return false;
}

static void slot_name(struct reader *r, struct slot *slot, const struct step *step)
{
	bool part = names_part(step->key) && !is_envelope(step->outer);
	struct words own = page_token(r->page, step->key)->words;

	slot->property = part ? page_token(r->page, step->outer)->words : own;
	slot->names[0] = slot->property;
	if (part)
		slot->names[1] = own;
	else if (*step->outer)
		slot->names[1] = page_token(r->page, step->outer)->words;
	slot->depth = step->depth;
	slot->in_list = step->in_list;
}

static struct slot *slot_for(struct reader *r, const struct step *step)
{
	uint64_t hash = hash_text(HASH_START, step->path);
	const uint32_t *at = map_get(&r->paths, hash);
	struct arena *a = r->page->work->arena;
	size_t n = r->out->n_samples;
	struct slot *slot;

	if (at)
		return &r->out->items[*at];
	if (r->out->n == JSON_SLOTS_MAX)
		return NULL;
	map_put(&r->paths, hash, (uint32_t)r->out->n);
	slot = &r->out->items[r->out->n++];
	*slot = (struct slot){.source = SLOT_JSON, .path = step->path};
	slot->nodes = ARENA_ARRAY(a, n, struct node *);
	slot->values = ARENA_ARRAY(a, n, const char *);
	slot->counts = ARENA_ARRAY(a, n, uint16_t);
	slot->many.values = ARENA_ARRAY(a, MANY_MAX, const char *);
	slot_name(r, slot, step);
	return slot;
}

static void leaf_add(struct reader *r, const struct step *step, struct json_object *value)
{
	const char *text = json_object_get_string(value);
	struct slot *slot;

	while (text && ascii_is_space(*text))
		text++;
	if (!text || !*text || step->key[0] == '@' || !(slot = slot_for(r, step)))
		return;
	if (slot->counts[r->sample] < MANY_MAX)
		slot->counts[r->sample]++;
	slot->in_list = slot->in_list || step->in_list;
	if (slot->values[r->sample])
		slot->differs = slot->differs || strcmp(text, slot->values[r->sample]) != 0;
	else
		slot->values[r->sample] = text;
	if (slot->many.sample != r->sample && slot->many.n < 3) { /* another record may have more */
		slot->many.n = 0;
		slot->many.sample = r->sample;
	}
	if (slot->many.sample == r->sample && slot->many.n < MANY_MAX)
		slot->many.values[slot->many.n++] = text;
}

static bool is_scalar(struct json_object *o)
{
	return o && !json_object_is_type(o, json_type_object) &&
	       !json_object_is_type(o, json_type_array);
}

/* The value of an object that has one member, and so on; NULL when it has more. */
static struct json_object *only_value(struct json_object *o)
{
	while (json_object_is_type(o, json_type_object)) {
		struct json_each m = json_each_begin(o);

		if (!m.valid || json_object_object_length(o) != 1 || m.key[0] == '@')
			return NULL;
		o = m.value;
	}
	return is_scalar(o) ? o : NULL;
}

/* --- lists of labels and values --- */

static const char *member_of(struct json_object *o, const char *const *names)
{
	for (; *names; names++) {
		if (json_get(o, *names))
			return *names;
	}
	return NULL;
}

static const char *const label_keys[] = {"label",    "name",  "key",	   "title",
					 "property", "field", "attribute", NULL};
static const char *const value_keys[] = {"value",   "values",	    "text",
					 "content", "displayValue", NULL};

/* The member that holds the label, when all elements have a text there, no two the same, and a
 * value beside it. *value_out: the value's key. */
static const char *label_key(struct json_object *list, const char **value_out)
{
	struct json_object *first = json_object_array_get_idx(list, 0);
	const char *label = member_of(first, label_keys), *value = member_of(first, value_keys);
	size_t n = json_object_array_length(list);

	if (!label || !value || json_object_object_length(first) > 5)
		return NULL;
	for (size_t i = 0; i < n && i < MANY_MAX; i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		const char *text = json_text(item, label);

		if (!text || strlen(text) > LABEL_MAX || strpbrk(text, "'\""))
			return NULL;
		for (size_t k = 0; k < i; k++) {
			if (strcmp(json_text(json_object_array_get_idx(list, k), label), text) == 0)
				return NULL;
		}
	}
	*value_out = value;
	return label;
}

static void labels_push(struct reader *r, const struct step *at, const char *label,
			const char *value)
{
	size_t n = json_object_array_length(at->value);

	for (size_t i = n < MANY_MAX ? n : MANY_MAX; i-- > 0;) {
		struct json_object *item = json_object_array_get_idx(at->value, i);
		const char *text = json_text(item, label);
		struct step inner = {.value = json_get(item, value), .outer = "", .in_list = true};

		inner.key = arena_text(r->page->work->arena, text);
		inner.depth = at->depth;
		inner.path = arena_printf(r->page->work->arena, "%s[%s='%s'].%s", at->path, label,
					  text, value);
		push(r, inner);
	}
}

/* --- the walk --- */

static void list_push(struct reader *r, const struct step *at)
{
	size_t n = json_object_array_length(at->value);
	const char *value, *label = NULL;

	if (n && json_object_is_type(json_object_array_get_idx(at->value, 0), json_type_object))
		label = label_key(at->value, &value);
	if (label) {
		labels_push(r, at, label, value);
		return;
	}
	for (size_t i = n < MANY_MAX ? n : MANY_MAX; i-- > 0;) {
		struct step inner = *at;

		inner.value = json_object_array_get_idx(at->value, i);
		inner.in_list = true;
		push(r, inner);
	}
}

/* Pushed in reverse, so that they are met in the document's order. */
static void object_push(struct reader *r, const struct step *at)
{
	struct arena *a = r->page->work->arena;
	size_t start = r->n;

	JSON_EACH (at->value, m) {
		struct step inner = {.value = m.value,
				     .path = path_join(a, at->path, m.key),
				     .key = arena_text(a, m.key),
				     .outer = at->key,
				     .depth = at->depth + !is_envelope(at->key),
				     .in_list = at->in_list};
		push(r, inner);
	}
	for (size_t i = start, j = r->n; i + 1 < j; i++) {
		struct step swap = r->stack[i];
		r->stack[i] = r->stack[--j];
		r->stack[j] = swap;
	}
}

static void record_read(struct reader *r, struct json_object *record)
{
	r->stack[r->n++] = (struct step){.value = record, .path = "", .key = "", .outer = ""};
	while (r->n) {
		struct step at = r->stack[--r->n];
		struct json_object *only = *at.path ? only_value(at.value) : NULL;

		if (only || is_scalar(at.value))
			leaf_add(r, &at, only ? only : at.value);
		else if (json_object_is_type(at.value, json_type_object))
			object_push(r, &at);
		else
			list_push(r, &at);
	}
}

struct slots *json_slots_read(struct page *p, const struct candidate *c, struct json_list records)
{
	struct arena *a = p->work->arena;
	struct slots *out = ARENA_NEW(a, struct slots);
	struct reader r = {.page = p, .out = out, .paths = map_new(a)};

	out->candidate = c;
	out->n_samples = records.n < SAMPLES_MAX ? records.n : SAMPLES_MAX;
	out->samples = ARENA_ARRAY(a, out->n_samples, struct node *);
	out->items = ARENA_ARRAY(a, JSON_SLOTS_MAX, struct slot);
	r.stack = ARENA_ARRAY(a, STACK_MAX + 1, struct step);
	for (r.sample = 0; r.sample < out->n_samples; r.sample++) {
		out->samples[r.sample] = c->records[0];
		record_read(&r, records.items[r.sample]);
	}
	for (size_t i = 0; i < out->n; i++)
		slot_profile(p, &out->items[i], out->n_samples);
	return out;
}
