/* Between the members of a struct, as a shape tells them, and the client library's buffers. */
#include "store/binding.h"

#include "util/log.h"

/* The library's parameter buffers are not const, though it only reads them. */
static void *unconst(const void *p)
{
	return (void *)(uintptr_t)p;
}

static void bind_null(MYSQL_BIND *b)
{
	b->buffer_type = MYSQL_TYPE_NULL;
}

static void bind_bytes(MYSQL_BIND *b, enum enum_field_types type, const void *data, size_t n)
{
	if (!data) {
		bind_null(b);
		return;
	}
	b->buffer_type = type;
	b->buffer = unconst(data);
	b->buffer_length = (unsigned long)n;
}

static void bind_text(MYSQL_BIND *b, const char *s)
{
	bind_bytes(b, MYSQL_TYPE_STRING, s, s ? strlen(s) : 0);
}

static void bind_integer(struct work *w, MYSQL_BIND *b, int64_t value)
{
	int64_t *copy = ARENA_NEW(w->arena, int64_t);

	*copy = value;
	b->buffer_type = MYSQL_TYPE_LONGLONG;
	b->buffer = copy;
}

static void bind_double(struct work *w, MYSQL_BIND *b, double value)
{
	double *copy = ARENA_NEW(w->arena, double);

	*copy = value;
	b->buffer_type = MYSQL_TYPE_DOUBLE;
	b->buffer = copy;
}

static void bind_instant(struct work *w, MYSQL_BIND *b, struct instant t)
{
	if (t.us == 0) {
		bind_null(b);
		return;
	}
	struct civil c = instant_civil(t);
	MYSQL_TIME *time = ARENA_NEW(w->arena, MYSQL_TIME);

	*time = (MYSQL_TIME){.year = (unsigned)c.year,
			     .month = (unsigned)c.month,
			     .day = (unsigned)c.day,
			     .hour = (unsigned)c.hour,
			     .minute = (unsigned)c.minute,
			     .second = (unsigned)c.second,
			     .second_part = (unsigned long)c.microsecond,
			     .time_type = MYSQL_TIMESTAMP_DATETIME};
	b->buffer_type = MYSQL_TYPE_DATETIME;
	b->buffer = time;
}

static void bind_field(struct work *w, const struct field *f, const void *member, MYSQL_BIND *b)
{
	switch (f->type) {
	case SHAPE_BOOL:
		bind_integer(w, b, *(const bool *)member);
		return;
	case SHAPE_INT:
		bind_integer(w, b, *(const int64_t *)member);
		return;
	case SHAPE_DOUBLE:
		bind_double(w, b, *(const double *)member);
		return;
	case SHAPE_TEXT:
		bind_text(b, *(const char *const *)member);
		return;
	case SHAPE_RAW_JSON:
		bind_text(b, ((const struct raw_json *)member)->data);
		return;
	case SHAPE_INSTANT:
		bind_instant(w, b, *(const struct instant *)member);
		return;
	case SHAPE_BLOB: {
		const struct blob *blob = member;
		bind_bytes(b, MYSQL_TYPE_BLOB, blob->data, blob->size);
		return;
	}
	case SHAPE_OPT_BOOL: {
		const bool *value = *(const bool *const *)member;
		value ? bind_integer(w, b, *value) : bind_null(b);
		return;
	}
	case SHAPE_OPT_INT: {
		const int64_t *value = *(const int64_t *const *)member;
		value ? bind_integer(w, b, *value) : bind_null(b);
		return;
	}
	case SHAPE_OPT_DOUBLE: {
		const double *value = *(const double *const *)member;
		value ? bind_double(w, b, *value) : bind_null(b);
		return;
	}
	case SHAPE_TEXTS:
	case SHAPE_JSON:
		break;
	}
	bug("field \"%s\" is of a type that no column has", f->name);
}

void bind_parameters(struct work *w, const struct shape *s, const void *in, MYSQL_BIND *binds)
{
	for (size_t i = 0; i < s->n_fields; i++)
		bind_field(w, &s->fields[i], (const char *)in + s->fields[i].offset, &binds[i]);
}

