/* API strategies on an answer, by tables. */
#include "extract/json_items.h"

#include "tap.h"

#include "util/json.h"

static const char answer[] =
    "{\"data\":{\"items\":["
    "{\"title\":\"Cup\",\"price\":{\"amount\":\"3,50\"},\"tags\":[\"a\",\"b\"],\"slug\":\"/p/1\","
    "\"facts\":[{\"label\":\"Area\",\"value\":5}],\"by\":{\"S\":\"Ann\"},\"in_stock\":true},"
    "{\"title\":\"Pot\",\"price\":{\"amount\":\"1.200,00\"},\"tags\":[\"c\"],\"slug\":\"p/2\","
    "\"facts\":[],\"by\":{\"S\":\"Bob\"},\"in_stock\":false},"
    "null,{}]},\"map\":{\"x\":{\"n\":1},\"y\":{\"n\":2}},\"words\":[\"a\",\"b\"]}";

static const char *run(struct work *w, const char *strategy, const char *json)
{
	struct json_object *plan = json_parse(w, strategy, strlen(strategy));
	struct document *d = html_parse(w, "", 0, "http://shop.test/list/");
	struct items *items = json_items(w, plan, json_parse(w, json, strlen(json)), d);
	struct text t = text_new(w->arena, 100000);

	if (!items)
		return w->message;
	items_print(&t, items);
	return t.data;
}

#define ITEMS "\"items_path\":\"data.items\","

static void cases(void)
{
	static const struct {
		const char *label, *strategy, *items;
	} rows[] = {
	    {"paths", "{" ITEMS "\"fields\":{\"name\":\"title\",\"tags\":\"tags\",\"by\":\"by\"}}",
	     "[{\"name\":\"Cup\",\"tags\":[\"a\",\"b\"],\"by\":\"Ann\"},"
	     "{\"name\":\"Pot\",\"tags\":[\"c\"],\"by\":\"Bob\"}]"},
	    {"transforms",
	     "{" ITEMS "\"fields\":{\"price\":{\"path\":\"price.amount\",\"type\":\"number\"},"
	     "\"link\":{\"path\":\"slug\",\"type\":\"url\"},"
	     "\"n\":{\"path\":\"slug\",\"regex\":\"(\\\\d)\",\"type\":\"integer\"}}}",
	     "[{\"price\":3.5,\"link\":\"http://shop.test/p/1\",\"n\":1},"
	     "{\"price\":1200,\"link\":\"http://shop.test/list/p/2\",\"n\":2}]"},
	    {"one of many", "{" ITEMS "\"fields\":{\"tag\":{\"path\":\"tags\",\"many\":false}}}",
	     "[{\"tag\":\"a\"},{\"tag\":\"c\"}]"},
	    {"many of one", "{" ITEMS "\"fields\":{\"t\":{\"path\":\"title\",\"many\":true}}}",
	     "[{\"t\":[\"Cup\"]},{\"t\":[\"Pot\"]}]"},
	    {"by a label",
	     "{" ITEMS "\"fields\":{\"t\":\"title\",\"area\":\"facts[label=Area].value\"}}",
	     "[{\"t\":\"Cup\",\"area\":5},{\"t\":\"Pot\",\"area\":null}]"},
	    {"fallbacks",
	     "{" ITEMS "\"fields\":{\"a\":{\"path\":\"nothing\",\"fallbacks\":[\"none\","
	     "{\"path\":\"title\",\"regex\":\"C.*\"},\"slug\"]}}}",
	     "[{\"a\":\"Cup\"},{\"a\":\"p/2\"}]"},
	    {"a constant", "{" ITEMS "\"fields\":{\"t\":\"title\",\"c\":{\"constant\":\"EUR\"}}}",
	     "[{\"t\":\"Cup\",\"c\":\"EUR\"},{\"t\":\"Pot\",\"c\":\"EUR\"}]"},
	    {"a map of records", "{\"items_path\":\"map.*\",\"fields\":{\"n\":\"n\"}}",
	     "[{\"n\":1},{\"n\":2}]"},
	    {"words", "{\"items_path\":\"words\",\"fields\":{\"word\":\"$\"}}",
	     "[{\"word\":\"a\"},{\"word\":\"b\"}]"},
	    {"the answer as the record", "{\"fields\":{\"n\":\"map.x.n\",\"all\":\"map..n\"}}",
	     "[{\"n\":1,\"all\":[1,2]}]"},
	    {"all members", "{\"items_path\":\"data.items[0]\"}",
	     "[{\"title\":\"Cup\",\"price\":\"3,50\",\"tags\":[\"a\",\"b\"],\"slug\":\"/p/1\","
	     "\"by\":\"Ann\",\"in_stock\":true}]"},
	    {"all members of no object", "{\"items_path\":\"words\"}",
	     "[{\"value\":\"a\"},{\"value\":\"b\"}]"},
	    {"no records", "{\"items_path\":\"nowhere\",\"fields\":{\"a\":\"b\"}}", "[]"},
	    {"no records and no fields", "{\"items_path\":\"nowhere\"}", "[]"},
	    {"no such field", "{" ITEMS "\"fields\":{\"a\":\"b\"}}", "[]"},
	    {"a bad path to items", "{\"items_path\":\"a[\",\"fields\":{}}",
	     "items_path: path \"a[\": expected a name at byte 3"},
	    {"a path that is none", "{\"items_path\":1}", "items_path: must be a string or null"},
	    {"fields that are none", "{\"fields\":[]}", "fields: must be an object"},
	    {"a field that is none", "{\"fields\":{\"a\":1}}",
	     "fields.a: must be a path or an object"},
	    {"a bad path", "{\"fields\":{\"a\":\"b.\"}}",
	     "fields.a.path: path \"b.\": expected a name at byte 3"},
	    {"a bad fallback", "{\"fields\":{\"a\":{\"path\":\"b\",\"fallbacks\":[1]}}}",
	     "fields.a.fallbacks[0]: must be a path or an object"},
	    {"a bad transform", "{\"fields\":{\"a\":{\"path\":\"b\",\"type\":\"colour\"}}}",
	     "fields.a.type: unknown type \"colour\""},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct work w;

		work_begin(&w);
		is_text(run(&w, rows[i].strategy, answer), rows[i].items, rows[i].label);
		work_end(&w);
	}
}

