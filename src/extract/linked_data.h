/* The JSON-LD of a page, and paths into it.
 *
 * A path is members with dots between: "offers.price", "image[0]", "offers[*].price". A list is
 * looked into without being named. When the first word is a type ("Product.name"), the path
 * starts at the nodes of that type, those of the outer level before those inside of others.
 */
#ifndef METER_EXTRACT_LINKED_DATA_H
#define METER_EXTRACT_LINKED_DATA_H

#include "extract/html.h"
#include "extract/items.h"

#include <json-c/json_object.h>

struct data_path;

/* NULL with ERR_UNACCEPTABLE and a message. */
struct data_path *data_path_parse(struct work *w, const char *text);

/* The page's JSON-LD; scripts that are no strict JSON are left out. */
struct linked_data;
struct linked_data *linked_data_read(struct work *w, const struct document *d);

/* The values at the path: a list, of one at the most unless `many`. Of an object its name or
 * text, or with is_url its address. */
struct value linked_data_find(struct arena *a, const struct linked_data *data,
			      const struct data_path *path, bool many, bool is_url);

/* A JSON value as ours; null for what has no simple value. */
struct value data_value(struct arena *a, struct json_object *o, bool is_url);

#endif
