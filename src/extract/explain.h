/* The "explain" operation: what each part of a strategy finds on a page, and what the page has
 * where a part finds nothing.
 *
 * Request and body as of "extract". Answer:
 *
 *   {"type": "css", "item_count": 20, "charset": "UTF-8",
 *    "container": REPORT, "require": [REPORT],
 *    "fields": {"price": {"filled": 0, "samples": [], "ways": [WAY]}},
 *    "summary": ["Field \"price\" has no value in any of the 20 items: …"]}
 *
 * REPORT: {"selector" or "path": "…", "matches": n, "records": in how many of the records, or
 * of the elements after them where the field follows the "rest"} and,
 * where nothing matches, "matched": the longest part from its beginning that still does (or else
 * from its end), or null, "matched_count": how often, "missing": what is next to it, "nearest":
 * [{"selector" or "path", "count", "sample"}]: what stands where that was looked for, likely ones
 * first. WAY, the field's own and each of its fallbacks: a REPORT with "filled" (records in which
 * it alone gives a value), "samples" (of values), and "texts" where the texts that were found give
 * none.
 */
#ifndef METER_EXTRACT_EXPLAIN_H
#define METER_EXTRACT_EXPLAIN_H

#include "extract/operation.h"

bool explain_operation(struct work *w, struct json_object *request, const char *body,
		       size_t body_size, struct text *out);

#endif
