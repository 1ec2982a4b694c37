/* The "extract" operation: a page and a strategy to items.
 *
 * Request: {"url", "content_type", "strategy", "output_schema", "filter_config"}; body: the page as
 * fetched. Answer: {"items": [...], "item_count": n, "item_count_before": n, "warnings": [...],
 * "charset": "…"}; see extract/output.h. It warns of fields that no item has.
 */
#ifndef METER_EXTRACT_EXTRACT_H
#define METER_EXTRACT_EXTRACT_H

#include "extract/operation.h"

bool extract_operation(struct work *w, struct json_object *request, const char *body,
		       size_t body_size, struct text *out);

#endif
