/* Each place is read when a path first looks there. */
#include "extract/page_data.h"

#include "extract/linked_data.h"
#include "extract/microdata.h"
#include "extract/script_data.h"
#include "util/json.h"

struct page_data {
	struct work *w;
	const struct document *document;
	struct linked_data *linked[DATA_RDFA + 1]; /* by place; NULL: not read yet */
	struct json_list blocks;
	bool has_blocks;
	const char *script, *variable; /* looked for last */
	struct json_list script_values, variable_values;
};

static const struct {
	const char *prefix;
	enum data_place place;
} places[] = {
    {"ld:", DATA_LINKED},     {"microdata:", DATA_MICRODATA}, {"rdfa:", DATA_RDFA},
    {"script:", DATA_SCRIPT}, {"window:", DATA_WINDOW},	      {"meta:", DATA_META},
};

struct data_path *data_path_parse(struct work *w, const char *text)
{
	struct data_path *p = ARENA_NEW(w->arena, struct data_path);
	const char *rest = text;

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		if (strncmp(text, places[i].prefix, strlen(places[i].prefix)) == 0) {
			p->place = places[i].place;
			rest = text + strlen(places[i].prefix);
		}
	}
	if (p->place == DATA_META) {
		if (!*rest)
			return fail(w, ERR_UNACCEPTABLE, "path \"%s\": expected a name at byte %zu",
				    text, strlen(text) + 1);
		p->name = arena_text(w->arena, rest);
		return p;
	}
	p->path = path_parse(w, rest);
	if (!p->path)
		return NULL;
	if (p->place != DATA_WINDOW)
		return p;
	if (p->path->n == 0 || p->path->steps[0].kind != PATH_MEMBER || p->path->steps[0].deep)
		return fail(w, ERR_UNACCEPTABLE,
			    "path \"%s\": expected the name of a variable at byte %zu", text,
			    strlen("window:") + 1);
	p->name = p->path->steps[0].name;
	return p;
}

struct page_data *page_data_new(struct work *w, const struct document *d)
{
	struct page_data *data = ARENA_NEW(w->arena, struct page_data);

	data->w = w;
	data->document = d;
	return data;
}

static struct linked_data *linked_read(struct page_data *data, enum data_place place)
{
	enum markup markup = place == DATA_RDFA ? MARKUP_RDFA : MARKUP_MICRODATA;

	if (place == DATA_LINKED)
		return linked_data_read(data->w, data->document);
	return linked_data_of(data->w, microdata_read(data->w, data->document, markup));
}

static struct json_list linked_find(struct page_data *data, enum data_place place,
				    const struct path *path)
{
	if (!data->linked[place])
		data->linked[place] = linked_read(data, place);
	return linked_data_find(data->w->arena, data->linked[place], path);
}

static struct json_list any_linked(struct page_data *data, const struct path *path)
{
	static const enum data_place order[] = {DATA_LINKED, DATA_MICRODATA, DATA_RDFA};
	struct json_list found = {0};

	for (size_t i = 0; i < sizeof order / sizeof order[0] && !found.n; i++)
		found = linked_find(data, order[i], path);
	return found;
}

static bool same(const char *a, const char *b)
{
	return a && strcmp(a, b) == 0;
}

static struct json_list opened(struct page_data *data, const struct path *path, size_t first,
			       struct json_list from)
{
	struct arena *a = data->w->arena;

	return path_opened(a, path_walk(a, path, first, path->n, from));
}

static struct json_list script_find(struct page_data *data, const struct path *path)
{
	bool has_name = path->n && path->steps[0].kind == PATH_MEMBER && !path->steps[0].deep;
	const char *name = has_name ? path->steps[0].name : NULL;

	if (name && !same(data->script, name)) {
		data->script = name;
		data->script_values = script_by_id(data->w, data->document, name);
	}
	if (name && data->script_values.n)
		return opened(data, path, 1, data->script_values);
	if (!data->has_blocks) {
		data->has_blocks = true;
		data->blocks = script_blocks(data->w, data->document);
	}
	return opened(data, path, 0, data->blocks);
}

static struct json_list window_find(struct page_data *data, const struct data_path *path)
{
	if (!same(data->variable, path->name)) {
		data->variable = path->name;
		data->variable_values = script_variable(data->w, data->document, path->name);
	}
	return opened(data, path->path, 1, data->variable_values);
}

static bool is_named(const struct node *n, const char *name)
{
	static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const char *value = node_attribute(n, keys[i]);
		if (value && ascii_equal(value, name))
			return true;
	}
	return false;
}

static struct json_list meta_find(struct page_data *data, const char *name)
{
	const struct document *d = data->document;
	struct json_object *list = json_new_array(data->w);
	struct json_list found = {.many = true};

	for (size_t i = 0; i < d->n_nodes; i++) {
		const struct node *n = &d->nodes[i];

		if (n->kind == NODE_ELEMENT && n->tag == TAG_meta && is_named(n, name) &&
		    node_attribute(n, "content"))
			json_add_text(list, node_attribute(n, "content"));
	}
	found.n = json_object_array_length(list);
	found.items = ARENA_ARRAY(data->w->arena, found.n, struct json_object *);
	for (size_t i = 0; i < found.n; i++)
		found.items[i] = json_object_array_get_idx(list, i);
	return found;
}

struct json_list page_data_find(struct page_data *data, const struct data_path *path)
{
	switch (path->place) {
	case DATA_ANY_LINKED:
		return any_linked(data, path->path);
	case DATA_LINKED:
	case DATA_MICRODATA:
	case DATA_RDFA:
		return linked_find(data, path->place, path->path);
	case DATA_SCRIPT:
		return script_find(data, path->path);
	case DATA_WINDOW:
		return window_find(data, path);
	case DATA_META:
		return meta_find(data, path->name);
	}
	return (struct json_list){0};
}
