/* Which items are kept: filter_config of the contract (part A, 8.8), compiled once.
 *
 *   {"mode": "all" or "any",
 *    "conditions": [
 *      {"field": "price", "operator": "gt", "value": "5"},
 *      {"field": "name", "operator": "contains", "value": "tea", "case_sensitive": true},
 *      {"field": "image.url", "operator": "exists"}]}
 *
 * Operators, on the text of the field:
 *   contains, not_contains, equals, not_equals, regex_match
 *                     case_sensitive is false by default. A list has the text that one of its
 *                     entries has; equals leaves white space at the ends out. A missing field has
 *                     no text
 *   gt, lt            the first number of both texts; false when one has none
 *   exists, not_exists   empty are null, blank text, an object without members and a list in which
 *                     nothing is filled; 0 and false are not empty
 *
 * A field is a member of that very name, or else a path of members joined by dots.
 */
#ifndef METER_EXTRACT_FILTER_H
#define METER_EXTRACT_FILTER_H

#include "extract/items.h"
#include "extract/schema.h"
#include "util/shape.h"

#include <json-c/json_object.h>

struct filter; /* lives as long as the work that parsed it; counts what it sees */

/* NULL with complaints that name the member, `name` first ("filter_config.conditions[2].operator:
 * unknown operator \"like\""). No config (NULL), {} and no conditions keep every item. */
struct filter *filter_parse(struct work *w, const char *name, struct json_object *config);

/* Whether the item passes. A pattern that takes too many steps does not match; after
 * FILTER_OVERRUNS_MAX such searches it is false with CLASS_TOO_COMPLEX. */
bool filter_keeps(struct work *w, struct filter *f, struct json_object *item);

/* Takes the records away that do not pass, as clients would see them: after the schema, if there
 * is one (else NULL). False with CLASS_TOO_COMPLEX. */
bool filter_items(struct work *w, struct filter *f, const struct schema *s, struct items *items);

/* What the user should know about the items seen so far, in plain sentences: a field that no item
 * has, a pattern that was given up, nothing kept. */
struct texts filter_warnings(struct work *w, const struct filter *f);

#endif
