/* JavaScript's literals, what they are in JSON, and how far was read. */
#include "extract/literal.h"

#include "tap.h"

#include "bounds.h"
#include "util/json.h"

static const struct {
	const char *script, *json, *rest;
} cases[] = {
    {"{\"a\": 1, \"b\": [true, null]};x", "{\"a\":1,\"b\":[true,null]}", ";x"},
    {"{a: 'x', $b_1: \"it's\", 'c-d': `t\nu`,}",
     "{\"a\":\"x\",\"$b_1\":\"it's\",\"c-d\":\"t\\nu\"}", ""},
    {"[1,2,3,]", "[1,2,3]", ""},
    {"[,1]", "[1]", ""},
    {"{}", "{}", ""},
    {"[[],{}, [ ]]", "[[],{},[]]", ""},
    {"{a: [1}]", NULL, ""},
    {"// first\n{/* one */ a /* two */ : /* three */ 1 // four\n}", "{\"a\":1}", ""},
    {"{a:!0,b:!1,c:void 0,d:undefined}", "{\"a\":true,\"b\":false,\"c\":null,\"d\":null}", ""},
    {"{a:.5,b:5.,c:-1e3,d:+7,e:0x1f,f:0}",
     "{\"a\":0.5,\"b\":5.0,\"c\":-1e3,\"d\":7,\"e\":null,\"f\":0}", ""},
    {"{a: f(1, {b: 2}), c: new Date(\"x,y\"), d: x.y[0], e: 1}",
     "{\"a\":null,\"c\":null,\"d\":null,\"e\":1}", ""},
    {"{a: \"x\" + y, b: 2 * 3, c}", "{\"a\":null,\"b\":null,\"c\":null}", ""},
    {"{a, b() { return 1; }, ...rest, c: function () { return {}; }, d: 1}",
     "{\"a\":null,\"b\":null,\"c\":null,\"d\":1}", ""},
    {"{a:, b:}", "{\"a\":null,\"b\":null}", ""},
    {"{a: truest, b: nullx}", "{\"a\":null,\"b\":null}", ""},
    {"\"\\u0041\\x42\\u{43}\\ud83d\\ude00\\n\\q\\\nx\"", "\"ABC😀\\nqx\"", ""},
    {"'a\"b</script>'", "\"a\\\"b</script>\"", ""},
    {"{\"a\": \"raw\nline\ttab\"}", "{\"a\":\"raw\\nline\\ttab\"}", ""},
    {"{\"a\": \"\\u0000\\0\"}", "{\"a\":\"\xef\xbf\xbd\"}", ""},
    {"{a: 1", NULL, NULL},
    {"{a: 'x", NULL, NULL},
    {"{a: f(", NULL, NULL},
    {"{a: \"\\u12\"}", "{\"a\":null}", ""},
    {"[1}", NULL, NULL},
    {"{[x]: 1}", NULL, NULL},
    {"", NULL, NULL},
};

static void depth(struct work *w)
{
	struct text in = text_new(w->arena, 1000), out = text_new(w->arena, 1000);
	const char *p;

	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		text_add_char(&in, '[');
	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		text_add_char(&in, ']');
	p = in.data;
	ok(literal_to_json(&out, &p, p + in.length), "as deep as allowed");
	p = arena_printf(w->arena, "[%s]", in.data);
	ok(!literal_to_json(&out, &p, p + strlen(p)), "and one more");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *p = cases[i].script, *end = p + strlen(p);
		struct text out = text_new(w.arena, 1000);
		bool good = literal_to_json(&out, &p, end);

		is_text(good ? out.data : NULL, cases[i].json, cases[i].script);
		if (good)
			is_text(p, cases[i].rest, "and what follows it");
		if (good)
			ok(json_complaint(out.data, out.length, &(size_t){0}) == NULL,
			   "it is strict JSON");
	}
	depth(&w);
	work_end(&w);
	return done();
}
