/* Counts types and presence per field over all items. */
#include "diff/structure.h"
#include "bounds.h"

#include <stdlib.h>
#include <string.h>

enum shape_bit { BIT_ARRAY, BIT_BOOLEAN, BIT_NULL, BIT_NUMBER, BIT_OBJECT, BIT_STRING, BIT__MAX };

static const char *const bit_words[] = {"array", "boolean", "null", "number", "object", "string"};

struct column {
	struct span name; /* with its quotes */
	unsigned types;
	int64_t present;
	int64_t longest; /* -1: never a list */
};

struct columns {
	struct column *rows;
	size_t n, room;
};

static enum shape_bit bit_of(struct span value)
{
	switch (*value.at) {
	case '[':
		return BIT_ARRAY;
	case 't':
	case 'f':
		return BIT_BOOLEAN;
	case 'n':
		return BIT_NULL;
	case '{':
		return BIT_OBJECT;
	case '"':
		return BIT_STRING;
	default:
		return BIT_NUMBER;
	}
}

/* The column of that name; NULL when it is one too many. Items of one run have the same members in
 * the same order, so the guess is nearly always right. */
static struct column *column_of(struct work *w, struct columns *c, struct span name, size_t guess)
{
	if (guess < c->n && span_equal(c->rows[guess].name, name))
		return &c->rows[guess];
	for (size_t i = 0; i < c->n; i++)
		if (span_equal(c->rows[i].name, name))
			return &c->rows[i];
	if (c->n == SIGNATURE_FIELDS_MAX || name.n > NAME_MAX_BYTES + 2)
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

static void count_item(struct work *w, struct columns *c, const struct item *item)
{
	struct item_fields fields = item_fields(w, item);

	for (size_t i = 0; i < fields.n; i++) {
		struct span value = fields.fields[i].value;
		enum shape_bit bit = bit_of(value);
		struct column *column = column_of(w, c, fields.fields[i].name, i);
		int64_t length = bit == BIT_ARRAY ? (int64_t)json_length(value) : -1;

		if (!column)
			continue;
		column->types |= 1u << bit;
		column->present += bit != BIT_NULL;
		if (length > column->longest)
			column->longest = length;
	}
}

static int compare_columns(const void *a, const void *b)
{
	return json_names_compare(((const struct column *)a)->name,
				  ((const struct column *)b)->name);
}

static void print_column(struct text *t, const struct column *c)
{
	bool first = true;

	text_add_bytes(t, c->name.at, c->name.n);
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

const char *structural_signature(struct work *w, const struct item_list *items)
{
	/* What stands around a name has 120 bytes. */
	struct text t = text_new(w->arena, (SIGNATURE_FIELDS_MAX + 1) * (NAME_MAX_BYTES + 2 + 120));
	struct columns c = {0};

	for (size_t i = 0; i < items->n; i++)
		count_item(w, &c, &items->items[i]);
	if (c.n)
		qsort(c.rows, c.n, sizeof *c.rows, compare_columns);
	text_add(&t, "{\"item_count\":");
	text_add_int(&t, (int64_t)items->n);
	text_add(&t, ",\"fields\":{");
	for (size_t i = 0; i < c.n; i++) {
		if (i)
			text_add_char(&t, ',');
		print_column(&t, &c.rows[i]);
	}
	text_add(&t, "}}");
	return t.data;
}
