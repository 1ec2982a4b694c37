/* Items taken out of their wrapper. */
#include "extract/inner.h"

#include "util/json.h"
#include "util/json_each.h"

struct json_object *inner_items(struct json_object *schema, struct json_object *items)
{
	struct json_object *wrapped, *form;

	if (!schema || json_object_object_length(schema) != 1 ||
	    json_object_array_length(items) != 1)
		return items;
	JSON_EACH (schema, m) {
		form = json_object_is_type(m.value, json_type_array)
			   ? json_object_array_get_idx(m.value, 0)
			   : NULL;
		wrapped = json_array_of(json_object_array_get_idx(items, 0), m.key);
		if (json_object_is_type(form, json_type_object) && wrapped)
			return wrapped;
	}
	return items;
}
