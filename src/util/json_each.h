/* Walking an object's members: json-c's own macro is a GNU statement expression, which
 * -Wpedantic refuses.
 *
 *   JSON_EACH(object, m) use(m.key, m.value);      (m.value NULL: null)
 */
#ifndef METER_UTIL_JSON_EACH_H
#define METER_UTIL_JSON_EACH_H

#include <json-c/json_object.h>
#include <json-c/json_object_iterator.h>

#include <stdbool.h>

struct json_each {
	const char *key;
	struct json_object *value;
	bool valid;
	struct json_object_iterator at, end;
};

static inline void json_each_load(struct json_each *e)
{
	e->valid = !json_object_iter_equal(&e->at, &e->end);
	if (e->valid) {
		e->key = json_object_iter_peek_name(&e->at);
		e->value = json_object_iter_peek_value(&e->at);
	}
}

/* What is no object has no members. */
static inline struct json_each json_each_begin(struct json_object *o)
{
	struct json_each e = {.valid = false};

	if (json_object_is_type(o, json_type_object)) {
		e.at = json_object_iter_begin(o);
		e.end = json_object_iter_end(o);
		json_each_load(&e);
	}
	return e;
}

static inline void json_each_next(struct json_each *e)
{
	json_object_iter_next(&e->at);
	json_each_load(e);
}

#define JSON_EACH(object, name)                                                                    \
	for (struct json_each name = json_each_begin(object); name.valid; json_each_next(&name))

#endif
