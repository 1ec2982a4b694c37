/* The output schema of the contract (part A, 8.7): names, types and nesting of the results.
 *
 *   {"title": "string", "price": {"amount": "number"}, "tags": ["string"],
 *    "reviews": [{"by": "string", "stars": "integer"}]}
 *
 * "array" is a list of anything, ["number"] one of numbers, [{…}] one of objects, which a strategy
 * fills with a field that has a container (extract/rules.h). A schema whose only key is a list of
 * objects wraps the results: they come under that key.
 */
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
	/* FIELD_ARRAY alone: */
	bool has_entries;	      /* the schema says what the entries are: */
	enum schema_type entries;     /* values of this type, or */
	const struct schema *records; /* objects, when it is not NULL */
};

/* Reads a schema; NULL with a complaint on `output_schema.…` when it is none. */
struct schema *schema_parse(struct work *w, struct json_object *schema);

/* Its leaves, flattened; a list of objects is one. */
const struct schema_field *schema_fields(const struct schema *s, size_t *n_out);

/* The records coerced to the schema's types, columns in its order, matched by name (case and
 * underscores ignored); missing or uncoercible values are null. Records inside of records fit the
 * schema's lists of objects. Decimal marks are decided for a whole column, in all of them. */
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
