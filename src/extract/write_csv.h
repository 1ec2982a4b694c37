/* Items as CSV, for spreadsheets and databases: RFC 4180, with a header row and CRLF.
 *
 * An object inside of an item is flattened (price_amount), as schemas name it. A list of plain
 * values is one cell with commas between them, from which a schema's array is read back; any other
 * list is JSON. null is an empty cell.
 *
 * A cell of text that begins with = + - @ TAB or CR is a formula to a spreadsheet, which runs it:
 * with text from somebody's page that sends what else is in the sheet to a stranger
 * (=HYPERLINK(...), =WEBSERVICE(...)). Such cells get a ' in front, which spreadsheets take for
 * text, unless the reader is a program and wants them raw. Numbers are left alone.
 */
#ifndef METER_EXTRACT_WRITE_CSV_H
#define METER_EXTRACT_WRITE_CSV_H

#include "util/text.h"
#include "util/work.h"

#include <json-c/json_object.h>

struct csv_columns {
	const char **names;
	size_t n;
	struct json_object *known; /* the same names, to be looked up */
	struct arena *arena;
};

/* No columns yet; in w's arena. */
struct csv_columns csv_columns_new(struct work *w);

/* Adds the columns that an item has and no one before had, in its order; at most CSV_COLUMNS_MAX.
 * w is for what is needed on the way. */
void csv_columns_add(struct work *w, struct csv_columns *columns, struct json_object *item);

/* The columns of an array of items. */
struct csv_columns csv_columns_of(struct work *w, struct json_object *items);

/* Appends the header row. */
void csv_write_header(struct text *t, const struct csv_columns *columns, bool raw);

/* Appends an item's row. w is for what is needed on the way. */
void csv_write_row(struct work *w, struct text *t, const struct csv_columns *columns,
		   struct json_object *item, bool raw);

#endif
