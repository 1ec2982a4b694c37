/* The output schema: a tree of names and types, its leaves in a row, and records made to fit. */
#include "extract/schema.h"

#include "bounds.h"
#include "extract/number.h"
#include "util/json.h"
#include "util/json_each.h"
#include "util/list.h"

/* A key of the schema: a leaf, or an object with keys of its own. */
struct key {
	const char *name;
	bool is_leaf;
	LIST_HEAD(struct key) keys;
	struct key *next;
};

struct schema {
	struct key top;
	const char *wrapper; /* the single top-level key whose value is a list of the records */
	struct schema_field *fields;
	size_t n_fields;
};

/* --- reading --- */

static bool word_read(struct json_object *o, enum schema_type *out)
{
	static const struct {
		const char *word;
		enum schema_type type;
	} words[] = {
	    {"string", FIELD_STRING},	{"number", FIELD_NUMBER}, {"float", FIELD_NUMBER},
	    {"integer", FIELD_INTEGER}, {"int", FIELD_INTEGER},	  {"boolean", FIELD_BOOLEAN},
	    {"array", FIELD_ARRAY},
	};

	if (!json_object_is_type(o, json_type_string))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (ascii_equal(json_object_get_string(o), words[i].word)) {
			*out = words[i].type;
			return true;
		}
	}
	return false;
}

static bool names_url(const char *key)
{
	for (; *key; key++) {
		if (ascii_starts(key, "url") || ascii_starts(key, "link") ||
		    ascii_starts(key, "href"))
			return true;
	}
	return false;
}

/* Where the reader is: the names above, joined with underscores, and with dots for complaints. */
struct level {
	const char *flat, *dotted;
};

/* What is being read. */
struct reader {
	struct work *w;
	struct schema *schema;
	size_t *n_left; /* leaves that there may be, those of lists included */
};

static bool keys_read(struct reader *r, struct key *parent, struct level above,
		      struct json_object *o);

static bool unknown_type(struct reader *r, const char *where, struct json_object *type)
{
	return complain(r->w, ERR_UNACCEPTABLE, where, "%s: unknown type %s", where,
			type ? json_string(r->w, type) : "null");
}

static struct schema *schema_new(struct work *w)
{
	struct schema *s = ARENA_NEW(w->arena, struct schema);

	s->fields = ARENA_ARRAY(w->arena, SCHEMA_FIELDS_MAX, struct schema_field);
	return s;
}

/* [], ["string"] or [{…}]: a list inside of a record. */
static bool list_read(struct reader *r, const char *where, struct json_object *list,
		      struct schema_field *field)
{
	size_t n = json_object_array_length(list);
	struct json_object *entry = n ? json_object_array_get_idx(list, 0) : NULL;
	struct reader inner = {r->w, NULL, r->n_left};
	struct level top = {"", arena_printf(r->w->arena, "%s[0]", where)};

	field->type = FIELD_ARRAY;
	if (n > 1)
		return complain(r->w, ERR_UNACCEPTABLE, where, "%s: a list has one type", where);
	field->has_entries = n == 1;
	if (n == 0)
		return true;
	if (!json_object_is_type(entry, json_type_object))
		return (word_read(entry, &field->entries) && field->entries != FIELD_ARRAY) ||
		       unknown_type(r, top.dotted, entry);
	inner.schema = schema_new(r->w);
	field->records = inner.schema;
	return keys_read(&inner, &inner.schema->top, top, entry);
}

static bool leaf_read(struct reader *r, struct level at, const char *key, struct json_object *type)
{
	struct schema_field *field = &r->schema->fields[r->schema->n_fields];

	if (*r->n_left == 0)
		return complain(r->w, ERR_UNACCEPTABLE, at.dotted,
				"%s: a schema has at most %d fields", at.dotted, SCHEMA_FIELDS_MAX);
	--*r->n_left;
	*field = (struct schema_field){.name = at.flat, .key = key, .is_url = names_url(key)};
	r->schema->n_fields++;
	if (json_object_is_type(type, json_type_array))
		return list_read(r, at.dotted, type, field);
	return word_read(type, &field->type) || unknown_type(r, at.dotted, type);
}

static bool key_read(struct reader *r, struct key *parent, struct level above, const char *name,
		     struct json_object *o)
{
	struct key *key = ARENA_NEW(r->w->arena, struct key);
	struct level at;

