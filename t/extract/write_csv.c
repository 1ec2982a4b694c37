/* Items as CSV: what a spreadsheet reads, and what reads back. */
#include "extract/write_csv.h"

#include "tap.h"

#include "extract/csv_read.h"
#include "util/json.h"

static const char *written(struct work *w, const char *json, bool raw)
{
	struct json_object *items = json_parse(w, json, strlen(json));
	struct csv_columns columns = csv_columns_of(w, items);
	struct text t = text_new(w->arena, 100000);

	csv_write_header(&t, &columns, raw);
	for (size_t i = 0; i < json_object_array_length(items); i++)
		csv_write_row(w, &t, &columns, json_object_array_get_idx(items, i), raw);
	return t.data;
}

static void tables(void)
{
	static const struct {
		const char *label, *items, *csv;
		bool raw;
	} cases[] = {
	    {"kinds of values", "[{\"a\":\"x\",\"b\":1,\"c\":2.5,\"d\":true,\"e\":null}]",
	     "a,b,c,d,e\r\nx,1,2.5,true,\r\n", false},
	    {"no items", "[]", "\"\"\r\n", false},
	    {"columns of all items", "[{\"a\":1},{\"b\":2},{\"a\":3,\"c\":4}]",
	     "a,b,c\r\n1,,\r\n,2,\r\n3,,4\r\n", false},
	    {"quotes", "[{\"a\":\"x, y\",\"b\":\"say \\\"hi\\\"\",\"c\":\"1\\n2\",\"d\":\" x\"}]",
	     "a,b,c,d\r\n\"x, y\",\"say \"\"hi\"\"\",\"1\n2\",\" x\"\r\n", false},
	    {"objects inside", "[{\"p\":{\"amount\":1,\"in\":{\"c\":\"EUR\"}},\"q\":{}}]",
	     "p_amount,p_in_c\r\n1,EUR\r\n", false},
	    {"lists", "[{\"a\":[\"x\",2],\"b\":[],\"c\":[\"x,y\"],\"d\":[{\"e\":1}]}]",
	     "a,b,c,d\r\n\"x,2\",,\"[\"\"x,y\"\"]\",\"[{\"\"e\"\":1}]\"\r\n", false},
	    {"formulas",
	     "[{\"a\":\"=1+1\",\"b\":\"+1\",\"c\":\"-1\",\"d\":\"@x\",\"e\":\"\\tx\",\"f\":"
	     "\"\\rx\","
	     "\"g\":-1,\"h\":\"x=1\"}]",
	     "a,b,c,d,e,f,g,h\r\n'=1+1,'+1,'-1,'@x,'\tx,\"'\rx\",-1,x=1\r\n", false},
	    {"a formula in quotes", "[{\"a\":\"=HYPERLINK(\\\"x\\\",1)\"}]",
	     "a\r\n\"'=HYPERLINK(\"\"x\"\",1)\"\r\n", false},
	    {"a formula in a list and in a name", "[{\"=a\":[\"=1\",\"2\"]}]",
	     "'=a\r\n\"'=1,2\"\r\n", false},
	    {"for programs", "[{\"=a\":\"=1+1\",\"b\":\"-x\"}]", "=a,b\r\n=1+1,-x\r\n", true},
	    {"an empty row", "[{\"a\":null},{\"a\":\"\"},{\"a\":1}]", "a\r\n\"\"\r\n\"\"\r\n1\r\n",
	     false},
	    {"a name twice", "[{\"a_b\":1,\"a\":{\"b\":2}}]", "a_b\r\n1\r\n", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;

		work_begin(&w);
		is_text(written(&w, cases[i].items, cases[i].raw), cases[i].csv, cases[i].label);
		work_end(&w);
	}
}

static void back_again(void)
{
	static const char items[] =
	    "[{\"a\":\"x, \\\"y\\\"\",\"b\":\"1\\r\\n2\"},{\"b\":\"\xC3\xA4\"}]";
	struct csv_form form = {.delimiter = ','};
	const char *csv;
	struct work w;

	work_begin(&w);
	csv = written(&w, items, false);
	is_text(json_string(&w, csv_read(&w, csv, strlen(csv), &form)), items,
		"what is written is read");
	work_end(&w);
}

int main(void)
{
	tables();
	back_again();
	return done();
}