static enum enum_field_types type_of(const struct field *f)
{
	switch (f->type) {
	case SHAPE_BOOL:
	case SHAPE_INT:
	case SHAPE_OPT_BOOL:
	case SHAPE_OPT_INT:
		return MYSQL_TYPE_LONGLONG;
	case SHAPE_DOUBLE:
	case SHAPE_OPT_DOUBLE:
		return MYSQL_TYPE_DOUBLE;
	case SHAPE_INSTANT:
		return MYSQL_TYPE_DATETIME;
	case SHAPE_TEXT:
	case SHAPE_RAW_JSON:
		return MYSQL_TYPE_STRING;
	case SHAPE_BLOB:
		return MYSQL_TYPE_BLOB;
	case SHAPE_TEXTS:
	case SHAPE_JSON:
		break;
	}
	bug("field \"%s\" is of a type that no column has", f->name);
}

static void bind_column(struct work *w, const struct field *f, const char *rows, size_t stride,
			size_t n, MYSQL_BIND *b)
{
	union {
		int64_t number; /* or the bits of a double */
		void *pointer;
	} *values = arena_alloc(w->arena, n * sizeof *values);
	unsigned long *lengths = ARENA_ARRAY(w->arena, n, unsigned long);
	char *indicators = ARENA_ARRAY(w->arena, n, char);

	*b = (MYSQL_BIND){.buffer_type = type_of(f),
			  .buffer = values,
			  .length = lengths,
			  .u.indicator = indicators};
	for (size_t i = 0; i < n; i++) {
		MYSQL_BIND one = {0};

		bind_field(w, f, rows + i * stride + f->offset, &one);
		lengths[i] = one.buffer_length;
		if (one.buffer_type == MYSQL_TYPE_NULL)
			indicators[i] = STMT_INDICATOR_NULL;
		else if (one.buffer_type == MYSQL_TYPE_LONGLONG ||
			 one.buffer_type == MYSQL_TYPE_DOUBLE)
			memcpy(&values[i].number, one.buffer, sizeof values[i].number);
		else
			values[i].pointer = one.buffer;
	}
}

void bind_columns(struct work *w, const struct shape *s, const void *rows, size_t n,
		  MYSQL_BIND *binds)
{
	_Static_assert(sizeof(void *) == sizeof(int64_t), "a value is 64 bits wide");

	for (size_t i = 0; i < s->n_fields; i++)
		bind_column(w, &s->fields[i], rows, s->size, n, &binds[i]);
}

size_t parameters_size(const struct shape *s, const void *in)
{
	size_t size = 0;

	for (size_t i = 0; i < s->n_fields; i++) {
		const void *member = (const char *)in + s->fields[i].offset;
		const char *text = NULL;

		if (s->fields[i].type == SHAPE_TEXT)
			text = *(const char *const *)member;
		else if (s->fields[i].type == SHAPE_RAW_JSON)
			text = ((const struct raw_json *)member)->data;
		else if (s->fields[i].type == SHAPE_BLOB)
			size += ((const struct blob *)member)->size;
		size += text ? strlen(text) : 0;
	}
	return size;
}

void bind_cell(const struct field *f, struct cell *cell, MYSQL_BIND *b)
{
	b->length = &cell->length;
	b->is_null = &cell->is_null;
	b->error = &cell->is_cut;
	b->buffer_type = type_of(f);
	if (b->buffer_type == MYSQL_TYPE_LONGLONG) {
		b->buffer = &cell->value.integer;
	} else if (b->buffer_type == MYSQL_TYPE_DOUBLE) {
		b->buffer = &cell->value.real;
	} else if (b->buffer_type == MYSQL_TYPE_DATETIME) {
		b->buffer = &cell->value.time;
		b->buffer_length = sizeof cell->value.time;
	}
}

/* The bytes of a text or blob with a NUL behind them. The row is still in the library's network
 * buffer, where the first pass left a pointer to each column: this copies from there. */
