/* Between the members of a struct, as a shape tells them, and the client library's buffers. */
#ifndef METER_STORE_BINDING_H
#define METER_STORE_BINDING_H

/* First, because its macros name functions that util/banned.h takes away. */
#include <mysql.h>

#include "util/shape.h"
#include "util/work.h"

/* One column of the current row. Numbers and times are read into value. Text and blobs are only
 * measured: their bytes are fetched afterwards at exactly that length. */
struct cell {
	union {
		int64_t integer;
		double real;
		MYSQL_TIME time;
	} value;
	unsigned long length;
	my_bool is_null;
	my_bool is_cut;
};

/* Fills binds[i] with the i-th field of the struct at `in`: texts and blobs by reference, numbers
 * and times in w's arena. Integers and booleans are 64 bits wide; NULL pointers and empty instants
 * are NULL. */
void bind_parameters(struct work *w, const struct shape *s, const void *in, MYSQL_BIND *binds);

/* The same for n structs at `rows` in a row, as the library wants its arrays: a column by itself,
 * of numbers as they are, of anything else as pointers. */
void bind_columns(struct work *w, const struct shape *s, const void *rows, size_t n,
		  MYSQL_BIND *binds);

/* The bytes of the texts and blobs of one struct. */
size_t parameters_size(const struct shape *s, const void *in);

/* Lets the column of that field arrive in `cell`. */
void bind_cell(const struct field *f, struct cell *cell, MYSQL_BIND *bind);

/* Copies column number `column` of the row just fetched into the struct at `out`, texts and blobs
 * into w's arena. False with ERR_INTERNAL: NULL where the struct cannot say so, or a number that
 * does not fit. */
bool cell_read(struct work *w, MYSQL_STMT *stmt, unsigned column, const struct field *f,
	       const struct cell *cell, void *out);

#endif
