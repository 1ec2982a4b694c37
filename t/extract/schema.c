/* Output schemas: what is one, what it makes of records, and how they are nested again. */
#include "extract/schema.h"

#include "tap.h"

#include "util/json.h"

static struct schema *parse(struct work *w, const char *text)
{
	return schema_parse(w, json_parse(w, text, strlen(text)));
}

static const char *apply(struct work *w, const char *schema, const struct items *in)
{
	struct schema *s = parse(w, schema);
	struct text t = text_new(w->arena, 100000);

	if (!s)
		return w->message;
	schema_print(&t, s, schema_apply(w, s, in));
	return t.data;
}

static void fields(struct work *w)
{
	struct schema *s =
	    parse(w, "{\"name\":\"string\",\"product\":{\"pricing\":{\"amount\":"
		     "\"float\"},\"imageUrl\":\"string\"},\"tags\":[\"string\"],"
		     "\"n\":\"INT\",\"ok\":\"boolean\",\"offers\":[{\"p\":\"number\"}]}");
	static const struct {
		const char *name, *key;
		enum schema_type type;
		bool is_url;
	} wanted[] = {
	    {"name", "name", FIELD_STRING, false},
	    {"product_pricing_amount", "amount", FIELD_NUMBER, false},
	    {"product_imageUrl", "imageUrl", FIELD_STRING, true},
	    {"tags", "tags", FIELD_ARRAY, false},
	    {"n", "n", FIELD_INTEGER, false},
	    {"ok", "ok", FIELD_BOOLEAN, false},
	    {"offers", "offers", FIELD_ARRAY, false},
	};
	const struct schema_field *got;
	size_t n;

	got = schema_fields(s, &n);
	is_int(n, 7, "all leaves");
	for (size_t i = 0; i < n && i < 7; i++) {
		is_text(got[i].name, wanted[i].name, "its name");
		is_text(got[i].key, wanted[i].key, "its key");
		ok(got[i].type == wanted[i].type && got[i].is_url == wanted[i].is_url,
		   "type and kind of %s", wanted[i].name);
	}
}

#define N64 "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"

