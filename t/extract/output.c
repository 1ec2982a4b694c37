/* From records to an answer: schema, links, filter, counts and warnings. */
#include "extract/output.h"

#include "tap.h"

#include "util/json.h"

static const struct value rows[] = {
    {.kind = VALUE_TEXT, .as.text = "A"},
    {.kind = VALUE_TEXT, .as.text = "/a"},
    {.kind = VALUE_TEXT, .as.text = "B"},
    {.kind = VALUE_TEXT, .as.text = "mailto:b"},
};

static const char *print(struct work *w, const char *request)
{
	static const char *names[] = {"name", "link"};
	static const char *const warnings[] = {"Look at this"};
	struct items items = {names, 2, 2, (void *)arena_copy(w->arena, rows, sizeof rows)};
	struct document *d = html_parse(w, "", 0, "http://x.test/y");
	struct text t = text_new(w->arena, 1000);
	struct json_object *in = json_parse(w, request, strlen(request));
	struct output o;

	if (!output_parse(w, in, &o))
		return w->message;
	o.warnings = warnings;
	o.n_warnings = json_bool_of(in, "warn", false);
	return output_print(w, &o, d, &items, &t) ? t.data : w->message;
}

int main(void)
{
	static const struct {
		const char *label, *request, *answer;
	} cases[] = {
	    {"as they are", "{}",
	     "\"items\":[{\"name\":\"A\",\"link\":\"/a\"},{\"name\":\"B\",\"link\":\"mailto:b\"}],"
	     "\"item_count\":2,\"item_count_before\":2,\"warnings\":[]"},
	    {"links of a schema are absolute", "{\"output_schema\":{\"link\":\"string\"}}",
	     "\"items\":[{\"link\":\"http://x.test/a\"},{\"link\":\"mailto:b\"}],"
	     "\"item_count\":2,\"item_count_before\":2,\"warnings\":[]"},
	    {"the filter sees them so",
	     "{\"output_schema\":{\"l\":[{\"link\":\"string\"}]},\"filter_config\":{\"conditions\":"
	     "["
	     "{\"field\":\"link\",\"operator\":\"equals\",\"value\":\"http://x.test/a\"}]}}",
	     "\"items\":[{\"l\":[{\"link\":\"http://x.test/a\"}]}],"
	     "\"item_count\":1,\"item_count_before\":2,\"warnings\":[]"},
	    {"all warnings",
	     "{\"warn\":true,\"filter_config\":{\"conditions\":["
	     "{\"field\":\"nam\",\"operator\":\"exists\"}]}}",
	     "\"items\":[],\"item_count\":0,\"item_count_before\":2,\"warnings\":[\"Look at this\","
	     "\"filter_config.conditions[0]: no item has a field \\\"nam\\\"\","
	     "\"filter_config: none of 2 items passes\"]"},
	    {"a bad filter", "{\"filter_config\":[]}", "filter_config must be an object"},
	    {"a bad schema", "{\"output_schema\":[]}", "output_schema must be an object"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;

		work_begin(&w);
		is_text(print(&w, cases[i].request), cases[i].answer, cases[i].label);
		work_end(&w);
	}
	return done();
}
