/* From an API's answer to records, by the strategy's paths. */
#include "extract/json_items.h"

#include "bounds.h"
#include "extract/rules.h"
#include "util/json.h"
#include "util/json_each.h"

enum { RECORDS_LOOKED_AT = 200 }; /* to learn which fields there are */

bool json_records(struct work *w, struct json_object *strategy, struct json_object *answer,
		  struct json_list *out)
{
	struct json_object *said = json_get(strategy, "items_path");
	const char *text = json_text(strategy, "items_path");
	struct path *path;

	if (said && !text)
		return fail(w, ERR_UNACCEPTABLE, "items_path: must be a string or null");
	path = path_parse(w, text && *text ? text : "$");
	if (!path)
		return fail(w, ERR_UNACCEPTABLE, "items_path: %s", w->message);
	*out = path_opened(w->arena, path_find(w->arena, path, answer));
	return true;
}

/* --- fields that the strategy names --- */

/* A way to a value that is a path alone, or an object with one. */
static struct json_object *way(struct work *w, struct json_object *said)
{
	struct json_object *o = json_new_object(w);

	if (json_object_is_type(said, json_type_string)) {
		json_put_shared(o, "path", said);
		return o;
	}
	if (!json_object_is_type(said, json_type_object))
		return NULL;
	JSON_EACH (said, m)
		json_put_shared(o, m.key, m.value);
	return o;
}

static struct json_object *field_of(struct work *w, const char *name, struct json_object *said)
{
	struct json_object *o = way(w, said), *fallbacks, *ways;

	if (!o)
		return fail(w, ERR_UNACCEPTABLE, "fields.%s: must be a path or an object", name);
	fallbacks = json_array_of(o, "fallbacks");
	if (!fallbacks)
		return o;
	ways = json_new_array(w);
	for (size_t i = 0; i < json_object_array_length(fallbacks); i++) {
		struct json_object *fallback = way(w, json_object_array_get_idx(fallbacks, i));

		if (!fallback)
			return fail(w, ERR_UNACCEPTABLE,
				    "fields.%s.fallbacks[%zu]: must be a path or an object", name,
				    i);
		json_add_shared(ways, fallback);
	}
	json_put_shared(o, "fallbacks", ways);
	return o;
}

/* --- fields that the records have --- */

struct learning {
	struct work *w;
	struct json_object *fields;
};

static bool is_list_of_objects(struct json_object *o)
{
	return json_object_is_type(o, json_type_array) && json_object_array_length(o) > 0 &&
	       json_object_is_type(json_object_array_get_idx(o, 0), json_type_object);
}

static void learn_field(struct learning *l, const char *name, const char *path)
{
	struct json_object *field;

	if (json_get(l->fields, name) || json_object_object_length(l->fields) >= FIELDS_MAX)
		return;
	field = json_new_object(l->w);
	json_put_text(field, "path", path);
	json_put_shared(l->fields, name, field);
}

/* An object that is being looked at. */
struct learned_level {
	struct json_each members;
	const char *name, *path; /* where it stands, "" for the record */
};

/* The members of one record, those of objects inside under joined names. */
static void learn_record(struct learning *l, struct json_object *record)
{
	struct learned_level levels[JSON_DEPTH_MAX];
	struct arena *a = l->w->arena;
	size_t depth = 1;

	levels[0] = (struct learned_level){json_each_begin(record), "", ""};
	while (depth) {
		struct learned_level *level = &levels[depth - 1];
		struct json_object *value = level->members.value;
		const char *key = level->members.key, *name, *path;

		if (!level->members.valid) {
			depth--;
			continue;
		}
		json_each_next(&level->members);
		path = path_join(a, level->path, key);
		if (!value || !path || is_list_of_objects(value))
			continue;
		name = *level->name ? arena_printf(a, "%s_%s", level->name, key) : key;
		if (json_object_is_type(value, json_type_object) &&
		    json_object_object_length(value) > 1 && depth < JSON_DEPTH_MAX)
			levels[depth++] =
			    (struct learned_level){json_each_begin(value), name, path};
		else
			learn_field(l, name, path);
	}
}

/* Whether another field is inside of what this path leads to. */
static bool has_inner(struct json_object *fields, const char *path)
{
	size_t n = strlen(path);

	JSON_EACH (fields, m) {
		const char *other = json_text(m.value, "path");

		if (strncmp(other, path, n) == 0 && (other[n] == '.' || other[n] == '['))
			return true;
	}
	return false;
}

/* Without objects that had one member in one record, and more of them in others. */
static struct json_object *innermost(struct work *w, struct json_object *fields)
{
	struct json_object *out = json_new_object(w);

	JSON_EACH (fields, m) {
		if (!has_inner(fields, json_text(m.value, "path")))
			json_put_shared(out, m.key, m.value);
	}
	return out;
}

static struct json_object *learn_fields(struct work *w, struct json_list records)
{
	struct learning l = {w, json_new_object(w)};

	for (size_t i = 0; i < records.n && i < RECORDS_LOOKED_AT; i++) {
		if (json_object_is_type(records.items[i], json_type_object))
			learn_record(&l, records.items[i]);
		else
			learn_field(&l, "value", "$");
	}
	if (json_object_object_length(l.fields) == 0)
		learn_field(&l, "value", "$"); /* of no record at all */
	return innermost(w, l.fields);
}

struct json_object *json_fields(struct work *w, struct json_object *strategy,
				struct json_list records)
{
	struct json_object *said = json_get(strategy, "fields"), *fields;

	if (said && !json_object_is_type(said, json_type_object))
		return fail(w, ERR_UNACCEPTABLE, "fields: must be an object");
	if (!said || json_object_object_length(said) == 0)
		return learn_fields(w, records);
	fields = json_new_object(w);
	JSON_EACH (said, m) {
		struct json_object *field = field_of(w, m.key, m.value);

		if (!field)
			return NULL;
		json_put_shared(fields, m.key, field);
	}
	return fields;
}

struct items *json_items(struct work *w, struct json_object *strategy, struct json_object *answer,
			 struct document *d)
{
	struct json_object *plan = json_new_object(w), *fields;
	struct json_list records = {0};
	struct rules *rules;

	if (!json_records(w, strategy, answer, &records) ||
	    !(fields = json_fields(w, strategy, records)))
		return NULL;
	json_put_shared(plan, "fields", fields);
	rules = rules_parse(w, plan);
	return rules ? rules_run_json(w, rules, d, records) : NULL;
}
