/* Every place of the value is visited once, breadth first, so that a bound cuts off what lies deep.
 * Elements of one list share one path. */
#include "strategy/record_sets.h"

#include "bounds.h"
#include "strategy/map.h"
#include "util/json.h"
#include "util/json_each.h"

#define LISTED_MEMBERS 3 /* objects under different keys that make a list of themselves */

struct place {
	struct json_object *value;
	const char *path;
	bool in_list;
};

struct walk {
	struct work *w;
	struct place *queue; /* JSON_PLACES_MAX of them */
	size_t first, n;
	struct map known; /* hashes of the paths of sets */
	const struct source *source;
	struct record_sets *out;
};

static bool is_object(struct json_object *o)
{
	return json_object_is_type(o, json_type_object);
}

static void queue_add(struct walk *k, struct json_object *value, const char *path, bool in_list)
{
	if (!is_object(value) && !json_object_is_type(value, json_type_array))
		return;
	if (k->n < JSON_PLACES_MAX && path && strlen(path) < PATH_MAX_BYTES / 2)
		k->queue[k->n++] = (struct place){value, path, in_list};
}

static bool holds_objects(struct json_object *list)
{
	size_t n = json_object_array_length(list), objects = 0;

	for (size_t i = 0; i < n; i++)
		objects += is_object(json_object_array_get_idx(list, i));
	return objects && objects * 2 >= n;
}

/* The share of a's members that b has as well. */
static double alike(struct json_object *a, struct json_object *b)
{
	size_t both = 0;

	JSON_EACH (a, m)
		both += json_has(b, m.key);
	return (double)both / (json_object_object_length(a) + 0.01);
}

/* {"id1": {…}, "id2": {…}}: objects that have the same members, under keys that are data. */
static bool is_list_by_keys(struct json_object *o)
{
	struct json_object *first = NULL;
	int objects = 0;

	JSON_EACH (o, m) {
		if (!is_object(m.value))
			return false;
		if (first && alike(first, m.value) < 0.5)
			return false;
		first = first ? first : m.value;
		objects++;
	}
	return objects >= LISTED_MEMBERS && json_object_object_length(first) >= 2;
}

/* Only the objects: a list may have others among them. */
static struct json_list objects_of(struct work *w, struct json_list list)
{
	struct json_list out = {ARENA_ARRAY(w->arena, list.n, struct json_object *), 0, list.many};

	for (size_t i = 0; i < list.n; i++) {
		if (is_object(list.items[i]))
			out.items[out.n++] = list.items[i];
	}
	return out;
}

static void set_add(struct walk *k, const char *path, bool is_single)
{
	uint64_t hash = hash_text(HASH_START, path);
	struct record_sets *out = k->out;
	struct record_set *set;

	if (!out->items)
		out->items = ARENA_ARRAY(k->w->arena, RECORD_SETS_MAX, struct record_set);
	if (out->n == RECORD_SETS_MAX || map_get(&k->known, hash))
		return;
	map_put(&k->known, hash, 1);
	set = &out->items[out->n];
	*set = (struct record_set){.source = k->source, .path = path, .is_single = is_single};
	set->records = objects_of(k->w, source_find(k->w, k->source, path));
	out->n += set->records.n > 0;
}

static void object_visit(struct walk *k, const struct place *at)
{
	bool listed = is_list_by_keys(at->value);
	const char *every = arena_printf(k->w->arena, "%s%s*", at->path, *at->path ? "." : "");

	if (listed)
		set_add(k, every, false);
	else if (!at->in_list && json_object_object_length(at->value) > 1)
		set_add(k, at->path, true);
	JSON_EACH (at->value, m) {
		if (listed)
			queue_add(k, m.value, every, true);
		else
			queue_add(k, m.value, path_join(k->w->arena, at->path, m.key), at->in_list);
	}
}

static void list_visit(struct walk *k, const struct place *at)
{
	size_t n = json_object_array_length(at->value);

	if (holds_objects(at->value))
		set_add(k, at->path, false);
	for (size_t i = 0; i < n && i < SAMPLES_MAX; i++)
		queue_add(k, json_object_array_get_idx(at->value, i), at->path, true);
}

void record_sets_find(struct work *w, const struct source *s, struct record_sets *out)
{
	struct walk k = {.w = w, .source = s, .out = out, .known = map_new(w->arena)};
	struct json_list roots = source_find(w, s, "");

	k.queue = ARENA_ARRAY(w->arena, JSON_PLACES_MAX, struct place);
	if (roots.n > 1 || json_object_is_type(s->answer, json_type_array))
		set_add(&k, "", false);
	for (size_t i = 0; i < roots.n && i < SAMPLES_MAX; i++)
		queue_add(&k, roots.items[i], "", roots.n > 1);
	while (k.first < k.n) {
		const struct place *at = &k.queue[k.first++];

		if (is_object(at->value))
			object_visit(&k, at);
		else
			list_visit(&k, at);
	}
}
