/* Counts types and presence per field over all items. */
#include "diff/structure.h"
#include "bounds.h"
#include "util/json_each.h"
#include "util/log.h"

#include <json-c/json_object.h>

enum shape_bit { BIT_ARRAY, BIT_BOOLEAN, BIT_NULL, BIT_NUMBER, BIT_OBJECT, BIT_STRING, BIT__MAX };

static const char *const bit_words[] = {"array", "boolean", "null", "number", "object", "string"};

struct column {
	const char *name;
	unsigned types;
	int64_t present;
	int64_t longest; /* -1: never a list */
};

struct columns {
	struct column *rows;
	size_t n, room;
};

static enum shape_bit bit_of(struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_array:
		return BIT_ARRAY;
	case json_type_boolean:
		return BIT_BOOLEAN;
	case json_type_null:
		return BIT_NULL;
	case json_type_double:
	case json_type_int:
		return BIT_NUMBER;
	case json_type_object:
		return BIT_OBJECT;
	case json_type_string:
		return BIT_STRING;
	}
	bug("unknown JSON type");
}

/* The column of that name; NULL when it is one too many. Items of one run have the same members in
 * the same order, so the guess is nearly always right. */
static struct column *column_of(struct work *w, struct columns *c, const char *name, size_t guess)
{
	if (guess < c->n && strcmp(c->rows[guess].name, name) == 0)
		return &c->rows[guess];
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->rows[i].name, name) == 0)
			return &c->rows[i];
	if (c->n == SIGNATURE_FIELDS_MAX || strlen(name) > NAME_MAX_BYTES)
		return NULL;
	if (c->n == c->room) {
		struct column *more = ARENA_ARRAY(w->arena, c->room * 2 + 8, struct column);

		if (c->n)
			memcpy(more, c->rows, c->n * sizeof *more);
		c->rows = more;
		c->room = c->room * 2 + 8;
	}
	c->rows[c->n] = (struct column){.name = name, .longest = -1};
	return &c->rows[c->n++];
}

static void count_item(struct work *w, struct columns *c, struct json_object *item)
{
	size_t at = 0;

	if (!json_object_is_type(item, json_type_object))
		return;
	JSON_EACH (item, m) {
		enum shape_bit bit = bit_of(m.value);
		struct column *column = column_of(w, c, m.key, at++);

		if (!column)
			continue;
		column->types |= 1u << bit;
		column->present += bit != BIT_NULL;
		if (bit == BIT_ARRAY &&
		    (int64_t)json_object_array_length(m.value) > column->longest)
			column->longest = (int64_t)json_object_array_length(m.value);
	}
}

static int compare_columns(const void *a, const void *b)
{
	return strcmp(((const struct column *)a)->name, ((const struct column *)b)->name);
}

static void print_column(struct text *t, const struct column *c)
{
	bool first = true;

	text_add_json(t, c->name, strlen(c->name));
	text_add(t, ":{\"types\":[");
	for (int bit = 0; bit < BIT__MAX; bit++) {
		if (!(c->types >> bit & 1))
			continue;
		text_addf(t, "%s\"%s\"", first ? "" : ",", bit_words[bit]);
		first = false;
	}
	text_add(t, "],\"present\":");
	text_add_int(t, c->present);
	text_add(t, ",\"max_len\":");
	if (c->longest < 0)
		text_add(t, "null}");
	else
		text_addf(t, "%lld}", (long long)c->longest);
}

const char *structural_signature(struct work *w, struct json_object *items)
{
	size_t n = items ? json_object_array_length(items) : 0;
	/* A name may be escaped sixfold; what stands around it has 120 bytes. */
	struct text t = text_new(w->arena, (SIGNATURE_FIELDS_MAX + 1) * (NAME_MAX_BYTES * 6 + 120));
	struct columns c = {0};

	for (size_t i = 0; i < n; i++)
		count_item(w, &c, json_object_array_get_idx(items, i));
	if (c.n)
		qsort(c.rows, c.n, sizeof *c.rows, compare_columns);
	text_add(&t, "{\"item_count\":");
	text_add_int(&t, (int64_t)n);
	text_add(&t, ",\"fields\":{");
	for (size_t i = 0; i < c.n; i++) {
		if (i)
			text_add_char(&t, ',');
		print_column(&t, &c.rows[i]);
	}
	text_add(&t, "}}");
	return t.data;
}
