/* JSON in a page's scripts: data blocks (<script type="application/json">) and what code assigns to
 * variables (window.__STATE__ = {…}, var items = […], x = JSON.parse("…"), dataLayer.push({…})).
 */
#ifndef METER_EXTRACT_SCRIPT_DATA_H
#define METER_EXTRACT_SCRIPT_DATA_H

#include "extract/html.h"
#include "extract/path.h"

/* A text as JSON: strictly, as browsers do, or, when it is JavaScript or wrapped in comments, the
 * first literal in it. NULL when there is none; w has no error then. */
struct json_object *script_json(struct work *w, const char *text, size_t n);

/* The value of the script with this id; an empty list without one. */
struct json_list script_by_id(struct work *w, const struct document *d, const char *id);

/* Those of all data blocks, but for JSON-LD. */
struct json_list script_blocks(struct work *w, const struct document *d);

/* What scripts assign to the variable or push onto it, in document order, at most
 * SCRIPT_VALUES_MAX values. */
struct json_list script_variable(struct work *w, const struct document *d, const char *name);

#endif
