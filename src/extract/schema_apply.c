/* Records made to fit a schema: columns found by name, values coerced to types (contract, part A,
 * 8.7). */
#include "extract/number.h"
#include "extract/schema.h"

#include "util/json.h"

/* --- columns --- */

/* Equal but for case, underscores, hyphens and spaces. */
static bool names_match(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, "_- ");
		b += strspn(b, "_- ");
		if (ascii_lower(*a) != ascii_lower(*b))
			return false;
		if (!*a)
			return true;
	}
}

/* The column for a field: by its very name, or by one that is nearly so; n_fields for none. */
static size_t column_of(const struct items *in, const char *name)
{
	size_t near = in->n_fields;

	for (size_t i = 0; i < in->n_fields; i++) {
		if (strcmp(in->names[i], name) == 0)
			return i;
		if (near == in->n_fields && names_match(in->names[i], name))
			near = i;
	}
	return near;
}

/* --- values --- */

static const struct value null_value = {.kind = VALUE_NULL};

static struct value as_text(struct arena *a, const struct value *v)
{
	struct value out = {.kind = VALUE_TEXT};
	struct text t;

	if (value_is_empty(v))
		return null_value;
	if (v->kind == VALUE_TEXT)
		return *v;
	t = text_new(a, SIZE_MAX / 4);
	if (v->kind == VALUE_LIST) {
		for (size_t i = 0; i < v->as.list.n; i++) {
			struct value item = as_text(a, &v->as.list.items[i]);
			if (item.kind != VALUE_TEXT)
				continue;
			text_add(&t, t.length ? ", " : "");
			text_add(&t, item.as.text);
		}
	} else {
		value_print(&t, v);
	}
	out.as.text = t.data;
	return out;
}

static struct value as_boolean(const struct value *v)
{
	static const char *const words[] = {"false", "no", "0", "true", "yes", "1"};
	struct value out = {.kind = VALUE_BOOL};

	switch (v->kind) {
	case VALUE_BOOL:
		return *v;
	case VALUE_INT:
		out.as.truth = v->as.integer != 0;
		return v->as.integer == 0 || v->as.integer == 1 ? out : null_value;
	case VALUE_TEXT:
		for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
			out.as.truth = i >= 3;
			if (ascii_equal(v->as.text, words[i]))
				return out;
		}
		return null_value;
	case VALUE_NULL:
	case VALUE_NUMBER:
	case VALUE_LIST:
		return null_value;
	}
	return null_value;
}

/* A text is split at commas; any other value becomes a list of one. */
static struct value as_list(struct arena *a, const struct value *v)
{
	struct value out = {.kind = VALUE_LIST};
	size_t room = 1;

	if (v->kind == VALUE_NULL || v->kind == VALUE_LIST)
		return *v;
	if (v->kind != VALUE_TEXT) {
		out.as.list.items = ARENA_NEW(a, struct value);
		out.as.list.items[out.as.list.n++] = *v;
		return out;
	}
	for (const char *p = v->as.text; *p; p++)
		room += *p == ',';
	out.as.list.items = ARENA_ARRAY(a, room, struct value);
	for (const char *p = v->as.text; *p;) {
		size_t n = strcspn(p, ","), trimmed = n;
		struct value *item = &out.as.list.items[out.as.list.n];

		while (trimmed && ascii_is_space(*p)) {
			p++;
			trimmed--;
			n--;
		}
		while (trimmed && ascii_is_space(p[trimmed - 1]))
			trimmed--;
		if (trimmed) {
			item->kind = VALUE_TEXT;
			item->as.text = arena_copy(a, p, trimmed);
			out.as.list.n++;
		}
		p += n + (p[n] == ',');
	}
	return out;
}

static struct value first_of(const struct value *v)
{
	if (v->kind != VALUE_LIST)
		return *v;
	return v->as.list.n ? v->as.list.items[0] : null_value;
}

/* --- records --- */

/* What goes into the column before numbers are made of it. */
static struct value coerced(struct arena *a, const struct schema_field *field,
			    const struct value *v)
{
	struct value first;

	switch (field->type) {
	case FIELD_STRING:
		return as_text(a, v);
	case FIELD_NUMBER:
	case FIELD_INTEGER:
		return first_of(v);
	case FIELD_BOOLEAN:
		first = first_of(v);
		return as_boolean(&first);
	case FIELD_ARRAY:
		return as_list(a, v);
	}
	return null_value;
}

struct items *schema_apply(struct work *w, const struct schema *s, const struct items *in)
{
	struct items *out = ARENA_NEW(w->arena, struct items);
	const struct schema_field *fields = schema_fields(s, &out->n_fields);

	out->n = in->n;
	out->names = ARENA_ARRAY(w->arena, out->n_fields, const char *);
	out->values = ARENA_ARRAY(w->arena, out->n * out->n_fields, struct value);
	for (size_t i = 0; i < out->n_fields; i++) {
		size_t column = column_of(in, fields[i].name);

		out->names[i] = fields[i].name;
		if (column == in->n_fields)
			continue; /* all null */
		for (size_t row = 0; row < in->n; row++)
			*item_value(out, row, i) =
			    coerced(w->arena, &fields[i], item_value(in, row, column));
		if (fields[i].type == FIELD_NUMBER || fields[i].type == FIELD_INTEGER)
			number_column(out, i, fields[i].type == FIELD_INTEGER);
	}
	return out;
}
