/* Items as CSV. */
#include "extract/write_csv.h"

#include "bounds.h"
#include "util/json.h"
#include "util/json_each.h"

/* --- items as cells --- */

struct cell {
	const char *name;
	struct json_object *value; /* no object, but what has none of its own */
};

/* An object that is being flattened. */
struct flat_level {
	struct json_each members;
	const char *name; /* "" for the item */
};

/* Walks the cells of an item, objects inside of it opened. */
struct cells {
	struct arena *arena;
	struct flat_level levels[JSON_DEPTH_MAX];
	size_t depth;
};

static void cells_begin(struct cells *c, struct arena *a, struct json_object *item)
{
	c->arena = a;
	c->levels[0] = (struct flat_level){json_each_begin(item), ""};
	c->depth = 1;
}

static bool cells_next(struct cells *c, struct cell *out)
{
	while (c->depth) {
		struct flat_level *level = &c->levels[c->depth - 1];
		struct json_object *value = level->members.value;

		if (!level->members.valid) {
			c->depth--;
			continue;
		}
		out->name = *level->name
				? arena_printf(c->arena, "%s_%s", level->name, level->members.key)
				: level->members.key;
		out->value = value;
		json_each_next(&level->members);
		if (!json_object_is_type(value, json_type_object) || c->depth == JSON_DEPTH_MAX)
			return true;
		c->levels[c->depth++] = (struct flat_level){json_each_begin(value), out->name};
	}
	return false;
}

struct csv_columns csv_columns_new(struct work *w)
{
	return (struct csv_columns){.names = ARENA_ARRAY(w->arena, CSV_COLUMNS_MAX, const char *),
				    .known = json_new_object(w),
				    .arena = w->arena};
}

void csv_columns_add(struct work *w, struct csv_columns *columns, struct json_object *item)
{
	struct cells cells;
	struct cell cell;

	cells_begin(&cells, w->arena, item);
	while (columns->n < CSV_COLUMNS_MAX && cells_next(&cells, &cell)) {
		if (json_get(columns->known, cell.name))
			continue;
		json_put_bool(columns->known, cell.name, true);
		columns->names[columns->n++] = arena_text(columns->arena, cell.name);
	}
}

struct csv_columns csv_columns_of(struct work *w, struct json_object *items)
{
	struct csv_columns columns = csv_columns_new(w);

	for (size_t i = 0; i < json_object_array_length(items); i++)
		csv_columns_add(w, &columns, json_object_array_get_idx(items, i));
	return columns;
}

/* --- cells as text --- */

static bool is_formula(const char *s)
{
	return *s && strchr("=+-@\t\r", *s);
}

static void write_text(struct text *t, const char *s, bool raw)
{
	bool quoted = s[strcspn(s, ",\"\r\n")] || *s == ' ' || (*s && s[strlen(s) - 1] == ' ');
	bool guarded = !raw && is_formula(s);

	if (quoted)
		text_add_char(t, '"');
	if (guarded)
		text_add_char(t, '\'');
	for (; *s; s++) {
		if (*s == '"')
			text_add_char(t, '"');
		text_add_char(t, *s);
	}
	if (quoted)
		text_add_char(t, '"');
}

static bool is_scalar(struct json_object *o)
{
	return !json_object_is_type(o, json_type_object) &&
	       !json_object_is_type(o, json_type_array);
}

/* The values with commas between them; NULL when one of them is no plain value or has a comma. */
static const char *joined(struct work *w, struct json_object *list)
{
	struct text t = text_new(w->arena, EXTRACT_REPLY_MAX);

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		const char *text = o && is_scalar(o) ? json_object_get_string(o) : NULL;

		if (!text || strchr(text, ','))
			return NULL;
		if (i)
			text_add_char(&t, ',');
		text_add(&t, text);
	}
	return t.data;
}

static void write_value(struct work *w, struct text *t, struct json_object *value, bool raw)
{
	const char *text;

	if (json_object_is_type(value, json_type_string)) {
		write_text(t, json_object_get_string(value), raw);
	} else if (json_object_is_type(value, json_type_array)) {
		text = joined(w, value);
		write_text(t, text ? text : json_string(w, value), raw);
	} else if (json_object_is_type(value, json_type_object)) {
		write_text(t, json_string(w, value), raw);
	} else if (value) {
		json_print(t, value);
	}
}

/* A row that is one empty cell would be a blank line, which readers skip. */
static void end_row(struct text *t, size_t start)
{
	if (t->length == start)
		text_add(t, "\"\"");
	text_add(t, "\r\n");
}

void csv_write_header(struct text *t, const struct csv_columns *columns, bool raw)
{
	size_t start = t->length;

	for (size_t i = 0; i < columns->n; i++) {
		if (i)
			text_add_char(t, ',');
		write_text(t, columns->names[i], raw);
	}
	end_row(t, start);
}

/* The column of that name: mostly the next one. */
static size_t column_of(const struct csv_columns *columns, const char *name, size_t likely)
{
	if (likely < columns->n && strcmp(columns->names[likely], name) == 0)
		return likely;
	for (size_t i = 0; i < columns->n; i++) {
		if (strcmp(columns->names[i], name) == 0)
			return i;
	}
	return columns->n;
}

void csv_write_row(struct work *w, struct text *t, const struct csv_columns *columns,
		   struct json_object *item, bool raw)
{
	struct json_object **row = ARENA_ARRAY(w->arena, columns->n, struct json_object *);
	struct cells cells;
	struct cell cell;
	size_t start = t->length, next = 0;

	cells_begin(&cells, w->arena, item);
	while (cells_next(&cells, &cell)) {
		size_t column = column_of(columns, cell.name, next);

		if (column < columns->n && !row[column])
			row[column] = cell.value;
		next = column + 1;
	}
	for (size_t i = 0; i < columns->n; i++) {
		if (i)
			text_add_char(t, ',');
		write_value(w, t, row[i], raw);
	}
	end_row(t, start);
}
