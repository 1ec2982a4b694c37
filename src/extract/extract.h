/* The "extract" operation: a page and a strategy to items.
 *
 * Request: {"url", "content_type", "strategy", "output_schema"}; body: the page as fetched.
 * Answer: {"items": [...], "item_count": n, "charset": "…"}, where item_count
 * counts inner items under a wrapper schema.
 */
#ifndef METER_EXTRACT_EXTRACT_H
#define METER_EXTRACT_EXTRACT_H

#include "extract/html.h"
#include "extract/operation.h"
#include "extract/schema.h"

bool extract_operation(struct work *w, struct json_object *request, const char *body,
		       size_t body_size, struct text *out);

/* Makes absolute the values of columns that the schema says are URLs; what is no link stays as it
 * is. For records that schema_apply() made. */
void extract_links(struct work *w, const struct schema *s, const struct document *d,
		   struct items *items);

#endif