/* Names that a path has to quote, objects in objects, and more of them than a strategy may have. */
static void learned(void)
{
	struct work w;

	work_begin(&w);
	is_text(run(&w, "{}",
		    "[{\"a.b\":1,\"c\":{\"d\":2,\"e'f\":{\"g\":3,\"h[\":4}},\"\":5,"
		    "\"both'\\\".\":6,\"list\":[{\"x\":1}],\"none\":null}]"),
		"[{\"a.b\":1,\"c_d\":2,\"c_e'f_g\":3,\"c_e'f_h[\":4,\"\":5}]", "all members");
	is_text(run(&w, "{}", "[{\"a\":1},{\"b\":{\"c\":2,\"d\":null}},{\"a\":3}]"),
		"[{\"a\":1,\"b_c\":null},{\"a\":null,\"b_c\":2},{\"a\":3,\"b_c\":null}]",
		"of all records");
	is_text(run(&w, "{}", "[{\"a\":{\"S\":1}},{\"a\":{\"N\":2}}]"), "[{\"a\":1},{\"a\":2}]",
		"objects of one member everywhere");
	is_text(run(&w, "{}", "[{\"a\":{\"b\":1}},{\"a\":{\"b\":2,\"c\":3}}]"),
		"[{\"a_b\":1,\"a_c\":null},{\"a_b\":2,\"a_c\":3}]",
		"objects of one member somewhere");
	work_end(&w);
}

int main(void)
{
	cases();
	learned();
	return done();
}