static void complaints(struct work *w)
{
	static const struct {
		const char *schema, *field, *message;
	} cases[] = {
	    {"{\"a\":\"string\",\"b\":{\"c\":\"money\"}}", "output_schema.b.c",
	     "output_schema.b.c: unknown type \"money\""},
	    {"{\"a\":null}", "output_schema.a", "output_schema.a: unknown type null"},
	    {"{\"a\":5}", "output_schema.a", "output_schema.a: unknown type 5"},
	    {"{}", "output_schema", "output_schema must name a field or more"},
	    {"{\"a\":{}}", "output_schema.a", "output_schema.a must name a field or more"},
	    {"[]", "output_schema", "output_schema must be an object"},
	    {"{\"l\":[{\"x\":\"?\"}]}", "output_schema.l[0].x",
	     "output_schema.l[0].x: unknown type \"?\""},
	    {"{\"a\":\"string\",\"l\":[{\"x\":{\"y\":[\"?\"]}}]}", "output_schema.l[0].x.y[0]",
	     "output_schema.l[0].x.y[0]: unknown type \"?\""},
	    {"{\"a\":\"string\",\"l\":[\"string\",\"number\"]}", "output_schema.l",
	     "output_schema.l: a list has one type"},
	    {"{\"a\":[[\"string\"]]}", "output_schema.a[0]",
	     "output_schema.a[0]: unknown type [\"string\"]"},
	    {"{\"\":\"string\"}", "output_schema.", "output_schema.: a name is empty"},
	    {"{\"" N64 N64 N64 N64 "\":\"string\"}", "output_schema",
	     "output_schema: a name has more than 255 bytes"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work inner;

		work_begin(&inner);
		ok(!parse(&inner, cases[i].schema), "refuses %s", cases[i].schema);
		is_text(inner.complaints ? inner.complaints->field : NULL, cases[i].field,
			"names the field");
		is_text(inner.complaints ? inner.complaints->message : NULL, cases[i].message,
			"says why");
		work_end(&inner);
	}
	(void)w;
}

static struct value text(const char *s)
{
	return (struct value){.kind = VALUE_TEXT, .as.text = s};
}

static void coercing(struct work *w)
{
	struct value list[] = {text("a"), text("b")};
	struct value values[] = {
	    text("1.299,00 €"),
	    text("Yes"),
	    text("x, y,,"),
	    {.kind = VALUE_LIST, .as.list = {list, 2}},
	    {.kind = VALUE_INT, .as.integer = 5},
	    text("12,50"),
	    text("maybe"),
	    {.kind = VALUE_BOOL, .as.truth = true},
	    text(" "),
	    {.kind = VALUE_NUMBER, .as.number = 2.5},
	};
	const char *names[] = {"Unit_Price", "in stock", "tags", "list", "count"};
	struct items in = {.names = names, .n_fields = 5, .n = 2, .values = values};

	is_text(apply(w, "{\"unitPrice\":\"number\"}", &in),
		"[{\"unitPrice\":1299},{\"unitPrice\":12.5}]", "numbers, name nearly the same");
	is_text(apply(w, "{\"InStock\":\"boolean\"}", &in),
		"[{\"InStock\":true},{\"InStock\":null}]", "booleans");
	is_text(apply(w, "{\"tags\":\"array\"}", &in),
		"[{\"tags\":[\"x\",\"y\"]},{\"tags\":[true]}]", "arrays");
	is_text(apply(w, "{\"list\":\"string\",\"tags\":\"string\"}", &in),
		"[{\"list\":\"a, b\",\"tags\":\"x, y,,\"},{\"list\":null,\"tags\":\"true\"}]",
		"strings");
	is_text(apply(w, "{\"list\":\"array\",\"none\":\"array\"}", &in),
		"[{\"list\":[\"a\",\"b\"],\"none\":null},{\"list\":[],\"none\":null}]",
		"lists stay");
	is_text(apply(w, "{\"count\":\"integer\"}", &in), "[{\"count\":5},{\"count\":3}]",
		"integers are rounded");
	is_text(apply(w, "{\"count\":\"string\"}", &in), "[{\"count\":\"5\"},{\"count\":\"2.5\"}]",
		"numbers as strings");
	is_text(apply(w,
		      "{\"unit\":{\"price\":\"integer\",\"gone\":\"number\"},\"count\":\"number\"}",
		      &in),
		"[{\"unit\":{\"price\":1299,\"gone\":null},\"count\":5},"
		"{\"unit\":{\"price\":13,\"gone\":null},\"count\":2.5}]",
		"nested again");
	is_text(apply(w, "{\"listings\":[{\"count\":\"integer\"}]}", &in),
		"[{\"listings\":[{\"count\":5},{\"count\":3}]}]", "under the wrapper's key");
	is_text(apply(w, "{\"tags\":[\"string\"]}", &in),
		"[{\"tags\":[\"x\",\"y\"]},{\"tags\":[\"true\"]}]",
		"a list of strings is no wrapper");
	in.n = 0;
	is_text(apply(w, "{\"listings\":[{\"count\":\"integer\"}]}", &in), "[{\"listings\":[]}]",
		"a wrapper of nothing");
	is_text(apply(w, "{\"count\":\"integer\"}", &in), "[]", "nothing");
}

static void lists(struct work *w)
{
	struct value amounts[] = {text("1.299"), text("12,50"), text("none")};
	struct value inner_a[] = {text("ann"), text("1.299")};
	struct value inner_b[] = {text("bob"), text("0,5"), text("cid"), text("x")};
	const char *inner_names[] = {"by", "stars"};
	struct items a = {.names = inner_names, .n_fields = 2, .n = 1, .values = inner_a};
	struct items b = {.names = inner_names, .n_fields = 2, .n = 2, .values = inner_b};
	struct value values[] = {
	    {.kind = VALUE_LIST, .as.list = {amounts, 3}},
	    {.kind = VALUE_RECORDS, .as.records = &a},
	    text("7, 8"),
	    {.kind = VALUE_RECORDS, .as.records = &b},
	};
	const char *names[] = {"amounts", "reviews"};
	struct items in = {.names = names, .n_fields = 2, .n = 2, .values = values};

	is_text(apply(w, "{\"amounts\":[\"number\"]}", &in),
		"[{\"amounts\":[1299,12.5]},{\"amounts\":[7,8]}]", "a list of numbers");
	is_text(apply(w, "{\"amounts\":[\"string\"]}", &in),
		"[{\"amounts\":[\"1.299\",\"12,50\",\"none\"]},{\"amounts\":[\"7\",\"8\"]}]",
		"of strings");
	is_text(apply(w, "{\"amounts\":[]}", &in),
		"[{\"amounts\":[\"1.299\",\"12,50\",\"none\"]},{\"amounts\":[\"7\",\"8\"]}]",
		"of anything");
	is_text(apply(w,
		      "{\"reviews\":[{\"who\":{\"ever\":\"string\"},\"stars\":\"number\","
		      "\"by\":\"string\"}],\"amounts\":[{\"x\":\"string\"}]}",
		      &in),
		"[{\"reviews\":[{\"who\":{\"ever\":null},\"stars\":1299,\"by\":\"ann\"}],"
		"\"amounts\":null},"
		"{\"reviews\":[{\"who\":{\"ever\":null},\"stars\":0.5,\"by\":\"bob\"},"
		"{\"who\":{\"ever\":null},\"stars\":null,\"by\":\"cid\"}],\"amounts\":null}]",
		"of objects, their numbers read together");
	is_text(apply(w, "{\"list\":[{\"reviews\":[{\"by\":\"string\"}]}]}", &in),
		"[{\"list\":[{\"reviews\":[{\"by\":\"ann\"}]},"
		"{\"reviews\":[{\"by\":\"bob\"},{\"by\":\"cid\"}]}]}]",
		"under a wrapper");
	is_text(apply(w, "{\"reviews\":\"array\",\"n\":\"string\"}", &in),
		"[{\"reviews\":[{\"by\":\"ann\",\"stars\":\"1.299\"}],\"n\":null},"
		"{\"reviews\":[{\"by\":\"bob\",\"stars\":\"0,5\"},"
		"{\"by\":\"cid\",\"stars\":\"x\"}],\"n\":null}]",
		"an array keeps them as they are");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	fields(&w);
	complaints(&w);
	coercing(&w);
	lists(&w);
	work_end(&w);
	return done();
}
