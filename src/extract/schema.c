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

static bool type_read(struct json_object *o, struct schema_field *field)
{
	static const struct {
		const char *word;
		enum schema_type type;
	} words[] = {
	    {"string", FIELD_STRING},	{"number", FIELD_NUMBER}, {"float", FIELD_NUMBER},
	    {"integer", FIELD_INTEGER}, {"int", FIELD_INTEGER},	  {"boolean", FIELD_BOOLEAN},
	    {"array", FIELD_ARRAY},
	};
	const char *word;

	if (json_object_is_type(o, json_type_array)) { /* ["string"]: a list inside of a record */
		field->type = FIELD_ARRAY;
		return true;
	}
	if (!json_object_is_type(o, json_type_string))
		return false;
	word = json_object_get_string(o);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (ascii_equal(word, words[i].word)) {
			field->type = words[i].type;
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

static bool keys_read(struct work *w, struct schema *s, struct key *parent, struct level above,
		      struct json_object *o);

static bool leaf_read(struct work *w, struct schema *s, struct level at, const char *key,
		      struct json_object *type)
{
	struct schema_field *field = &s->fields[s->n_fields];

	if (s->n_fields == SCHEMA_FIELDS_MAX)
		return complain(w, ERR_UNACCEPTABLE, at.dotted,
				"%s: a schema has at most %d fields", at.dotted, SCHEMA_FIELDS_MAX);
	*field = (struct schema_field){.name = at.flat, .key = key, .is_url = names_url(key)};
	if (!type_read(type, field))
		return complain(w, ERR_UNACCEPTABLE, at.dotted, "%s: unknown type %s", at.dotted,
				type ? json_string(w, type) : "null");
	s->n_fields++;
	return true;
}

static bool key_read(struct work *w, struct schema *s, struct key *parent, struct level above,
		     const char *name, struct json_object *o)
{
	struct key *key = ARENA_NEW(w->arena, struct key);
	struct level at;

	key->name = arena_text(w->arena, name);
	LIST_ADD(&parent->keys, key);
	at.flat = arena_printf(w->arena, "%s%s%s", above.flat, *above.flat ? "_" : "", name);
	at.dotted = arena_printf(w->arena, "%s.%s", above.dotted, name);
	if (*name == '\0')
		return complain(w, ERR_UNACCEPTABLE, at.dotted, "%s: a name is empty", at.dotted);
	key->is_leaf = !json_object_is_type(o, json_type_object);
	if (key->is_leaf)
		return leaf_read(w, s, at, key->name, o);
	return keys_read(w, s, key, at, o);
}

/* Reads all keys, so that all complaints are made at once. The nesting is that of JSON. */
static bool keys_read(struct work *w, struct schema *s, struct key *parent, struct level above,
		      struct json_object *o)
{
	bool good = true;

	if (json_object_object_length(o) == 0)
		return complain(w, ERR_UNACCEPTABLE, above.dotted, "%s must name a field or more",
				above.dotted);
	JSON_EACH (o, m) {
		if (!key_read(w, s, parent, above, m.key, m.value))
			good = false;
	}
	return good;
}

/* {"listings": [{…}]}: the inner object and its key; NULL for any other schema. */
static struct json_object *wrapped(struct json_object *o, const char **key_out)
{
	struct json_each first = json_each_begin(o);
	struct json_object *list, *item;

	if (json_object_object_length(o) != 1)
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
	struct schema *s = ARENA_NEW(w->arena, struct schema);
	struct level top = {"", "output_schema"};
	struct json_object *inner;
	const char *key;

	if (!json_object_is_type(o, json_type_object))
		return complain(w, ERR_INVALID, "output_schema", "output_schema must be an object");
	s->fields = ARENA_ARRAY(w->arena, SCHEMA_FIELDS_MAX, struct schema_field);
	inner = wrapped(o, &key);
	if (inner) {
		s->wrapper = arena_text(w->arena, key);
		top.dotted = arena_printf(w->arena, "output_schema.%s[0]", key);
	}
	return keys_read(w, s, &s->top, top, inner ? inner : o) ? s : NULL;
}

const struct schema_field *schema_fields(const struct schema *s, size_t *n_out)
{
	*n_out = s->n_fields;
	return s->fields;
}

/* --- writing --- */

static void keys_print(struct text *t, const struct key *parent, const struct value *row,
		       size_t *column)
{
	const char *before = "{";

	LIST_EACH (const struct key, key, &parent->keys) {
		text_add(t, before);
		text_add_json(t, key->name, strlen(key->name));
		text_add_char(t, ':');
		if (key->is_leaf)
			value_print(t, &row[(*column)++]);
		else
			keys_print(t, key, row, column);
		before = ",";
	}
	text_add_char(t, '}');
}

void schema_print_row(struct text *t, const struct schema *s, const struct items *items, size_t row)
{
	size_t column = 0;

	keys_print(t, &s->top, &items->values[row * items->n_fields], &column);
}

void schema_print(struct text *t, const struct schema *s, const struct items *items)
{
	if (s->wrapper) {
		text_add(t, "[{");
		text_add_json(t, s->wrapper, strlen(s->wrapper));
		text_add_char(t, ':');
	}
	text_add_char(t, '[');
	for (size_t row = 0; row < items->n; row++) {
		if (row)
			text_add_char(t, ',');
		schema_print_row(t, s, items, row);
	}
	text_add_char(t, ']');
	if (s->wrapper)
		text_add(t, "}]");
}
