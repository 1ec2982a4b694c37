/* JSON-LD: the data that a page states about itself, in scripts. */
#include "extract/linked_data.h"

#include "bounds.h"
#include "util/json.h"
#include "util/json_each.h"

enum { EVERY = -1, NO_INDEX = -2 };

struct data_step {
	const char *member;
	int index; /* EVERY or NO_INDEX */
};

struct data_path {
	struct data_step *steps;
	size_t n;
};

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

/* --- paths --- */

static bool index_parse(const char **p, int *out)
{
	const char *s = *p + 1;
	int n = 0;

	if (*s == '*') {
		n = EVERY;
		s++;
	} else if (*s < '0' || *s > '9') {
		return false;
	}
	for (; n >= 0 && *s >= '0' && *s <= '9'; s++)
		n = n < 100000 ? n * 10 + (*s - '0') : n;
	if (*s != ']')
		return false;
	*p = s + 1;
	*out = n;
	return true;
}

struct data_path *data_path_parse(struct work *w, const char *text)
{
	struct data_path *path = ARENA_NEW(w->arena, struct data_path);
	const char *p = text;

	path->steps = ARENA_ARRAY(w->arena, strlen(text) + 1, struct data_step);
	do {
		size_t n = strcspn(p, ".[");
		struct data_step *step = &path->steps[path->n++];

		step->index = NO_INDEX;
		if (n == 0)
			return fail(w, ERR_UNACCEPTABLE, "path \"%s\": expected a name at byte %zu",
				    text, (size_t)(p - text) + 1);
		step->member = arena_copy(w->arena, p, n);
		p += n;
		if (*p == '[' && !index_parse(&p, &step->index))
			return fail(w, ERR_UNACCEPTABLE,
				    "path \"%s\": expected [n] or [*] at byte %zu", text,
				    (size_t)(p - text) + 1);
	} while (*p++ == '.');
	if (p[-1])
		return fail(w, ERR_UNACCEPTABLE, "path \"%s\": expected a dot at byte %zu", text,
			    (size_t)(p - text));
	return path;
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

struct linked_data *linked_data_read(struct work *w, const struct document *d)
{
	struct linked_data *data = ARENA_NEW(w->arena, struct linked_data);

	for (size_t i = 0; i < d->n_nodes; i++) {
		const struct node *text = d->nodes[i].first_child;
		struct json_object *o;

		if (!is_data_script(&d->nodes[i]))
			continue;
		o = json_parse(w, text->text, text->text_length);
		if (!o) { /* many pages have one that is broken; it says nothing then */
			work_forgive(w);
			continue;
		}
		outer_add(w->arena, data, o);
		inner_add(w->arena, &data->all, o);
	}
	return data;
}

/* --- finding --- */

/* "Product", also when it is written with the vocabulary's address. */
static bool word_is_type(struct json_object *word, const char *type)
{
	const char *s, *slash;

	if (!json_object_is_type(word, json_type_string))
		return false;
	s = json_object_get_string(word);
	slash = strrchr(s, '/');
	return strcmp(slash ? slash + 1 : s, type) == 0;
}

static bool has_type(struct json_object *o, const char *type)
{
	struct json_object *types = member(o, "@type");

	if (!types || !json_object_is_type(types, json_type_array))
		return types && word_is_type(types, type);
	for (size_t i = 0; i < json_object_array_length(types); i++) {
		if (word_is_type(json_object_array_get_idx(types, i), type))
			return true;
	}
	return false;
}

static struct objects of_type(struct arena *a, const struct objects *all, const char *type)
{
	struct objects found = {0};

	for (size_t i = 0; i < all->n; i++) {
		if (has_type(all->items[i], type))
			objects_add(a, &found, all->items[i]);
	}
	return found;
}

/* o itself, or the elements of the list that it is. */
static void opened_add(struct arena *a, struct objects *out, struct json_object *o, int index)
{
	if (!o)
		return;
	if (!json_object_is_type(o, json_type_array)) {
		if (index <= 0)
			objects_add(a, out, o);
		return;
	}
	for (size_t i = 0; i < json_object_array_length(o); i++) {
		struct json_object *item = json_object_array_get_idx(o, i);
		if (item && (index < 0 || (size_t)index == i))
			opened_add(a, out, item, NO_INDEX);
	}
}

static struct objects step_take(struct arena *a, const struct objects *from,
				const struct data_step *step)
{
	struct objects to = {0};

	for (size_t i = 0; i < from->n; i++) {
		struct json_object *o = from->items[i];
		opened_add(a, &to, member(o, step->member), step->index);
	}
	return to;
}

struct value data_value(struct arena *a, struct json_object *o, bool is_url)
{
	static const char *const names[] = {"@value", "name", "text", NULL};
	static const char *const addresses[] = {"url", "contentUrl", "@id", NULL};
	struct value v = {.kind = VALUE_NULL};

	if (json_object_is_type(o, json_type_object)) {
		for (const char *const *key = is_url ? addresses : names; *key; key++) {
			if (json_text(o, *key)) {
				v.kind = VALUE_TEXT;
				v.as.text = arena_text(a, json_text(o, *key));
				return v;
			}
		}
	} else if (json_object_is_type(o, json_type_string)) {
		v.kind = VALUE_TEXT;
		v.as.text = arena_text(a, json_object_get_string(o));
	} else if (json_object_is_type(o, json_type_int)) {
		v.kind = VALUE_INT;
		v.as.integer = json_object_get_int64(o);
	} else if (json_object_is_type(o, json_type_double)) {
		v.kind = VALUE_NUMBER;
		v.as.number = json_object_get_double(o);
	} else if (json_object_is_type(o, json_type_boolean)) {
		v.kind = VALUE_BOOL;
		v.as.truth = json_object_get_boolean(o);
	}
	return v;
}

struct value linked_data_find(struct arena *a, const struct linked_data *data,
			      const struct data_path *path, bool many, bool is_url)
{
	struct objects at = of_type(a, &data->outer, path->steps[0].member);
	struct value list = {.kind = VALUE_LIST};
	size_t first = 1;

	if (at.n == 0)
		at = of_type(a, &data->all, path->steps[0].member);
	if (at.n == 0) {
		at = data->outer;
		first = 0;
	}
	for (size_t i = first; i < path->n; i++)
		at = step_take(a, &at, &path->steps[i]);
	list.as.list.items = ARENA_ARRAY(a, at.n, struct value);
	for (size_t i = 0; i < at.n && (many || list.as.list.n == 0); i++) {
		struct value v = data_value(a, at.items[i], is_url);
		if (!value_is_empty(&v))
			list.as.list.items[list.as.list.n++] = v;
	}
	return list;
}
