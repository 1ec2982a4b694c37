/* Named SQL statements, bound by shapes.
 *
 * Rows are not buffered by the library: each is read from the network buffer straight into the
 * arena, numbers in the first pass, texts at the length that the first pass found. That is one
 * copy less than storing the result, and there is no size to guess.
 */
#include "store/binding.h"
#include "store/db_private.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/log.h"

/* A statement as one connection knows it; lives in the connection's arena. */
struct prepared {
	MYSQL_STMT *stmt;
	bool is_matched;
	size_t n_columns;
	const struct field **fields; /* of each column */
	struct cell *cells;
	MYSQL_BIND *binds;
};

/* What went wrong while rows were read is known to the connection alone. */
static void *statement_fail(struct work *w, const struct statement *s, MYSQL_STMT *stmt)
{
	const char *doing = arena_printf(w->arena, "statement %s", s->name);
	MYSQL *m = w->db->mysql;

	if (mysql_stmt_errno(stmt) == 0)
		return db_fail(w, mysql_errno(m), mysql_error(m), doing);
	return db_fail(w, mysql_stmt_errno(stmt), mysql_stmt_error(stmt), doing);
}

static void close_statement(void *stmt)
{
	mysql_stmt_close(stmt);
}

/* The place of s in the connection's table; numbers are given in order of first use. */
static struct prepared **slot_of(struct db *db, const struct statement *s)
{
	static int slots;

	if (*s->slot < 0)
		*s->slot = slots++;
	if ((size_t)*s->slot >= db->n_prepared) {
		size_t n = (size_t)slots + 16;
		struct prepared **table = ARENA_ARRAY(db->session, n, struct prepared *);
		if (db->n_prepared)
			memcpy(table, db->prepared, db->n_prepared * sizeof *table);
		db->prepared = table;
		db->n_prepared = n;
	}
	return &db->prepared[*s->slot];
}

/* Finds each column's field by name. A statement that does not fit its shape is our mistake. */
static bool find_fields(struct work *w, const struct statement *s, struct prepared *p)
{
	MYSQL_RES *columns = mysql_stmt_result_metadata(p->stmt);
	unsigned n = columns ? mysql_num_fields(columns) : 0;
	size_t wanted = s->out ? s->out->n_fields : 0;
	bool good = true;

	if (n != wanted)
		good = fail(w, ERR_INTERNAL, "statement %s: %u columns, but its shape has %zu",
			    s->name, n, wanted);
	p->n_columns = n;
	p->fields = ARENA_ARRAY(w->db->session, n, const struct field *);
	p->cells = ARENA_ARRAY(w->db->session, n, struct cell);
	p->binds = ARENA_ARRAY(w->db->session, n, MYSQL_BIND);
	for (unsigned i = 0; good && i < n; i++) {
		const char *name = mysql_fetch_field_direct(columns, i)->name;
		p->fields[i] = shape_field(s->out, name);
		if (p->fields[i])
			bind_cell(p->fields[i], &p->cells[i], &p->binds[i]);
		else
			good =
			    fail(w, ERR_INTERNAL, "statement %s: no field \"%s\"", s->name, name);
	}
	if (columns)
		mysql_free_result(columns);
	return good;
}

/* Makes the columns ready to be fetched. The server tells those of INSERT ... RETURNING only when
 * it has run. */
static bool match_columns(struct work *w, const struct statement *s, struct prepared *p)
{
	if (p->is_matched)
		return true;
	if (!find_fields(w, s, p))
		return false;
	if (p->n_columns && mysql_stmt_bind_result(p->stmt, p->binds) != 0)
		return statement_fail(w, s, p->stmt);
	p->is_matched = true;
	return true;
}

static struct prepared *prepare(struct work *w, const struct statement *s)
{
	struct db *db = w->db;
	struct prepared **slot = slot_of(db, s);
	size_t wanted = s->in ? s->in->n_fields : 0;

	if (*slot)
		return *slot;
	MYSQL_STMT *stmt = mysql_stmt_init(db->mysql);
	if (!stmt)
		bug("no memory for a statement");
	arena_defer(db->session, close_statement, stmt);
	if (mysql_stmt_prepare(stmt, s->sql, (unsigned long)strlen(s->sql)) != 0)
		return statement_fail(w, s, stmt);
	if (mysql_stmt_param_count(stmt) != wanted)
		return fail(w, ERR_INTERNAL, "statement %s: %lu parameters, but its shape has %zu",
			    s->name, mysql_stmt_param_count(stmt), wanted);
	struct prepared *p = ARENA_NEW(db->session, struct prepared);
	p->stmt = stmt;
	if ((!s->out || mysql_stmt_field_count(stmt) > 0) && !match_columns(w, s, p))
		return NULL;
	*slot = p;
	return p;
}

bool statement_prepare(struct work *w, const struct statement *s)
{
	return db_usable(w) && prepare(w, s);
}

