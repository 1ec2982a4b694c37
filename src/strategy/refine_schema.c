/* An output schema follows when feedback adds, renames or drops a field: without that the new field
 * would never be seen. */
#include "strategy/refine_parts.h"

#include "util/json.h"
#include "util/json_each.h"

/* What a record is made of: the schema itself, or what its one list holds. */
static struct json_object *record_of(struct json_object *schema)
{
	struct json_object *inner = NULL;

	if (json_object_object_length(schema) != 1)
		return schema;
	JSON_EACH (schema, m)
		if (json_object_is_type(m.value, json_type_array))
			inner = json_object_array_get_idx(m.value, 0);
	return json_object_is_type(inner, json_type_object) ? inner : schema;
}

bool schema_has(struct json_object *schema, const char *field)
{
	struct json_object *type = json_get(record_of(schema), field);

	return type && !json_object_is_type(type, json_type_object);
}

static const struct edit *edit_of(const struct edits *edits, const char *field)
{
	for (size_t i = edits->n; i-- > 0;) {
		const struct edit *e = &edits->items[i];
		if ((e->kind == EDIT_DROP || e->kind == EDIT_RENAME || e->kind == EDIT_NUMBER) &&
		    strcmp(e->field, field) == 0)
			return e;
	}
	return NULL;
}

static struct json_object *record_edit(struct work *w, struct json_object *record,
				       const struct edits *edits)
{
	struct json_object *out = json_new_object(w);

	JSON_EACH (record, m) {
		const struct edit *e = edit_of(edits, m.key);
		if (!e)
			json_put_shared(out, m.key, m.value);
		else if (e->kind == EDIT_RENAME)
			json_put_shared(out, e->text, m.value);
		else if (e->kind == EDIT_NUMBER)
			json_put_text(out, m.key, "number");
	}
	for (size_t i = 0; i < edits->n; i++)
		if (edits->items[i].kind == EDIT_ADD && edits->items[i].text)
			json_put_text(out, edits->items[i].text,
				      edits->items[i].many ? "array" : "string");
	return out;
}

struct json_object *schema_edit(struct work *w, struct json_object *schema,
				const struct edits *edits)
{
	struct json_object *record = record_of(schema), *edited, *list, *out;
	bool any = false;

	for (size_t i = 0; i < edits->n; i++)
		any = any || edits->items[i].kind <= EDIT_NUMBER;
	if (!any)
		return schema;
	edited = record_edit(w, record, edits);
	if (record == schema)
		return edited;
	out = json_new_object(w);
	list = json_new_array(w);
	json_add_shared(list, edited);
	JSON_EACH (schema, m)
		json_put_shared(out, m.key, list);
	return out;
}