	key->name = arena_text(r->w->arena, name);
	LIST_ADD(&parent->keys, key);
	at.flat = arena_printf(r->w->arena, "%s%s%s", above.flat, *above.flat ? "_" : "", name);
	at.dotted = arena_printf(r->w->arena, "%s.%s", above.dotted, name);
	if (strlen(name) > NAME_MAX_BYTES)
		return complain(r->w, ERR_UNACCEPTABLE, above.dotted,
				"%s: a name has more than %d bytes", above.dotted, NAME_MAX_BYTES);
	if (*name == '\0')
		return complain(r->w, ERR_UNACCEPTABLE, at.dotted, "%s: a name is empty",
				at.dotted);
	key->is_leaf = !json_object_is_type(o, json_type_object);
	if (key->is_leaf)
		return leaf_read(r, at, key->name, o);
	return keys_read(r, key, at, o);
}

/* Reads all keys, so that all complaints are made at once. The nesting is that of JSON. */
static bool keys_read(struct reader *r, struct key *parent, struct level above,
		      struct json_object *o)
{
	bool good = true;

	if (json_object_object_length(o) == 0)
		return complain(r->w, ERR_UNACCEPTABLE, above.dotted,
				"%s must name a field or more", above.dotted);
	JSON_EACH (o, m) {
		if (!key_read(r, parent, above, m.key, m.value))
			good = false;
	}
	return good;
}

/* {"listings": [{…}]}: the inner object and its key; NULL for any other schema. */
static struct json_object *wrapped(struct json_object *o, const char **key_out)
{
	struct json_each first = json_each_begin(o);
	struct json_object *list, *item;

	if (json_object_object_length(o) != 1 || !first.key)
		return NULL;
	list = first.value;
	if (!json_object_is_type(list, json_type_array) || json_object_array_length(list) != 1)
		return NULL;
	item = json_object_array_get_idx(list, 0);
	*key_out = first.key;
	return json_object_is_type(item, json_type_object) ? item : NULL;
}

struct schema *schema_parse(struct work *w, struct json_object *o)
{
	size_t n_left = SCHEMA_FIELDS_MAX;
	struct reader r = {w, NULL, &n_left};
	struct level top = {"", "output_schema"};
	struct json_object *inner;
	const char *key;

	if (!json_object_is_type(o, json_type_object))
		return complain(w, ERR_INVALID, "output_schema", "output_schema must be an object");
	r.schema = schema_new(w);
	inner = wrapped(o, &key);
	if (inner && strlen(key) > NAME_MAX_BYTES)
		return complain(w, ERR_UNACCEPTABLE, "output_schema",
				"output_schema: a name has more than %d bytes", NAME_MAX_BYTES);
	if (inner) {
		r.schema->wrapper = arena_text(w->arena, key);
		top.dotted = arena_printf(w->arena, "output_schema.%s[0]", key);
	}
	return keys_read(&r, &r.schema->top, top, inner ? inner : o) ? r.schema : NULL;
}

const struct schema_field *schema_fields(const struct schema *s, size_t *n_out)
{
	*n_out = s->n_fields;
	return s->fields;
}

/* --- writing --- */

static void rows_print(struct text *t, const struct schema *s, const struct items *items);

static void leaf_print(struct text *t, const struct schema_field *field, const struct value *v)
{
	if (field->records && v->kind == VALUE_RECORDS)
		rows_print(t, field->records, v->as.records);
	else
		value_print(t, v);
}

/* Recursion follows the schema, which is as deep as JSON may be. */
static void keys_print(struct text *t, const struct schema *s, const struct key *parent,
		       const struct value *row, size_t *column)
{
	const char *before = "{";

	LIST_EACH (const struct key, key, &parent->keys) {
		text_add(t, before);
		text_add_json(t, key->name, strlen(key->name));
		text_add_char(t, ':');
		if (key->is_leaf) {
			leaf_print(t, &s->fields[*column], &row[*column]);
			++*column;
		} else {
			keys_print(t, s, key, row, column);
		}
		before = ",";
	}
	text_add_char(t, '}');
}

void schema_print_row(struct text *t, const struct schema *s, const struct items *items, size_t row)
{
	size_t column = 0;

	keys_print(t, s, &s->top, &items->values[row * items->n_fields], &column);
}

static void rows_print(struct text *t, const struct schema *s, const struct items *items)
{
	text_add_char(t, '[');
	for (size_t row = 0; row < items->n; row++) {
		if (row)
			text_add_char(t, ',');
		schema_print_row(t, s, items, row);
	}
	text_add_char(t, ']');
}

void schema_print(struct text *t, const struct schema *s, const struct items *items)
{
	if (s->wrapper) {
		text_add(t, "[{");
		text_add_json(t, s->wrapper, strlen(s->wrapper));
		text_add_char(t, ':');
	}
	rows_print(t, s, items);
	if (s->wrapper)
		text_add(t, "}]");
}