/* Sends the statement; what comes back is still to be read. */
static struct prepared *execute(struct work *w, const struct statement *s, const void *in)
{
	if (!db_usable(w))
		return NULL;
	struct prepared *p = prepare(w, s);
	if (!p)
		return NULL;
	if (s->in) {
		MYSQL_BIND *binds = ARENA_ARRAY(w->arena, s->in->n_fields, MYSQL_BIND);
		bind_parameters(w, s->in, in, binds);
		if (mysql_stmt_bind_param(p->stmt, binds) != 0)
			return statement_fail(w, s, p->stmt);
	}
	if (mysql_stmt_execute(p->stmt) != 0)
		return statement_fail(w, s, p->stmt);
	w->db->used_ms = clock_monotonic_ms();
	return match_columns(w, s, p) ? p : NULL;
}

enum fetched { FETCHED_ROW, FETCHED_END, FETCHED_ERROR };

/* The next row into the struct at `out`. */
static enum fetched fetch(struct work *w, const struct statement *s, struct prepared *p, void *out)
{
	int got = mysql_stmt_fetch(p->stmt);

	if (got == MYSQL_NO_DATA)
		return FETCHED_END;
	if (got != 0 && got != MYSQL_DATA_TRUNCATED) {
		statement_fail(w, s, p->stmt);
		return FETCHED_ERROR;
	}
	for (size_t i = 0; i < p->n_columns; i++)
		if (!cell_read(w, p->stmt, (unsigned)i, p->fields[i], &p->cells[i], out))
			return FETCHED_ERROR;
	return FETCHED_ROW;
}

/* Reads past what is left of the rows, so that the connection is free for the next statement;
 * after a lost connection there is nothing to free. */
static void finish(struct work *w, struct prepared *p)
{
	if (w->db->mysql)
		mysql_stmt_free_result(p->stmt);
}

bool statement_run(struct work *w, const struct statement *s, const void *in, int64_t *affected)
{
	struct prepared *p = execute(w, s, in);

	if (!p)
		return false;
	if (affected)
		*affected = (int64_t)mysql_stmt_affected_rows(p->stmt);
	finish(w, p);
	return true;
}

/* How many rows fit a packet, at least one. */
static size_t rows_that_fit(const struct statement *s, const char *rows, size_t n)
{
	size_t size = 0, i;

	for (i = 0; i < n && i < DB_BULK_ROWS; i++) {
		size += parameters_size(s->in, rows + i * s->in->size);
		if (i > 0 && size > DB_BULK_SIZE)
			break;
	}
	return i;
}

static bool set_array_size(struct prepared *p, size_t n)
{
	unsigned size = (unsigned)n;

	return mysql_stmt_attr_set(p->stmt, STMT_ATTR_ARRAY_SIZE, &size) == 0;
}

bool statement_bulk(struct work *w, const struct statement *s, const void *rows, size_t n,
		    int64_t *affected)
{
	const char *next = rows;
	struct prepared *p;
	int64_t changed = 0;
	bool good = true;
	size_t some;

	if (!db_usable(w) || !(p = prepare(w, s)))
		return false;
	for (; good && n; n -= some, next += some * s->in->size) {
		MYSQL_BIND *binds = ARENA_ARRAY(w->arena, s->in->n_fields, MYSQL_BIND);

		some = rows_that_fit(s, next, n);
		bind_columns(w, s->in, next, some, binds);
		good = set_array_size(p, some) && mysql_stmt_bind_param(p->stmt, binds) == 0 &&
		       mysql_stmt_execute(p->stmt) == 0;
		changed += good ? (int64_t)mysql_stmt_affected_rows(p->stmt) : 0;
	}
	if (affected)
		*affected = changed;
	if (!good)
		statement_fail(w, s, p->stmt);
	else
		w->db->used_ms = clock_monotonic_ms();
	if (w->db->mysql) /* the next one to run it may have a single row */
		(void)set_array_size(p, 0);
	return good;
}

bool statement_one(struct work *w, const struct statement *s, const void *in, void *out)
{
	struct prepared *p = execute(w, s, in);

	if (!p)
		return false;
	enum fetched got = fetch(w, s, p, out);
	finish(w, p);
	if (got == FETCHED_END)
		return fail(w, ERR_NOT_FOUND, "not found");
	return got == FETCHED_ROW;
}

bool statement_each(struct work *w, const struct statement *s, const void *in, size_t most,
		    void *rows_out, size_t *n_out)
{
	const size_t size = s->out->size;
	size_t n = 0, room = 0;
	char *rows = NULL;
	enum fetched got = FETCHED_ROW;
	struct prepared *p = execute(w, s, in);

	if (!p)
		return false;
	while (n < most) {
		if (n == room) {
			size_t grown = room ? room * 2 : 16;
			char *larger = arena_array(w->arena, grown, size);
			if (rows)
				memcpy(larger, rows, n * size);
			rows = larger;
			room = grown;
		}
		got = fetch(w, s, p, rows + n * size);
		if (got != FETCHED_ROW)
			break;
		n++;
	}
	finish(w, p);
	if (got == FETCHED_ERROR)
		return false;
	*(void **)rows_out = rows;
	*n_out = n;
	return true;
}
