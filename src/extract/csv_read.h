/* CSV to JSON records: RFC 4180 with a header row, and what people call CSV beside it.
 *
 * Cells are texts; an empty cell is no member. A column without a name is column_3, a second one of
 * the same name name_2. A row that is too short lacks its last members, one that is too long has
 * column_8 and so on. Blank lines are skipped. Lines end in CRLF, LF or CR.
 */
#ifndef METER_EXTRACT_CSV_READ_H
#define METER_EXTRACT_CSV_READ_H

#include "util/work.h"

#include <json-c/json_object.h>

struct csv_form {
	char delimiter; /* 0: guessed */
	bool headless;	/* no header row: the columns are column_1, column_2 … */
};

/* A list of objects. NULL with CLASS_DATA when a quote is never closed, CLASS_TOO_COMPLEX beyond
 * ITEMS_MAX rows, CSV_COLUMNS_MAX columns or JSON_TREE_MAX bytes. text is UTF-8. */
struct json_object *csv_read(struct work *w, const char *text, size_t n,
			     const struct csv_form *form);

/* Comma, semicolon, TAB or bar: the one that the first lines have in common. 0 when the first line
 * has none of them: one column, or no CSV. */
char csv_delimiter(const char *text, size_t n);

#endif
