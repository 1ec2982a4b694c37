/* JSON-LD: the data that a page states about itself, in scripts. */
#include "extract/linked_data.h"

#include "bounds.h"
#include "extract/script_data.h"
#include "util/json.h"
#include "util/json_each.h"

struct objects {
	struct json_object **items;
	size_t n, room;
};

struct linked_data {
	struct objects outer; /* top-level nodes, lists and @graph opened */
	struct objects all;   /* every object inside of them too */
};

static void objects_add(struct arena *a, struct objects *list, struct json_object *o)
{
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		struct json_object **more = ARENA_ARRAY(a, room, struct json_object *);
		if (list->n)
			memcpy(more, list->items, list->n * sizeof *more);
		list->items = more;
		list->room = room;
	}
	list->items[list->n++] = o;
}

/* --- reading --- */

static struct json_object *member(struct json_object *o, const char *key)
{
	return json_object_is_type(o, json_type_object) ? json_get(o, key) : NULL;
}

/* Adds o and, when it is a list or has a @graph, what is in there. The depth is that of JSON. */
static void outer_add(struct arena *a, struct linked_data *data, struct json_object *o)
{
	struct json_object *graph = o;

	if (json_object_is_type(o, json_type_object)) {
		objects_add(a, &data->outer, o);
		graph = member(o, "@graph");
	}
	if (!graph || !json_object_is_type(graph, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(graph); i++) {
		struct json_object *item = json_object_array_get_idx(graph, i);
		if (item)
			outer_add(a, data, item);
	}
}

static void inner_add(struct arena *a, struct objects *all, struct json_object *o)
{
	if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			inner_add(a, all, json_object_array_get_idx(o, i));
	} else if (json_object_is_type(o, json_type_object)) {
		objects_add(a, all, o);
		JSON_EACH (o, m)
			inner_add(a, all, m.value);
	}
}

static bool is_data_script(const struct node *n)
{
	const char *type;

	if (n->kind != NODE_ELEMENT || n->tag != TAG_script || !n->first_child)
		return false;
	type = node_attribute(n, "type");
	return type && ascii_starts(type + strspn(type, " \t\n\f\r"), "application/ld+json");
}

struct linked_data *linked_data_of(struct work *w, struct json_object *o)
{
	struct linked_data *data = ARENA_NEW(w->arena, struct linked_data);

	if (o)
		outer_add(w->arena, data, o);
	inner_add(w->arena, &data->all, o);
	return data;
}

struct linked_data *linked_data_read(struct work *w, const struct document *d)
{
	struct linked_data *data = ARENA_NEW(w->arena, struct linked_data);

	for (size_t i = 0; i < d->n_nodes; i++) {
		const struct node *text = d->nodes[i].first_child;
		struct json_object *o;

		if (!is_data_script(&d->nodes[i]))
			continue;
		o = script_json(w, text->text, text->text_length);
		if (!o) /* many pages have one that is broken; it says nothing then */
			continue;
		outer_add(w->arena, data, o);
		inner_add(w->arena, &data->all, o);
	}
	return data;
}

/* --- finding --- */

static struct json_list of_type(struct arena *a, const struct objects *all, const char *type)
{
	struct objects found = {0};

	for (size_t i = 0; i < all->n; i++) {
		if (json_has_type(all->items[i], type))
			objects_add(a, &found, all->items[i]);
	}
	return (struct json_list){.items = found.items, .n = found.n};
}

/* The only member of an object and of what is in it; vocabulary's own words do not count. */
static struct json_object *only_member(struct json_object *o)
{
	while (json_object_is_type(o, json_type_object)) {
		struct json_each m = json_each_begin(o);

		if (json_object_object_length(o) != 1 || !m.valid || m.key[0] == '@')
			return NULL;
		o = m.value;
	}
	return o;
}

static struct value scalar_value(struct arena *a, struct json_object *o)
{
	struct value v = {.kind = VALUE_NULL};

	switch (json_object_get_type(o)) {
	case json_type_string:
		v.kind = VALUE_TEXT;
		v.as.text = arena_text(a, json_object_get_string(o));
		break;
	case json_type_int:
		v.kind = VALUE_INT;
		v.as.integer = json_object_get_int64(o);
		break;
	case json_type_double:
		v.kind = VALUE_NUMBER;
		v.as.number = json_object_get_double(o);
		break;
	case json_type_boolean:
		v.kind = VALUE_BOOL;
		v.as.truth = json_object_get_boolean(o);
		break;
	case json_type_null:
	case json_type_object:
	case json_type_array:
		break;
	}
	return v;
}

struct value data_value(struct arena *a, struct json_object *o, bool is_url)
{
	static const char *const names[] = {"@value", "name", "text", NULL};
	static const char *const addresses[] = {"url", "contentUrl", "@id", NULL};

	if (!json_object_is_type(o, json_type_object))
		return scalar_value(a, o);
	for (const char *const *key = is_url ? addresses : names; *key; key++) {
		if (json_text(o, *key))
			return scalar_value(a, json_get(o, *key));
	}
	return scalar_value(a, only_member(o));
}

struct json_list linked_data_find(struct arena *a, const struct linked_data *data,
				  const struct path *path)
{
	struct json_list at = {0};
	size_t first = 1;

	if (path->n && path->steps[0].kind == PATH_MEMBER && !path->steps[0].deep) {
		at = of_type(a, &data->outer, path->steps[0].name);
		if (at.n == 0)
			at = of_type(a, &data->all, path->steps[0].name);
	}
	if (at.n == 0) {
		at = (struct json_list){.items = data->outer.items, .n = data->outer.n};
		first = 0;
	}
	return path_opened(a, path_walk(a, path, first, path->n, at));
}
