/* The JSON-LD of a page, and paths into it (extract/path.h).
 *
 * When the first word of a path is a type ("Product.name"), it starts at the nodes of that type,
 * those of the outer level before those inside of others.
 */
#ifndef METER_EXTRACT_LINKED_DATA_H
#define METER_EXTRACT_LINKED_DATA_H

#include "extract/html.h"
#include "extract/items.h"
#include "extract/path.h"

struct linked_data;

/* The page's JSON-LD; what is no JSON and no literal of JavaScript is left out. */
struct linked_data *linked_data_read(struct work *w, const struct document *d);

/* The same of a value that has the form of JSON-LD. */
struct linked_data *linked_data_of(struct work *w, struct json_object *o);

/* The values at the path, lists opened. */
struct json_list linked_data_find(struct arena *a, const struct linked_data *data,
				  const struct path *path);

/* A JSON value as ours; null for what has no simple value. Of an object its name, text or address,
 * or the only member that it has ({"S": "Cup"}). */
struct value data_value(struct arena *a, struct json_object *o, bool is_url);

#endif
