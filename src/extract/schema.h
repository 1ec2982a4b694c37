/* The output schema of the contract (part A, 8.7): names, types and nesting of the results. */
#ifndef METER_EXTRACT_SCHEMA_H
#define METER_EXTRACT_SCHEMA_H

#include "extract/items.h"

#include <json-c/json_object.h>

struct schema;

enum schema_type { FIELD_STRING, FIELD_NUMBER, FIELD_INTEGER, FIELD_BOOLEAN, FIELD_ARRAY };

struct schema_field {
	const char *name; /* flattened with underscores: product_pricing_amount */
	const char *key;  /* the last key alone */
	enum schema_type type;
	bool is_url; /* the key contains url, link or href */
};

/* Reads a schema; NULL with a complaint on `output_schema.…` when it is none. */
struct schema *schema_parse(struct work *w, struct json_object *schema);

/* Its leaves, flattened. */
const struct schema_field *schema_fields(const struct schema *s, size_t *n_out);

/* The records coerced to the schema's types, columns in its order, matched by name (case and
 * underscores ignored); missing or uncoercible values are null. Decimal marks are decided for a
 * whole column. */
struct items *schema_apply(struct work *w, const struct schema *s, const struct items *in);

/* Appends the coerced records as the JSON array that clients see: nested again, and under the
 * wrapper key when the schema is a single top-level array ([{"listings": […]}]). */
void schema_print(struct text *t, const struct schema *s, const struct items *items);

/* One of them, without the wrapper. */
void schema_print_row(struct text *t, const struct schema *s, const struct items *items,
		      size_t row);

/* The number in a text by the contract's rule, decimal mark guessed from this text alone.
 * False when there is none. */
bool number_parse(const char *text, double *out);

#endif
