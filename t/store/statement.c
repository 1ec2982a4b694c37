/* Statements against a real server: every type in and out, long texts, and what errors become. */
#include "store/statement.h"

#include "store/database.h"

struct every {
	int64_t number;
	bool flag;
	double real;
	const char *text;
	struct instant at;
	struct blob bytes;
	struct raw_json json;
	const int64_t *maybe_number;
	const bool *maybe_flag;
	const double *maybe_real;
};

SHAPE(every_shape, struct every, COLUMN(struct every, number), COLUMN(struct every, flag),
      COLUMN(struct every, real), COLUMN(struct every, text), COLUMN(struct every, at),
      COLUMN(struct every, bytes), COLUMN(struct every, json), COLUMN(struct every, maybe_number),
      COLUMN(struct every, maybe_flag), COLUMN(struct every, maybe_real));
SHAPE(number_shape, struct every, COLUMN(struct every, number));
SHAPE(text_shape, struct every, COLUMN(struct every, text));
SHAPE(two_shape, struct every, COLUMN(struct every, number), COLUMN(struct every, text));

static const char table[] =
    "CREATE TABLE every (number BIGINT PRIMARY KEY, flag BOOLEAN NOT NULL, real_ DOUBLE NOT NULL,"
    " text LONGTEXT, at DATETIME(6), bytes LONGBLOB, json LONGTEXT, maybe_number INT UNSIGNED,"
    " maybe_flag BOOLEAN, maybe_real DOUBLE) CHARACTER SET utf8mb4";