static char *cell_bytes(struct work *w, MYSQL_STMT *stmt, unsigned column, const struct cell *cell,
			enum enum_field_types type)
{
	char *data = arena_alloc_raw(w->arena, cell->length + 1);
	unsigned long length = 0;
	my_bool is_null = 0, is_cut = 0;
	MYSQL_BIND b = {.buffer_type = type,
			.buffer = data,
			.buffer_length = cell->length,
			.length = &length,
			.is_null = &is_null,
			.error = &is_cut};

	if (mysql_stmt_fetch_column(stmt, &b, column, 0) != 0 || is_null || is_cut ||
	    length != cell->length)
		return fail(w, ERR_INTERNAL, "cannot read column %u: %s", column,
			    mysql_stmt_error(stmt));
	data[length] = '\0';
	return data;
}

static bool read_bytes(struct work *w, MYSQL_STMT *stmt, unsigned column, const struct field *f,
		       const struct cell *cell, void *member)
{
	const bool is_blob = f->type == SHAPE_BLOB;
	char *data = NULL;

	if (!cell->is_null) {
		data = cell_bytes(w, stmt, column, cell,
				  is_blob ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING);
		if (!data)
			return false;
	}
	if (is_blob)
		*(struct blob *)member = (struct blob){data, cell->is_null ? 0 : cell->length};
	else if (f->type == SHAPE_RAW_JSON)
		((struct raw_json *)member)->data = data;
	else
		*(const char **)member = data;
	return true;
}

static struct instant read_instant(const MYSQL_TIME *t)
{
	return civil_instant((struct civil){.year = (int)t->year,
					    .month = (int)t->month,
					    .day = (int)t->day,
					    .hour = (int)t->hour,
					    .minute = (int)t->minute,
					    .second = (int)t->second,
					    .microsecond = (int)t->second_part});
}

static void read_optional(struct work *w, const struct field *f, const struct cell *cell,
			  void *member)
{
	if (cell->is_null) {
		*(const void **)member = NULL;
	} else if (f->type == SHAPE_OPT_BOOL) {
		bool *copy = ARENA_NEW(w->arena, bool);
		*copy = cell->value.integer != 0;
		*(const bool **)member = copy;
	} else if (f->type == SHAPE_OPT_INT) {
		int64_t *copy = ARENA_NEW(w->arena, int64_t);
		*copy = cell->value.integer;
		*(const int64_t **)member = copy;
	} else {
		double *copy = ARENA_NEW(w->arena, double);
		*copy = cell->value.real;
		*(const double **)member = copy;
	}
}

bool cell_read(struct work *w, MYSQL_STMT *stmt, unsigned column, const struct field *f,
	       const struct cell *cell, void *out)
{
	void *member = (char *)out + f->offset;

	switch (f->type) {
	case SHAPE_TEXT:
	case SHAPE_RAW_JSON:
	case SHAPE_BLOB:
		return read_bytes(w, stmt, column, f, cell, member);
	case SHAPE_INSTANT:
		*(struct instant *)member =
		    cell->is_null ? (struct instant){0} : read_instant(&cell->value.time);
		return true;
	case SHAPE_OPT_BOOL:
	case SHAPE_OPT_INT:
	case SHAPE_OPT_DOUBLE:
		if (cell->is_cut)
			break;
		read_optional(w, f, cell, member);
		return true;
	case SHAPE_BOOL:
	case SHAPE_INT:
	case SHAPE_DOUBLE:
		if (cell->is_cut || cell->is_null)
			break;
		if (f->type == SHAPE_BOOL)
			*(bool *)member = cell->value.integer != 0;
		else if (f->type == SHAPE_INT)
			*(int64_t *)member = cell->value.integer;
		else
			*(double *)member = cell->value.real;
		return true;
	case SHAPE_TEXTS:
	case SHAPE_JSON:
		break;
	}
	return fail(w, ERR_INTERNAL, "column \"%s\" is NULL or does not fit", f->name);
}
