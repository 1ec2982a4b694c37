/* What APIs answer, in all the forms that they do. */
#include "extract/payload.h"

#include "tap.h"

#include "util/json.h"

static const char *read(struct work *w, const char *strategy, const char *type, const char *body)
{
	struct json_object *plan = json_parse(w, strategy, strlen(strategy)), *o;
	struct payload p = {body, strlen(body), type};
	const char *charset;

	o = payload_read(w, plan, &p, &charset);
	return o ? json_string(w, o) : w->message;
}

static void forms(void)
{
	static const struct {
		const char *label, *type, *body, *json;
	} cases[] = {
	    {"JSON", "application/json", " {\"a\":[1]}\n", "{\"a\":[1]}"},
	    {"with a mark of its byte order", "application/json", "\xEF\xBB\xBF[1]", "[1]"},
	    {"in another character set", "application/json; charset=iso-8859-1", "[\"caf\xE9\"]",
	     "[\"caf\xC3\xA9\"]"},
	    {"a member twice", "application/json", "{\"a\":1,\"a\":2}", "{\"a\":2}"},
	    {"of no type", NULL, "[1]", "[1]"},
	    {"as text", "text/plain", "{\"a\":1}", "{\"a\":1}"},
	    {"as a page", "text/html", "{\"a\":1}", "{\"a\":1}"},
	    {"of a vendor's type", "application/vnd.api+json", "{\"a\":1}", "{\"a\":1}"},
	    {"guarded", "application/json", ")]}'\n{\"a\":1}", "{\"a\":1}"},
	    {"guarded with a comma", "application/json", ")]}',\n[1]", "[1]"},
	    {"guarded by a loop", "application/json", "for(;;);[1]", "[1]"},
	    {"called", "text/javascript", "jQuery_1.cb({\"a\":1});\n", "{\"a\":1}"},
	    {"called if at all", "text/javascript", "/**/ typeof cb === 'function' && cb([1]);",
	     "[1]"},
	    {"lines", "application/x-ndjson", "{\"a\":1}\n\n{\"a\":2}\r\n",
	     "[{\"a\":1},{\"a\":2}]"},
	    {"one line", "application/jsonl", "{\"a\":1}", "[{\"a\":1}]"},
	    {"a sequence", "application/json-seq", "\x1E{\"a\":1}\n\x1E{\"a\":2}\n",
	     "[{\"a\":1},{\"a\":2}]"},
	    {"lines as JSON", "application/json", "{\"a\":1}\n{\"a\":2}", "[{\"a\":1},{\"a\":2}]"},
	    {"lines of no type", NULL, "[1]\n[2]", "[[1],[2]]"},
	    {"JSON of many lines", NULL, "{\n\"a\":\n1}", "{\"a\":1}"},
	    {"CSV", "text/csv", "a,b\n1,2\n", "[{\"a\":\"1\",\"b\":\"2\"}]"},
	    {"CSV as text", "text/plain", "a;b\n1;2\n", "[{\"a\":\"1\",\"b\":\"2\"}]"},
	    {"with an empty cell first", "text/tab-separated-values", "a\tb\n\t2\n",
	     "[{\"b\":\"2\"}]"},
	    {"a page", "text/html", "<html>", "Response is not JSON but a page"},
	    {"broken JSON", "application/json", "{\"a\":1,}",
	     "Response is not JSON: unexpected character at byte 7"},
	    {"half of it", "application/json", "{\"a\":[1",
	     "Response is not JSON: unexpected end at byte 7"},
	    {"a broken line", "application/x-ndjson", "{\"a\":1}\n{\"a\"}",
	     "Response is not JSON: unexpected character at byte 13"},
	    {"nothing", "application/json", "", "Response is not JSON: unexpected end at byte 0"},
	    {"null", "application/json", "null", "Response is not JSON: the JSON document is null"},
	    {"depth", "application/json",
	     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
	     "Response is too complex: invalid JSON: nested too deep at byte 32"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;

		work_begin(&w);
		is_text(read(&w, "{}", cases[i].type, cases[i].body), cases[i].json,
			cases[i].label);
		work_end(&w);
	}
}

/* What the strategy says counts for more than what the server says. */
static void said(void)
{
	static const struct {
		const char *label, *strategy, *body, *json;
	} cases[] = {
	    {"CSV", "{\"format\":\"csv\"}", "a\n1\n", "[{\"a\":\"1\"}]"},
	    {"with a delimiter", "{\"format\":\"csv\",\"delimiter\":\":\"}", "a:b,c\n1:2\n",
	     "[{\"a\":\"1\",\"b,c\":\"2\"}]"},
	    {"without a header", "{\"format\":\"csv\",\"header\":false}", "1,2\n",
	     "[{\"column_1\":\"1\",\"column_2\":\"2\"}]"},
	    {"lines", "{\"format\":\"jsonl\"}", "[1]", "[[1]]"},
	    {"another", "{\"format\":\"yaml\"}", "a: b",
	     "format: must be \"json\", \"jsonl\" or \"csv\""},
	    {"a number", "{\"format\":1}", "a", "format: must be \"json\", \"jsonl\" or \"csv\""},
	    {"a long delimiter", "{\"format\":\"csv\",\"delimiter\":\"ab\"}", "a",
	     "delimiter: must be one character"},
	    {"a quote for one", "{\"format\":\"csv\",\"delimiter\":\"\\\"\"}", "a",
	     "delimiter: must be one character"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;

		work_begin(&w);
		is_text(read(&w, cases[i].strategy, "application/json", cases[i].body),
			cases[i].json, cases[i].label);
		work_end(&w);
	}
}

int main(void)
{
	forms();
	said();
	return done();
}
