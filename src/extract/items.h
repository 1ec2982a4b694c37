/* What a strategy extracts: a table of values, one row a record, one column a field. */
#ifndef METER_EXTRACT_ITEMS_H
#define METER_EXTRACT_ITEMS_H

#include "util/text.h"
#include "util/work.h"

enum value_kind {
	VALUE_NULL,
	VALUE_TEXT,
	VALUE_INT,
	VALUE_NUMBER,
	VALUE_BOOL,
	VALUE_LIST,
	VALUE_RECORDS, /* a list of records inside of a record */
};

struct items;

struct value {
	enum value_kind kind;
	union {
		const char *text;
		int64_t integer;
		double number;
		bool truth;
		struct {
			struct value *items;
			size_t n;
		} list;
		struct items *records;
	} as;
};

struct items {
	const char **names; /* of the columns, in canonical order: the strategy's */
	size_t n_fields;
	size_t n;	      /* records */
	struct value *values; /* n * n_fields, row by row */
};

static inline struct value *item_value(const struct items *t, size_t row, size_t column)
{
	return &t->values[row * t->n_fields + column];
}

/* True for null, blank text, a list without a filled value and one without records. 0 and false
 * are not empty. */
bool value_is_empty(const struct value *v);

void value_print(struct text *t, const struct value *v);

/* Appends one record as an object; records inside are a list in it. */
void items_print_row(struct text *t, const struct items *items, size_t row);

/* Appends the records as a JSON array of objects, members in column order. */
void items_print(struct text *t, const struct items *items);

#endif
