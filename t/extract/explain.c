/* What is told of strategies that find something, something else, or nothing. */
#include "extract/explain.h"

#include "tap.h"

#include "util/json.h"

static const char page[] =
    "<html><body><nav><a href=/a>A</a></nav><ul class=goods>"
    "<li class='item new'><b class=name>Cup</b> <span class=cost>3.50</span> <i>Area</i> <em>5</em>"
    "<li class=item><b class=name>Pot</b> <span class='cost low'>free</span> <a>x</a>"
    "<li class=ad>Buy</ul><p class=item-note>n</p></body></html>";

static struct json_object *explained(struct work *w, const char *strategy, const char *body)
{
	struct json_object *request = json_new_object(w);
	struct text out = text_new(w->arena, 1 << 20);

	json_put_shared(request, "strategy", json_parse(w, strategy, strlen(strategy)));
	json_put_text(request, "url", "http://shop.test/");
	if (!explain_operation(w, request, body, strlen(body), &out))
		return NULL;
	return json_parse(w, out.data, out.length);
}

/* A member by its path of names, as JSON text. */
static const char *told(struct work *w, struct json_object *o, const char *const *names)
{
	for (; *names; names++) {
		if (json_object_is_type(o, json_type_array))
			o = json_object_array_get_idx(o, (size_t)strtoul(*names, NULL, 10));
		else
			o = json_get(o, *names);
	}
	return o ? json_string(w, o) : "nothing";
}

#define TOLD(...) told(&w, o, (const char *const[]){__VA_ARGS__, NULL})

static void good_strategy(void)
{
	struct json_object *o;
	struct work w;

	work_begin(&w);
	o = explained(
	    &w,
	    "{\"container\":{\"selector\":\"ul.goods > li.item\",\"require\":[\"b\"]},"
	    "\"fields\":{\"name\":{\"selector\":\".name\"},\"price\":{\"selector\":\".cost\","
	    "\"type\":\"number\",\"fallbacks\":[{\"selector\":\".none\"}]}}}",
	    page);
	is_text(TOLD("item_count"), "2", "two items");
	is_text(TOLD("type"), "\"css\"", "of a page");
	is_text(TOLD("container"),
		"{\"selector\":\"ul.goods > li.item\",\"matches\":2,\"records\":1}",
		"the container matches");
	is_text(TOLD("require"), "[{\"selector\":\"b\",\"matches\":2,\"records\":2}]",
		"and so does what is required");
	is_text(TOLD("fields", "name"),
		"{\"samples\":[\"Cup\",\"Pot\"],\"filled\":2,\"ways\":[{\"selector\":\".name\","
		"\"matches\":2,\"records\":2,\"samples\":[\"Cup\",\"Pot\"],\"filled\":2}]}",
		"a field");
	is_text(TOLD("fields", "price", "filled"), "1", "one that not every item has");
	is_text(TOLD("fields", "price", "ways", "1", "missing"), "\".none\"",
		"a fallback that finds nothing");
	is_text(TOLD("summary"), "[]", "is nothing to talk about");
	work_end(&w);
}

#define NEAREST(name, count, sample)                                                               \
	"{\"selector\":\"" name "\",\"count\":" #count ",\"sample\":\"" sample "\"}"

