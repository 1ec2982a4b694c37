/* The operation as a whole. */
#include "extract/extract.h"

#include "tap.h"

#include "util/json.h"

static const char page[] = "<ul><li><a href='/a'>A</a> <b>1,5</b><li><a href='mailto:x'>B</a></ul>";

static const char *run(struct work *w, const char *request, const char *body)
{
	struct text out = text_new(w->arena, 10000);
	bool good =
	    extract_operation(w, json_parse(w, request, strlen(request)), body, strlen(body), &out);

	return good ? out.data : w->message;
}

#define STRATEGY                                                                                   \
	"\"strategy\":{\"container\":{\"selector\":\"li\"},\"fields\":{\"name\":{\"selector\":"    \
	"\"a\"},"                                                                                  \
	"\"link\":{\"selector\":\"a\",\"attribute\":\"href\"},\"n\":{\"selector\":\"b\"}}}"

static const struct {
	const char *label, *request, *body, *answer;
} cases[] = {
    {"without a schema", "{\"url\":\"http://x.test/y\"," STRATEGY "}", page,
     "{\"items\":[{\"name\":\"A\",\"link\":\"/a\",\"n\":\"1,5\"},"
     "{\"name\":\"B\",\"link\":\"mailto:x\",\"n\":null}],\"item_count\":2,"
     "\"item_count_before\":2,\"warnings\":[],\"charset\":\"UTF-8\"}"},
    {"with one",
     "{\"url\":\"http://x.test/y\",\"output_schema\":{\"n\":\"number\",\"link\":"
     "\"string\"}," STRATEGY "}",
     page,
     "{\"items\":[{\"n\":1.5,\"link\":\"http://x.test/a\"},"
     "{\"n\":null,\"link\":\"mailto:x\"}],\"item_count\":2,"
     "\"item_count_before\":2,\"warnings\":[],\"charset\":\"UTF-8\"}"},
    {"with a wrapper", "{\"output_schema\":{\"all\":[{\"name\":\"string\"}]}," STRATEGY "}", page,
     "{\"items\":[{\"all\":[{\"name\":\"A\"},{\"name\":\"B\"}]}],\"item_count\":2,"
     "\"item_count_before\":2,\"warnings\":[],\"charset\":\"UTF-8\"}"},
    {"with a filter",
     "{\"filter_config\":{\"conditions\":[{\"field\":\"n\",\"operator\":\"exists\"}]}"
     "," STRATEGY "}",
     page,
     "{\"items\":[{\"name\":\"A\",\"link\":\"/a\",\"n\":\"1,5\"}],\"item_count\":1,"
     "\"item_count_before\":2,\"warnings\":[],\"charset\":\"UTF-8\"}"},
    {"an empty page", "{" STRATEGY "}", "",
     "{\"items\":[],\"item_count\":0,"
     "\"item_count_before\":0,\"warnings\":[\"No items were "
     "found\"],\"charset\":\"UTF-8\"}"},
    {"a field that no item has",
     "{\"strategy\":{\"fields\":{\"a\":{\"selector\":\"a\"},\"i\":{\"selector\":\"i\"}}}}", page,
     "{\"items\":[{\"a\":\"A\",\"i\":null}],\"item_count\":1,\"item_count_before\":1,"
     "\"warnings\":[\"Field \\\"i\\\" has no value in any item\"],\"charset\":\"UTF-8\"}"},
    {"an API's answer",
     "{\"url\":\"http://x.test/\",\"content_type\":\"application/json\",\"strategy\":"
     "{\"type\":\"api\",\"items_path\":\"d\",\"fields\":{\"u\":\"u\"}},"
     "\"output_schema\":{\"u\":\"string\",\"url\":\"string\"}}",
     "{\"d\":[{\"u\":1}]}",
     "{\"items\":[{\"u\":\"1\",\"url\":null}],\"item_count\":1,\"item_count_before\":1,"
     "\"warnings\":[],\"charset\":\"UTF-8\"}"},
    {"JSON for a page's strategy", "{" STRATEGY "}", "{\"d\":[]}",
     "Page is not HTML: application/json"},
    {"that is said to be a page", "{\"content_type\":\"text/html\"," STRATEGY "}", "{\"d\":[]}",
     "Page is not HTML: application/json"},
    {"a page for an API's strategy", "{\"strategy\":{\"type\":\"api\"}}", page,
     "Response is not JSON but a page"},
    {"no HTML", "{\"content_type\":\"image/png\"," STRATEGY "}", page,
     "Page is not HTML: image/png"},
    {"no strategy", "{}", page, "strategy: must be an object"},
    {"sections", "{\"strategy\":{\"type\":\"content\"}}", "<p>a<h2>B</h2><p>c",
     "{\"items\":[{\"heading\":\"\",\"level\":0,\"content\":\"a\"},"
     "{\"heading\":\"B\",\"level\":2,\"content\":\"c\"}],\"item_count\":2,"
     "\"item_count_before\":2,\"warnings\":[],\"charset\":\"UTF-8\"}"},
    {"sections without headings", "{\"strategy\":{\"type\":\"content\"}}", "<p>a",
     "{\"items\":[{\"heading\":\"\",\"level\":0,\"content\":\"a\"}],\"item_count\":1,"
     "\"item_count_before\":1,\"warnings\":[],\"charset\":\"UTF-8\"}"},
    {"sections that fit a schema and a filter",
     "{\"output_schema\":{\"Heading\":\"string\",\"level\":\"string\"},\"filter_config\":{"
     "\"conditions\":[{\"field\":\"level\",\"operator\":\"gt\",\"value\":\"0\"}]},"
     "\"strategy\":{\"type\":\"content\"}}",
     "<p>a<h2>B</h2><p>c",
     "{\"items\":[{\"Heading\":\"B\",\"level\":\"2\"}],\"item_count\":1,"
     "\"item_count_before\":2,\"warnings\":[],\"charset\":\"UTF-8\"}"},
    {"another type", "{\"strategy\":{\"type\":\"magic\"}}", page,
     "strategies of type \"magic\" cannot be run"},
    {"a bad filter", "{\"filter_config\":{\"mode\":\"all\"}," STRATEGY "}", page,
     "filter_config.conditions is required"},
    {"a bad schema", "{\"output_schema\":{\"a\":\"b\"}," STRATEGY "}", page,
     "output_schema.a: unknown type \"b\""},
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;

		work_begin(&w);
		is_text(run(&w, cases[i].request, cases[i].body), cases[i].answer, cases[i].label);
		work_end(&w);
	}
	return done();
}
