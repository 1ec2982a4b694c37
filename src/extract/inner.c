/* Items taken out of their wrapper. */
#include "extract/inner.h"

#include "util/json.h"
#include "util/json_each.h"

const char *inner_name(struct json_object *schema)
{
	if (!schema || json_object_object_length(schema) != 1)
		return NULL;
	JSON_EACH (schema, m)
		if (json_object_is_type(m.value, json_type_array) &&
		    json_object_is_type(json_object_array_get_idx(m.value, 0), json_type_object))
			return m.key;
	return NULL;
}

struct json_object *inner_items(struct json_object *schema, struct json_object *items)
{
	const char *name = inner_name(schema);
	struct json_object *wrapped;

	if (!name || json_object_array_length(items) != 1)
		return items;
	wrapped = json_array_of(json_object_array_get_idx(items, 0), name);
	return wrapped ? wrapped : items;
}