static void missing_containers(void)
{
	static const struct {
		const char *selector, *matched, *count, *missing, *nearest;
	} cases[] = {
	    {"ul.goods > li.product", "\"ul.goods > li\"", "3", "\".product\"",
	     "[" NEAREST("li.item.new", 1, "Cup 3.50 Area 5") "," NEAREST(
		 "li.item", 1, "Pot free x") "," NEAREST("li.ad", 1, "Buy") "]"},
	    {"ul.goods > .items", "\"ul.goods\"", "1", "\" > .items\"",
	     "[" NEAREST("li.item.new", 1, "Cup 3.50 Area 5") "," NEAREST(
		 "li.item", 1, "Pot free x") "," NEAREST("li.ad", 1, "Buy") "]"},
	    {"#shop li.item", "\"li.item\"", "2", "\"#shop \"", "[]"},
	    {".old-item", "nothing", "0", "\".old-item\"",
	     "[" NEAREST("li.item.new", 1, "Cup 3.50 Area 5") "," NEAREST(
		 "li.item", 1, "Pot free x") "," NEAREST("p.item-note", 1, "n") "]"},
	    {"table, ul.goods > tr", "\"ul.goods\"", "1", "\" > tr\"",
	     "[" NEAREST("li.item.new", 1, "Cup 3.50 Area 5") "," NEAREST(
		 "li.item", 1, "Pot free x") "," NEAREST("li.ad", 1, "Buy") "]"},
	    {"li:not(.item):not([x='a, b']) > q", "\"li:not(.item):not([x='a, b'])\"", "1",
	     "\" > q\"", "[]"},
	    {"nav + div", "\"nav\"", "1", "\" + div\"",
	     "[" NEAREST("ul.goods", 1, "Cup 3.50 Area 5 Pot free x Buy") "]"},
	    {"a[href='/b']", "\"a\"", "2", "\"[href='/b']\"",
	     "[" NEAREST("a[href=\\\"/a\\\"]", 1, "A") "," NEAREST("a", 1, "x") "]"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct json_object *o;
		struct work w;

		work_begin(&w);
		o = explained(&w,
			      arena_printf(w.arena,
					   "{\"container\":{\"selector\":\"%s\"},"
					   "\"fields\":{\"a\":{\"selector\":\"a\"}}}",
					   cases[i].selector),
			      page);
		is_text(TOLD("container", "matched"), cases[i].matched, cases[i].selector);
		is_text(TOLD("container", "matched_count"), cases[i].count, "how often");
		is_text(TOLD("container", "missing"), cases[i].missing, "what is missing");
		is_text(TOLD("container", "nearest"), cases[i].nearest, "what is there");
		is_text(TOLD("item_count"), "0", "no items");
		work_end(&w);
	}
}

static void sentences(void)
{
	static const struct {
		const char *label, *strategy, *summary;
	} cases[] = {
	    {"a container", "{\"container\":{\"selector\":\"ul > dt\"},\"fields\":{\"a\":{}}}",
	     "[\"No items were found: \\\"ul > dt\\\" matches nothing; \\\"ul\\\" alone matches 1,"
	     " \\\"> dt\\\" is missing; there is li.item.new (1), li.item (1), li.ad (1)\"]"},
	    {"what is required",
	     "{\"container\":{\"selector\":\"li\",\"require\":[\"q\"]},\"fields\":{\"a\":{}}}",
	     "[\"No item has what is required: \\\"q\\\" matches nothing; there is b.name (2),"
	     " span.cost (1), i (1), em (1), span.cost.low (1)\"]"},
	    {"a field",
	     "{\"container\":{\"selector\":\"li.item\"},\"fields\":{\"price\":{\"selector\":"
	     "\"span.costs\"}}}",
	     "[\"Field \\\"price\\\" has no value in any of 2 items: \\\"span.costs\\\" matches"
	     " nothing; \\\"span\\\" alone matches 2, \\\".costs\\\" is missing; there is span.cost"
	     " (1), span.cost.low (1)\"]"},
	    {"a field that does not fit",
	     "{\"container\":{\"selector\":\"li.item\"},\"fields\":{\"n\":{\"selector\":"
	     "\".name\",\"type\":\"number\"}}}",
	     "[\"Field \\\"n\\\" has no value in any of 2 items: what is found does not fit, as in"
	     " \\\"Cup\\\"\"]"},
	    {"an attribute that is not there",
	     "{\"container\":{\"selector\":\"li.item\"},\"fields\":{\"n\":{\"selector\":"
	     "\".name\",\"attribute\":\"title\"}}}",
	     "[\"Field \\\"n\\\" has no value in any of 2 items\"]"},
	    {"a label",
	     "{\"container\":{\"selector\":\"li.item\"},\"fields\":{\"area\":{\"anchor\":"
	     "{\"selector\":\"dt\",\"text\":\"Area\"}}}}",
	     "[\"Field \\\"area\\\" has no value in any of 2 items: \\\"dt\\\" matches nothing;"
	     " there is b.name (2), span.cost (1), i (1), em (1), span.cost.low (1)\"]"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct json_object *o;
		struct work w;

		work_begin(&w);
		o = explained(&w, cases[i].strategy, page);
		is_text(TOLD("summary"), cases[i].summary, cases[i].label);
		work_end(&w);
	}
}

static void apis(void)
{
	static const char answer[] =
	    "{\"meta\":{\"n\":2},\"results\":[{\"title\":\"Cup\",\"cost\":3},{\"title\":\"Pot\"}]}";
	struct json_object *o;
	struct work w;

	work_begin(&w);
	o = explained(&w,
		      "{\"type\":\"api\",\"items_path\":\"data.result\",\"fields\":{\"a\":\"b\"}}",
		      answer);
	is_text(TOLD("container"),
		"{\"path\":\"data.result\",\"matches\":0,\"records\":0,\"matched\":null,"
		"\"matched_count\":0,\"missing\":\"data.result\",\"nearest\":["
		"{\"path\":\"results\",\"count\":1,\"sample\":\"list of 2\"},"
		"{\"path\":\"meta\",\"count\":1,\"sample\":\"object of 1\"}]}",
		"a path to the items");
	o = explained(&w,
		      "{\"type\":\"api\",\"items_path\":\"results\",\"fields\":{\"name\":\"title\","
		      "\"price\":{\"path\":\"price.amount\",\"fallbacks\":[\"cost\"]}}}",
		      answer);
	is_text(TOLD("item_count"), "2", "items of an API");
	is_text(TOLD("fields", "name", "ways", "0"),
		"{\"path\":\"title\",\"matches\":2,\"records\":2,\"samples\":[\"Cup\",\"Pot\"],"
		"\"filled\":2}",
		"a path");
	is_text(TOLD("fields", "price", "filled"), "1", "a field with a fallback");
	is_text(TOLD("fields", "price", "ways", "0", "nearest"),
		"[{\"path\":\"title\",\"count\":2,\"sample\":\"Cup\"},"
		"{\"path\":\"cost\",\"count\":1,\"sample\":\"3\"}]",
		"what the records have instead");
	is_text(TOLD("fields", "price", "ways", "1", "filled"), "1", "and what the fallback finds");
	work_end(&w);
}

static void others(void)
{
	struct json_object *o;
	struct work w;

	work_begin(&w);
	o = explained(&w, "{\"type\":\"content\"}", "<h1>A</h1><p>text");
	is_text(TOLD("fields", "heading"), "{\"samples\":[\"A\"],\"filled\":1}", "sections");
	o = explained(&w,
		      "{\"container\":{\"json\":\"list\"},\"fields\":{\"a\":{\"json\":\"a\"},"
		      "\"b\":{\"json\":\"b\"}}}",
		      "<script type=application/ld+json>{\"list\":[{\"a\":1},{\"a\":2}]}</script>");
	is_text(TOLD("summary"), "[\"Field \\\"b\\\" has no value in any of 2 items\"]",
		"records in a page's JSON");
	o = explained(&w,
		      "{\"container\":{\"selector\":\"tr:has(td)\"},\"fields\":{\"p\":{\"column\":"
		      "\"Price\",\"type\":\"number\"}}}",
		      "<table><tr><th>Name<th>Price<tr><td>Cup<td>free<tr><td>Pot<td>sold</table>");
	is_text(TOLD("fields", "p", "ways", "0", "texts"), "[\"free\",\"sold\"]",
		"a column: the cells' own texts");
	o = explained(
	    &w,
	    "{\"container\":{\"selector\":\"h2\"},\"fields\":{\"t\":{\"following\":\"rest\","
	    "\"selector\":\"b\",\"many\":true}}}",
	    "<h2>1</h2><p><b>x</b></p><h2>2</h2><p><b>y</b></p><b>z</b>");
	is_text(
	    TOLD("fields", "t", "ways", "0"),
	    "{\"selector\":\"b\",\"matches\":3,\"records\":3,\"samples\":[[\"x\"],[\"y\",\"z\"]],"
	    "\"filled\":2}",
	    "what stands under a heading");
	ok(!explained(&w, "{\"type\":\"magic\"}", page), "an unknown type");
	is_text(w.message, "strategies of type \"magic\" cannot be explained", "is said to be one");
	ok(!explained(&w, "{\"fields\":{\"a\":{\"selector\":\"(\"}}}", page), "a bad selector");
	ok(error_is(&w, ERR_UNACCEPTABLE), "is not acceptable");
	ok(!explained(&w, "{\"fields\":{\"a\":{}}}", "%PDF-1"), "no page");
	is_int(w.class, CLASS_NOT_HTML, "is no HTML");
	work_end(&w);
}

/* A page and a selector that give the most trouble are still told within bounds. */
static void hostile(void)
{
	struct text t, selector;
	struct json_object *o;
	struct work w;

	work_begin(&w);
	t = text_new(w.arena, 4 << 20);
	selector = text_new(w.arena, 2000);
	for (int i = 0; i < 30000; i++)
		text_addf(&t, "<div class='c%d d%d'>%d</div>", i, i % 7, i);
	for (int i = 0; i < 60; i++)
		text_add(&selector, "div~");
	o = explained(&w,
		      arena_printf(w.arena,
				   "{\"container\":{\"selector\":\"%s.x\"},\"fields\":{\"a\":{}}}",
				   selector.data),
		      t.data);
	ok(o || w.class == CLASS_TOO_COMPLEX, "many siblings");
	work_end(&w);
}

int main(void)
{
	good_strategy();
	missing_containers();
	sentences();
	apis();
	others();
	hostile();
	return done();
}
