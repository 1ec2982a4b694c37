/* Named SQL statements, bound by shapes. SQL text appears in store/ only and is never formatted;
 * values are parameters. Columns are matched by name, and counts of parameters and columns are
 * compared with the shapes when a statement is prepared. Prepared once a connection.
 *
 *   STATEMENT(job_by_id, &account_and_id, &job_row,
 *             "SELECT id, url FROM job WHERE account_id = ? AND id = ?");
 *
 * Parameters are the fields of the shape in order. All statements register in one list, so that a
 * test prepares every one against the migrated database.
 */
#ifndef METER_STORE_STATEMENT_H
#define METER_STORE_STATEMENT_H

#include "util/shape.h"
#include "util/work.h"

#include <stdbool.h>
#include <stddef.h>

struct statement {
	const char *name;
	const struct shape *in;	 /* NULL: no parameters */
	const struct shape *out; /* NULL: no rows */
	const char *sql;
	bool no_account; /* touches no customer's rows, or finds the account itself */
	int *slot;	 /* index of the prepared handle in the connection; -1 at first */
};

#define STATEMENT(statement_name, in_shape, out_shape, ...)                                        \
	static int statement_name##_slot = -1;                                                     \
	const struct statement statement_name = {.name = #statement_name,                          \
						 .in = in_shape,                                   \
						 .out = out_shape,                                 \
						 .slot = &statement_name##_slot,                   \
						 .sql = __VA_ARGS__}

/* Like STATEMENT for what needs no account_id among its parameters; say why beside it. */
#define STATEMENT_GLOBAL(statement_name, in_shape, out_shape, ...)                                 \
	static int statement_name##_slot = -1;                                                     \
	const struct statement statement_name = {.name = #statement_name,                          \
						 .in = in_shape,                                   \
						 .out = out_shape,                                 \
						 .no_account = true,                               \
						 .slot = &statement_name##_slot,                   \
						 .sql = __VA_ARGS__}

/* What INSERT ... RETURNING gives is read as rows of its shape; those columns are compared at the
 * first run, because the server does not tell them before. */

/* Runs; *affected (may be NULL) is the number of rows changed. */
bool statement_run(struct work *w, const struct statement *s, const void *in, int64_t *affected);

/* Runs once for each of the n structs at `rows`, in as few round trips as packets allow: an insert
 * of a thousand rows is one. For INSERT, UPDATE and DELETE; rows before one that fails stay, so the
 * caller has a transaction. *affected (may be NULL) is the number of rows changed by all of them.
 */
bool statement_bulk(struct work *w, const struct statement *s, const void *rows, size_t n,
		    int64_t *affected);

/* Fills the struct at `out` from the first row; false with ERR_NOT_FOUND when there is none. */
bool statement_one(struct work *w, const struct statement *s, const void *in, void *out);

/* All rows as an array of the out shape's struct, in w's arena; at most `most`. */
bool statement_each(struct work *w, const struct statement *s, const void *in, size_t most,
		    void *rows_out, size_t *n_out);

/* Duplicate key (1062) is ERR_CONFLICT; deadlock and lock wait (1213, 1205) are ERR_UNAVAILABLE
 * with w->retry_after_s 1; a lost connection is ERR_UNAVAILABLE. */

/* Every statement there is, for the test that prepares them all. */
const struct statement *const *statement_all(size_t *n_out);

/* Prepares without running. */
bool statement_prepare(struct work *w, const struct statement *s);

#endif
