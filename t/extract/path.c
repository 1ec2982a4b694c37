/* Paths into JSON: a table of them on one document. */
#include "extract/path.h"

#include "tap.h"

#include "util/json.h"

static const char document[] =
    "{\"data\":{\"items\":[{\"name\":\"Cup\",\"price\":{\"amount\":3,\"price\":9}},"
    "{\"name\":\"Pot\",\"price\":null,\"tags\":[\"a\",\"b\"]},null]},"
    "\"nested\":[[{\"x\":1}],[[{\"x\":2}]]],"
    "\"a.b\":{\"c[d\":5},\"facts\":[{\"label\":\"Area\",\"value\":54},"
    "{\"label\":\"Built in\",\"value\":1907},{\"label\":3,\"value\":[]}],"
    "\"@graph\":[{\"@type\":\"Product\",\"name\":\"P\",\"offers\":"
    "{\"@type\":[\"http://schema.org/Offer\",\"Thing\"],\"price\":7}}],"
    "\"\":\"empty\",\"one\":\"1\"}";

static const char *found(struct work *w, const char *text)
{
	struct json_object *root = json_parse(w, document, strlen(document));
	struct path *p = path_parse(w, text);
	struct text t = text_new(w->arena, 10000);
	struct json_list list;

	if (!p)
		return w->message;
	list = path_find(w->arena, p, root);
	for (size_t i = 0; i < list.n; i++) {
		if (i)
			text_add_char(&t, ' ');
		json_print(&t, list.items[i]);
	}
	return t.data;
}

static const struct {
	const char *path, *values;
} cases[] = {
    {"one", "\"1\""},
    {"$.one", "\"1\""},
    {".one", "\"1\""},
    {"data.items[0].name", "\"Cup\""},
    {"data.items[-2].name", "\"Pot\""},
    {"data.items[-1]", ""},
    {"data.items[7]", ""},
    {"data.items[-9]", ""},
    {"data.items[999999999999999999999]", ""},
    {"data.items[*].name", "\"Cup\" \"Pot\""},
    {"data.items.name", "\"Cup\" \"Pot\""},
    {"data.items[0]['name']", "\"Cup\""},
    {"data.items[0].price[*]", "3 9"},
    {"data.items[0].price.*", "3 9"},
    {"one[0]", "\"1\""},
    {"one[-1]", "\"1\""},
    {"one[1]", ""},
    {"one[*]", "\"1\""},
    {"one.two", ""},
    {"nested.x", "1 2"},
    {"nested[0]", "[{\"x\":1}]"},
    {"nested[1][0]", "[{\"x\":2}]"},
    {"nested..x", "1 2"},
    {"..x", "1 2"},
    {"..price.amount", "3"},
    {"..amount", "3"},
    {"..items[0]..price", "{\"amount\":3,\"price\":9} 9"},
    {"..price..price", "9"},
    {"..price", "{\"amount\":3,\"price\":9} 9 7"},
    {"..['c[d']", "5"},
    {"['a.b'][\"c[d\"]", "5"},
    {"['']", "\"empty\""},
    {"@graph.name", "\"P\""},
    {"..[@Product].name", "\"P\""},
    {"..[@Offer].price", "7"},
    {"..[@Thing].price", "7"},
    {"..[@Nothing]", ""},
    {"@graph[@Product].offers[@Offer].price", "7"},
    {"@graph[@Offer]", ""},
    {"facts[label=Area].value", "54"},
    {"facts[label='Built in'].value", "1907"},
    {"facts[label=3].value", "[]"},
    {"facts[label=area].value", ""},
    {"..[label=Area].value", "54"},
    {"data[label=Area]", ""},
    {"data.items[1]..*", "\"Pot\" [\"a\",\"b\"] \"a\" \"b\""},
};