STATEMENT_GLOBAL(every_new, &every_shape, NULL,
		 "INSERT INTO every (number, flag, real_, text, at, bytes, json, maybe_number,"
		 " maybe_flag, maybe_real) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
/* The columns in another order than the shape's. */
STATEMENT_GLOBAL(every_by_number, &number_shape, &every_shape,
		 "SELECT maybe_real, json, bytes, number, text, at, flag, maybe_number,"
		 " real_ AS `real`, maybe_flag FROM every WHERE number = ?");
STATEMENT_GLOBAL(every_all, NULL, &every_shape,
		 "SELECT number, flag, real_ AS `real`, text, at, bytes, json, maybe_number,"
		 " maybe_flag, maybe_real FROM every ORDER BY number");
STATEMENT_GLOBAL(every_set, &two_shape, NULL, "UPDATE every SET maybe_number = ? WHERE text = ?");
STATEMENT_GLOBAL(wrong_parameters, &two_shape, &number_shape,
		 "SELECT number FROM every WHERE number = ?");
STATEMENT_GLOBAL(wrong_column, NULL, &number_shape, "SELECT text FROM every");
STATEMENT_GLOBAL(too_many_columns, NULL, &number_shape, "SELECT number, text FROM every");
STATEMENT_GLOBAL(wrong_table, NULL, &number_shape, "SELECT number FROM nowhere");
STATEMENT_GLOBAL(null_number, NULL, &number_shape, "SELECT NULL AS number");
STATEMENT_GLOBAL(cut_number, NULL, &number_shape, "SELECT 1e30 AS number");
STATEMENT_GLOBAL(just_text, &text_shape, &text_shape, "SELECT ? AS text");

static char *long_text(struct work *w, size_t n)
{
	char *s = arena_alloc(w->arena, n + 1);

	for (size_t i = 0; i < n; i++)
		s[i] = (char)('a' + i % 23);
	return s;
}

static void test_round_trip(struct work *w)
{
	const int64_t unsigned_int = 4294967295;
	const bool no = false;
	const double small = 1e-300;
	const struct every in = {.number = INT64_MIN,
				 .flag = true,
				 .real = 0.1,
				 .text = long_text(w, 100000),
				 .at = {INT64_C(4102444800123456)},
				 .bytes = {"a\0b'\\\xff", 6},
				 .json = {"{\"k\":\"\xf0\x9f\xa6\x94 \xc3\xa9\"}"},
				 .maybe_number = &unsigned_int,
				 .maybe_flag = &no,
				 .maybe_real = &small};
	struct every out;
	int64_t affected = 0;

	ok(statement_run(w, &every_new, &in, &affected), "a row of every type is stored");
	is_int(affected, 1, "one row was");
	ok(statement_one(w, &every_by_number, &in, &out), "and found by its key");
	is_int(out.number, INT64_MIN, "64 bits with their sign");
	ok(out.flag, "true");
	ok(out.real == 0.1, "a double exactly");
	ok(strcmp(out.text, in.text) == 0, "100,000 bytes of text");
	is_int(out.at.us, in.at.us, "an instant after 2038 with its microseconds");
	ok(out.bytes.size == 6 && memcmp(out.bytes.data, in.bytes.data, 6) == 0,
	   "bytes of any kind");
	is_text(out.json.data, in.json.data, "JSON text with four-byte characters");
	is_int(*out.maybe_number, 4294967295, "an unsigned int beyond 2^31");
	ok(!*out.maybe_flag, "false that is not null");
	ok(*out.maybe_real == 1e-300, "a small double");
}

static void test_nulls(struct work *w)
{
	const struct every in = {.number = 1, .bytes = {"", 0}};
	struct every out = {.text = "x", .json = {"x"}, .at = {1}};

	out.maybe_number = &out.number;
	ok(statement_run(w, &every_new, &in, NULL), "a row of NULLs is stored");
	ok(statement_one(w, &every_by_number, &in, &out), "and found");
	ok(!out.text && !out.json.data && out.at.us == 0, "NULL text, JSON and instant");
	ok(!out.maybe_number && !out.maybe_flag && !out.maybe_real, "NULL numbers");
	ok(out.bytes.data && out.bytes.size == 0, "an empty blob is not NULL");
}

static void test_rows(struct work *w)
{
	struct every *rows;
	size_t n, good = 0;

	for (int64_t i = 2; i < 60; i++) {
		const struct every in = {.number = i,
					 .text = i % 3 ? long_text(w, (size_t)(i * 1009)) : NULL,
					 .at = {i % 2 ? i * 1000000 : 0}};
		statement_run(w, &every_new, &in, NULL);
	}
	ok(statement_each(w, &every_all, NULL, 1000, &rows, &n), "many rows");
	is_int(n, 60, "all of them");
	for (size_t i = 2; i < n; i++) {
		int64_t number = (int64_t)i;
		good +=
		    rows[i].number == number &&
		    rows[i].at.us == (number % 2 ? number * 1000000 : 0) &&
		    (number % 3 ? strlen(rows[i].text) == (size_t)(number * 1009) : !rows[i].text);
	}
	is_int(good, 58, "texts of other lengths and NULLs between them");
	ok(statement_each(w, &every_all, NULL, 7, &rows, &n) && n == 7, "no more than wanted");
	ok(statement_one(w, &every_by_number, &rows[2], &rows[0]), "and the connection is free");
	is_int(rows[0].number, 2, "for the next question");
}

static void test_failures(struct work *w)
{
	const struct every in = {.number = 1, .text = "nobody"};
	struct every out, *rows;
	size_t n;
	int64_t affected = -1;

	ok(!statement_run(w, &every_new, &in, NULL), "a key twice");
	is_int(w->error, ERR_CONFLICT, "is a conflict");
	ok(!statement_one(w, &every_by_number, &(struct every){.number = 12345}, &out), "no row");
	is_int(w->error, ERR_NOT_FOUND, "is not found");
	work_forgive(w);
	ok(statement_run(w, &every_set, &in, &affected) && affected == 0, "none changed");
	ok(!statement_prepare(w, &wrong_parameters), "a parameter too few");
	is_text(w->message, "statement wrong_parameters: 1 parameters, but its shape has 2",
		"is told with the statement's name");
	ok(!statement_prepare(w, &wrong_column), "a column without a field");
	is_text(w->message, "statement wrong_column: no field \"text\"", "is told");
	ok(!statement_prepare(w, &too_many_columns), "a column too many");
	is_int(w->error, ERR_INTERNAL, "is our mistake");
	ok(!statement_prepare(w, &wrong_table), "a table that is not there");
	is_int(w->error, ERR_INTERNAL, "is our mistake too");
	ok(!statement_one(w, &null_number, NULL, &out), "NULL for a number");
	is_text(w->message, "column \"number\" is NULL or does not fit", "cannot be told");
	ok(!statement_each(w, &cut_number, NULL, 5, &rows, &n), "a number that is cut");
	ok(statement_one(w, &just_text, &in, &out), "after all that the connection works");
	is_text(out.text, "nobody", "and answers");
}

static void test_strictness(struct work *w)
{
	const struct every in = {.number = 900, .text = "\xc3("};

	work_forgive(w);
	ok(!statement_run(w, &every_new, &in, NULL), "bad UTF-8 is not stored");
	is_int(w->error, ERR_INTERNAL, "and is no client's mistake");
	work_forgive(w);
}

static const struct every *stored(struct work *w, int64_t number)
{
	struct every *out = ARENA_NEW(w->arena, struct every);

	return statement_one(w, &every_by_number, &(struct every){.number = number}, out) ? out
											  : NULL;
}

static void test_bulk(struct work *w)
{
	const size_t n = 2500;
	struct every *rows = ARENA_ARRAY(w->arena, n, struct every);
	const int64_t maybe = 7;
	const struct every *row;

	for (size_t i = 0; i < n; i++) {
		rows[i] = (struct every){.number = 10000 + (int64_t)i,
					 .flag = i % 2 == 0,
					 .real = (double)i / 3,
					 .text = i % 3 ? long_text(w, i) : NULL,
					 .at = {i % 5 ? (int64_t)i * 1000001 : 0},
					 .bytes = {i % 7 ? "a\0b" : NULL, i % 7 ? 3 : 0},
					 .maybe_number = i % 2 ? &maybe : NULL};
	}
	rows[1300].text = long_text(w, 9u << 20);
	ok(statement_bulk(w, &every_new, rows, n, NULL), "2,500 rows at once");
	for (size_t i = 0; i < n; i++) {
		row = stored(w, rows[i].number);
		if (!row || row->flag != rows[i].flag || row->real != rows[i].real ||
		    row->at.us != rows[i].at.us || row->bytes.size != rows[i].bytes.size ||
		    !row->text != !rows[i].text || (row->text && strcmp(row->text, rows[i].text)) ||
		    !row->maybe_number != !rows[i].maybe_number || row->maybe_flag)
			break;
		rows[i].number = 0;
	}
	is_int(rows[n - 1].number, 0, "each with its own numbers, texts, times, bytes and NULLs");
	ok(statement_bulk(w, &every_new, rows, 0, NULL), "none at all");
	rows[0].number = 20000;
	ok(statement_run(w, &every_new, rows, NULL), "one by itself after them");
	row = stored(w, 20000);
	ok(row && row->flag, "is itself");
	for (size_t i = 0; i < 3; i++)
		rows[i].number = 30000 + (int64_t)(i == 2 ? 0 : i);
	ok(!statement_bulk(w, &every_new, rows, 3, NULL), "a key twice among many");
	is_int(w->error, ERR_CONFLICT, "is a conflict");
	work_forgive(w);
	ok(statement_one(w, &just_text, &(struct every){.text = "x"}, &(struct every){0}),
	   "after which the connection works");
}

static void all_tests(struct work *w)
{
	ok(db_script(w, table), "a table with every type");
	test_round_trip(w);
	test_nulls(w);
	test_rows(w);
	test_failures(w);
	test_strictness(w);
	test_bulk(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
