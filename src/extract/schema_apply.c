/* Records made to fit a schema: columns found by name, values coerced to types (contract, part A,
 * 8.7). */
#include "extract/number.h"
#include "extract/schema.h"
#include "extract/transform.h"

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
	case VALUE_RECORDS:
		return null_value;
	}
	return null_value;
}

/* The words between commas, trimmed; empty ones do not count. */
static struct value words_of(struct arena *a, const char *text)
{
	struct value out = {.kind = VALUE_LIST};
	size_t room = 1;

	for (const char *p = text; *p; p++)
		room += *p == ',';
	out.as.list.items = ARENA_ARRAY(a, room, struct value);
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, ",");
		struct slice word = slice_trimmed((struct slice){p, n});

		if (word.n)
			out.as.list.items[out.as.list.n++] = (struct value){
			    .kind = VALUE_TEXT, .as.text = arena_copy(a, word.start, word.n)};
		p += n + (p[n] == ',');
	}
	return out;
}

/* A text is split at commas; any other value becomes a list of one. */
static struct value as_list(struct arena *a, const struct value *v)
{
	struct value out = {.kind = VALUE_LIST};

	if (v->kind == VALUE_NULL || v->kind == VALUE_LIST || v->kind == VALUE_RECORDS)
		return *v;
	if (v->kind == VALUE_TEXT)
		return words_of(a, v->as.text);
	out.as.list.items = ARENA_NEW(a, struct value);
	out.as.list.items[out.as.list.n++] = *v;
	return out;
}

static struct value first_of(const struct value *v)
{
	if (v->kind != VALUE_LIST)
		return *v;
	return v->as.list.n ? v->as.list.items[0] : null_value;
}

/* Entries that are no texts or booleans are left out; numbers come with the column. */
static struct value entries_coerced(struct arena *a, enum schema_type type, struct value list)
{
	struct value out = {.kind = VALUE_LIST};

	if (list.kind != VALUE_LIST)
		return list.kind == VALUE_RECORDS ? null_value : list;
	out.as.list.items = ARENA_ARRAY(a, list.as.list.n, struct value);
	for (size_t i = 0; i < list.as.list.n; i++) {
		struct value v = list.as.list.items[i];

		if (type == FIELD_STRING)
			v = as_text(a, &v);
		else if (type == FIELD_BOOLEAN)
			v = as_boolean(&v);
		if (v.kind != VALUE_NULL)
			out.as.list.items[out.as.list.n++] = v;
	}
	return out;
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
		if (field->records)
			return v->kind == VALUE_RECORDS ? *v : null_value;
		first = as_list(a, v);
		return field->has_entries ? entries_coerced(a, field->entries, first) : first;
	}
	return null_value;
}

/* Tables that share their columns, and what becomes of each. */
struct tables {
	const struct items **in;
	struct items **out;
	size_t n;
};

static struct tables tables_new(struct arena *a, size_t room)
{
	struct tables t = {0};

	t.in = ARENA_ARRAY(a, room, const struct items *);
	t.out = ARENA_ARRAY(a, room, struct items *);
	return t;
}

static struct items *tables_add(struct arena *a, struct tables *t, const struct schema *s,
				const struct items *in)
{
	struct items *out = ARENA_NEW(a, struct items);
	const struct schema_field *fields = schema_fields(s, &out->n_fields);

	out->n = in->n;
	out->names = ARENA_ARRAY(a, out->n_fields, const char *);
	out->values = ARENA_ARRAY(a, out->n * out->n_fields, struct value);
	for (size_t i = 0; i < out->n_fields; i++)
		out->names[i] = fields[i].name;
	t->in[t->n] = in;
	t->out[t->n++] = out;
	return out;
}

static void column_fill(struct arena *a, const struct schema_field *field, size_t column,
			const struct items *in, struct items *out)
{
	size_t from = column_of(in, field->name);

	for (size_t row = 0; from < in->n_fields && row < in->n; row++)
		*item_value(out, row, column) = coerced(a, field, item_value(in, row, from));
}

/* The records in a column of all tables, each replaced by a table that fits. */
static struct tables tables_inside(struct arena *a, const struct tables *t, const struct schema *s,
				   size_t column)
{
	struct tables inner;
	size_t room = 0;

	for (size_t i = 0; i < t->n; i++)
		room += t->out[i]->n;
	inner = tables_new(a, room);
	for (size_t i = 0; i < t->n; i++) {
		for (size_t row = 0; row < t->out[i]->n; row++) {
			struct value *v = item_value(t->out[i], row, column);
			if (v->kind == VALUE_RECORDS)
				v->as.records = tables_add(a, &inner, s, v->as.records);
		}
	}
	return inner;
}

static bool is_number(enum schema_type type)
{
	return type == FIELD_NUMBER || type == FIELD_INTEGER;
}

/* Recursion follows the schema. */
static void tables_fill(struct arena *a, const struct schema *s, struct tables t)
{
	size_t n_fields;
	const struct schema_field *fields = schema_fields(s, &n_fields);

	for (size_t i = 0; i < n_fields; i++) {
		enum schema_type type = fields[i].has_entries ? fields[i].entries : fields[i].type;

		for (size_t k = 0; k < t.n; k++)
			column_fill(a, &fields[i], i, t.in[k], t.out[k]);
		if (fields[i].records)
			tables_fill(a, fields[i].records,
				    tables_inside(a, &t, fields[i].records, i));
		else if (is_number(type))
			number_columns(t.out, t.n, i, type == FIELD_INTEGER);
	}
}

struct items *schema_apply(struct work *w, const struct schema *s, const struct items *in)
{
	struct tables t = tables_new(w->arena, 1);
	struct items *out = tables_add(w->arena, &t, s, in);

	tables_fill(w->arena, s, t);
	return out;
}