static void found_values(void)
{
	struct work w;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		work_begin(&w);
		is_text(found(&w, cases[i].path), cases[i].values, cases[i].path);
		work_end(&w);
	}
	work_begin(&w);
	ok(strlen(found(&w, "$")) == strlen(document), "$: the document itself");
	is_int(path_find(w.arena, path_parse(&w, "a"), NULL).n, 0, "nothing in nothing");
	work_end(&w);
}

static void complaints(void)
{
	static const struct {
		const char *path, *message;
	} rows[] = {
	    {"", "path \"\": expected a name at byte 1"},
	    {"a.", "path \"a.\": expected a name at byte 3"},
	    {"a...b", "path \"a...b\": expected a name at byte 4"},
	    {"a[", "path \"a[\": expected a name at byte 3"},
	    {"a[1", "path \"a[1\": expected ] at byte 4"},
	    {"a[-]", "path \"a[-]\": expected a number at byte 4"},
	    {"a['b", "path \"a['b\": expected a closing quote at byte 4"},
	    {"a[b]", "path \"a[b]\": expected = at byte 4"},
	    {"a[b=]", "path \"a[b=]\": expected a text at byte 5"},
	    {"a[@]", "path \"a[@]\": expected a type at byte 4"},
	    {"a]b", "path \"a]b\": expected a dot or a bracket at byte 2"},
	    {"$a.b]", "path \"$a.b]\": expected a dot or a bracket at byte 5"},
	    {"..[0]", "path \"..[0]\": expected a name or a type after .. at byte 6"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct work w;

		work_begin(&w);
		is_text(found(&w, rows[i].path), rows[i].message, rows[i].path);
		ok(error_is(&w, ERR_UNACCEPTABLE), "is not acceptable");
		work_end(&w);
	}
}

/* How far a path leads, for those who explain it. */
static void prefixes(void)
{
	struct json_object *root;
	struct json_list from;
	struct path *p;
	struct work w;
	size_t n = 0;

	work_begin(&w);
	root = json_parse(&w, document, strlen(document));
	from = (struct json_list){.items = &root, .n = 1};
	p = path_parse(&w, "data.items[0].cost.amount");
	while (n < p->n && path_walk(w.arena, p, 0, n + 1, from).n)
		n++;
	is_int(n, 3, "three steps lead somewhere");
	is_text(arena_copy(w.arena, p->text, p->steps[n - 1].end), "data.items[0]", "namely these");
	work_end(&w);
}

/* Whether one value is one, or a list that happens to have one. */
static void many(void)
{
	static const struct {
		const char *path;
		bool many;
	} rows[] = {
	    {"one", false},
	    {"data.items[0].name", false},
	    {"data.items.name", true},
	    {"data.items[*]", true},
	    {"@graph.name", true},
	    {"..amount", false},
	    {"facts[label=Area].value", false},
	};
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct json_object *root = json_parse(&w, document, strlen(document));
		struct json_list list = path_find(w.arena, path_parse(&w, rows[i].path), root);

		ok(list.n > 0 && list.many == rows[i].many, "%s: %s", rows[i].path,
		   rows[i].many ? "many" : "one");
	}
	work_end(&w);
}

/* Cost grows with the document, not with the ways through it. */
static void hostile(void)
{
	struct work w;
	struct text t;
	struct json_object *root;

	work_begin(&w);
	t = text_new(w.arena, 4 << 20);
	for (int i = 0; i < 30; i++)
		text_add(&t, "{\"a\":");
	text_add(&t, "[");
	for (int i = 0; i < 100000; i++)
		text_add(&t, "1,");
	text_add(&t, "2]");
	for (int i = 0; i < 30; i++)
		text_add(&t, "}");
	root = json_parse(&w, t.data, t.length);
	ok(root != NULL, "a deep document");
	is_int(path_find(w.arena, path_parse(&w, "..a..a..a..a..a..a..a..a"), root).n, 23,
	       "each value once");
	is_int(path_find(w.arena, path_parse(&w, "..a..*"), root).n, 100030, "of many too");
	work_end(&w);
}

int main(void)
{
	found_values();
	complaints();
	prefixes();
	many();
	hostile();
	return done();
}
