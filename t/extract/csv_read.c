/* CSV to records, and how the delimiter is told. */
#include "extract/csv_read.h"

#include "tap.h"

#include "bounds.h"
#include "util/json.h"

static const char *rows(struct work *w, const char *text, const struct csv_form *form)
{
	struct json_object *o = csv_read(w, text, strlen(text), form);

	return o ? json_string(w, o) : w->message;
}

static void tables(void)
{
	static const struct {
		const char *label, *text, *rows;
		struct csv_form form;
	} cases[] = {
	    {"a header and rows",
	     "a,b\n1,2\n3,4\n",
	     "[{\"a\":\"1\",\"b\":\"2\"},{\"a\":\"3\",\"b\":\"4\"}]",
	     {0}},
	    {"CRLF and no end", "a,b\r\n1,2", "[{\"a\":\"1\",\"b\":\"2\"}]", {0}},
	    {"CR alone", "a,b\r1,2\r", "[{\"a\":\"1\",\"b\":\"2\"}]", {0}},
	    {"blank lines", "\n\na,b\n\n1,2\n\n", "[{\"a\":\"1\",\"b\":\"2\"}]", {0}},
	    {"quotes",
	     "a,b\n\"x, \"\"y\"\"\",\"1\n2\"\n",
	     "[{\"a\":\"x, \\\"y\\\"\",\"b\":\"1\\n2\"}]",
	     {0}},
	    {"a quote inside of a cell",
	     "a,b\n5\" pipe,2\n",
	     "[{\"a\":\"5\\\" pipe\",\"b\":\"2\"}]",
	     {0}},
	    {"text after a quote", "a,b\n\"x\"y,2\n", "[{\"a\":\"xy\",\"b\":\"2\"}]", {0}},
	    {"empty cells", "a,b,c\n,2,\n", "[{\"b\":\"2\"}]", {0}},
	    {"a short and a long row",
	     "a,b\n1\n1,2,3\n",
	     "[{\"a\":\"1\"},{\"a\":\"1\",\"b\":\"2\",\"column_3\":\"3\"}]",
	     {0}},
	    {"names", " a ,,a\n1,2,3\n", "[{\"a\":\"1\",\"column_2\":\"2\",\"a_2\":\"3\"}]", {0}},
	    {"semicolons", "a;b\n1,5;2,5\n", "[{\"a\":\"1,5\",\"b\":\"2,5\"}]", {0}},
	    {"tabs", "a\tb\n1\t2\n", "[{\"a\":\"1\",\"b\":\"2\"}]", {0}},
	    {"bars", "a|b\n1|2\n", "[{\"a\":\"1\",\"b\":\"2\"}]", {0}},
	    {"one column", "a\n1\n2\n", "[{\"a\":\"1\"},{\"a\":\"2\"}]", {0}},
	    {"another delimiter than the guess",
	     "a:b,c\n1:2,3\n",
	     "[{\"a\":\"1\",\"b,c\":\"2,3\"}]",
	     {.delimiter = ':'}},
	    {"what a spreadsheet is told", "sep=;\na;b\n1;2\n", "[{\"a\":\"1\",\"b\":\"2\"}]", {0}},
	    {"no header",
	     "1,2\n3,4\n",
	     "[{\"column_1\":\"1\",\"column_2\":\"2\"},{\"column_1\":\"3\",\"column_2\":\"4\"}]",
	     {.headless = true}},
	    {"nothing", "", "[]", {0}},
	    {"a header alone", "a,b\n", "[]", {0}},
	    {"an open quote",
	     "a,b\n1,2\n\"3,4\n5",
	     "the CSV has a quote that is never closed, in line 3",
	     {0}},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;

		work_begin(&w);
		is_text(rows(&w, cases[i].text, &cases[i].form), cases[i].rows, cases[i].label);
		work_end(&w);
	}
}

static void delimiters(void)
{
	static const struct {
		const char *label, *text;
		char delimiter;
	} cases[] = {
	    {"a comma", "a,b\n", ','},
	    {"what all lines have", "name, first;age\nx;1\ny;2\n", ';'},
	    {"not what is quoted", "\"a;b;c\",d\n1,2\n", ','},
	    {"what most lines have", "a|b,c|d\n1|2|3\n", '|'},
	    {"none", "words only\nmore of them\n", '\0'},
	    {"nothing at all", "", '\0'},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_int(csv_delimiter(cases[i].text, strlen(cases[i].text)), cases[i].delimiter,
		       cases[i].label);
}

static void bounds(void)
{
	struct csv_form form = {0};
	struct work w;
	struct text t;

	work_begin(&w);
	t = text_new(w.arena, 1 << 20);
	for (int i = 0; i < CSV_COLUMNS_MAX; i++)
		text_add(&t, ",");
	ok(!csv_read(&w, t.data, t.length, &form), "too many columns");
	is_int(w.class, CLASS_TOO_COMPLEX, "are too complex");
	text_clear(&t);
	text_add(&t, "a,b\n");
	for (int i = 0; i <= ITEMS_MAX; i++)
		text_add(&t, "1,2\n");
	ok(!csv_read(&w, t.data, t.length, &form), "and so are too many rows");
	is_int(w.class, CLASS_TOO_COMPLEX, "of any length");
	work_end(&w);
}

int main(void)
{
	tables();
	delimiters();
	bounds();
	return done();
}
