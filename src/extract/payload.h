/* What an API answered, as one JSON value: JSON as it is, lines of JSON and rows of CSV as lists.
 *
 * The strategy may say which of them it is ("format": "json", "jsonl" or "csv"; for CSV also
 * "delimiter" and "header": false). Otherwise the content type and the first bytes tell. JSON is
 * read as browsers read it (json_parse_lenient), after what sites put around it: a call
 * ("callback({…});") or a guard against being included (")]}'", "while(1);").
 */
#ifndef METER_EXTRACT_PAYLOAD_H
#define METER_EXTRACT_PAYLOAD_H

#include "util/work.h"

#include <json-c/json_object.h>

struct payload {
	const char *data; /* as fetched */
	size_t size;
	const char *content_type; /* the header's value or NULL */
};

/* The value; *charset_out is what it was decoded from. NULL with CLASS_DATA, "Response is not JSON:
 * unexpected character at byte 17", with CLASS_TOO_COMPLEX beyond the bounds, or ERR_UNACCEPTABLE
 * when the strategy's own members are wrong. */
struct json_object *payload_read(struct work *w, struct json_object *strategy,
				 const struct payload *p, const char **charset_out);

#endif
