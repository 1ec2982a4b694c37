/* The items inside of a wrapper schema: {"listings": [{…}]} wraps all of them in one object. */
#ifndef METER_EXTRACT_INNER_H
#define METER_EXTRACT_INNER_H

#include <json-c/json_object.h>

/* The name under which a wrapper schema has its items, NULL when the schema (may be NULL) is none:
 * one with a single top-level array of objects. Lives as long as the schema. */
const char *inner_name(struct json_object *schema);

/* The items that count, hash and changes are taken over: those under the wrapper key when the
 * schema (may be NULL) is a wrapper, else the array itself. */
struct json_object *inner_items(struct json_object *schema, struct json_object *items);

#endif
