/* What a user gives as captured: lists, HAR files, curl commands, and nonsense in each form. */
#include "extract/capture.h"

#include "tap.h"
#include "util/json.h"

#define PAGE "https://shop.test/list/"

static struct work w;

/* The captures as one text: "METHOD URL sent {headers}" each, joined by "; ". NULL: refused. */
static const char *read(const char *given, struct captures *all)
{
	struct json_object *o = json_parse(&w, given, strlen(given));
	struct text t = text_new(w.arena, 100000);

	*all = captures_new(&w);
	if (!o || !captures_read(&w, o, PAGE, all))
		return NULL;
	for (size_t i = 0; i < all->n; i++) {
		const struct capture *c = &all->items[i];
		text_addf(&t, "%s%s %s %s ", i ? "; " : "", c->method, c->url,
			  c->sent ? c->sent : "-");
		json_print(&t, c->headers);
	}
	return t.data;
}

static const char *as_json(const char *line)
{
	struct text t = text_new(w.arena, 200000);

	text_add_json(&t, line, strlen(line));
	return t.data;
}

static const struct {
	const char *line, *want; /* NULL: refused */
} commands[] = {
    {"curl https://a.test/x", "GET https://a.test/x - {}"},
    {"  curl   'https://a.test/x y'\n", "GET https://a.test/x%20y - {}"},
    {"curl /api?q=1", "GET https://shop.test/api?q=1 - {}"},
    {"curl \"https://a.test/\\\"x\"", "GET https://a.test/%22x - {}"},
    {"curl https://a.test/ \\\n  --compressed \\\r\n -sSL", "GET https://a.test/ - {}"},
    {"curl -X POST https://a.test/", "POST https://a.test/ - {}"},
    {"curl -XPOST https://a.test/", "POST https://a.test/ - {}"},
    {"curl --request=GET https://a.test/", "GET https://a.test/ - {}"},
    {"curl https://a.test/ -d a=1 --data 'b=2'", "POST https://a.test/ a=1&b=2 {}"},
    {"curl https://a.test/ --data-raw '@x'", "POST https://a.test/ @x {}"},
    {"curl https://a.test/ --data-urlencode 'q=a b&c'", "POST https://a.test/ q=a%20b%26c {}"},
    {"curl https://a.test/ --data-urlencode '=a b'", "POST https://a.test/ a%20b {}"},
    {"curl -G https://a.test/?z=0 -d a=1 -d b=2", "GET https://a.test/?z=0&a=1&b=2 - {}"},
    {"curl https://a.test/ --data-raw $'{\"a\":\"it\\'s \\u0041\\x42\\n\"}'",
     "POST https://a.test/ {\"a\":\"it's AB\n\"} {}"},
    {"curl https://a.test/ -H 'Accept: application/json' -H 'X-Requested-With: XMLHttpRequest'",
     "GET https://a.test/ - "
     "{\"Accept\":\"application/json\",\"X-Requested-With\":\"XMLHttpRequest\"}"},
    {"curl https://a.test/ -H 'User-Agent: x' -H 'sec-ch-ua: y' -H 'accept-encoding: gzip'",
     "GET https://a.test/ - {}"},
    {"curl https://a.test/ -e https://b.test/",
     "GET https://a.test/ - {\"Referer\":\"https://b.test/\"}"},
    {"curl --json '{}' https://a.test/",
     "POST https://a.test/ {} "
     "{\"Content-Type\":\"application/json\",\"Accept\":\"application/json\"}"},
    {"curl --url https://a.test/ -o out -m 5", "GET https://a.test/ - {}"},
    {"curl", NULL},
    {"", NULL},
    {"curl -H", NULL},
    {"curl 'https://a.test/", NULL},
    {"curl \"https://a.test/\\\"", NULL},
    {"curl $'https://a.test/", NULL},
    {"curl https://a.test/ https://b.test/", NULL},
    {"curl -X DELETE https://a.test/", NULL},
    {"curl -d @/etc/passwd https://a.test/", NULL},
    {"curl -F a=b https://a.test/", NULL},
    {"curl --unix-socket /run/x https://a.test/", NULL},
    {"curl -Z https://a.test/", NULL},
    {"curl file:///etc/passwd", NULL},
    {"curl https://user:word@a.test/", NULL},
    {"wget https://a.test/", NULL},
    {"rm -rf /; curl https://a.test/", NULL},
};

static void test_commands(void)
{
	struct captures all;

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		is_text(read(as_json(commands[i].line), &all), commands[i].want, commands[i].line);
		ok(commands[i].want ? captures_open(&all) : error_is(&w, ERR_INVALID),
		   "is to be made, or refused");
		work_forgive(&w);
	}
}

static void test_lists(void)
{
	struct captures all;

	is_text(
	    read("[{\"url\":\"/a\",\"body\":\"{}\"},{\"url\":\"https://b.test/\",\"method\":"
		 "\"post\",\"body\":[1],\"request_body\":{\"p\":1},\"headers\":{\"Accept\":\"x\","
		 "\"Cookie\":\"c\",\"X-Key\":\"k\",\"x-key\":\"k\"}},\"curl /c\"]",
		 &all),
	    "GET https://shop.test/a - {}; POST https://b.test/ {\"p\":1} {\"Accept\":\"x\"}; "
	    "GET https://shop.test/c - {}",
	    "a list of responses and a command");
	is_text(all.items[0].body, "{}", "a body that is a text");
	ok(all.items[0].is_text && !all.items[0].is_open, "is an answer");
	is_int(json_object_array_length(all.items[1].value), 1, "one that is JSON");
	is_int(all.n_dropped, 2, "dropped headers are noted once");
	is_text(all.dropped[0], "Cookie", "by name");
	is_text(all.dropped[1], "X-Key", "the unknown, too");
	is_text(read("{\"url\":\"/a\",\"body\":{}}", &all), "GET https://shop.test/a - {}",
		"a single response");
	is_text(read("[]", &all), "", "none");
	ok(captures_read(&w, NULL, PAGE, &all), "nothing given");
}

static void test_har(void)
{
	struct captures all;

	is_text(
	    read("{\"log\":{\"entries\":["
		 "{\"request\":{\"url\":\"https://a.test/1\",\"headers\":[{\"name\":\"Accept\","
		 "\"value\":\"x\"},{\"name\":\"Authorization\",\"value\":\"y\"},{},3]},"
		 "\"response\":{\"content\":{\"text\":\"[]\",\"mimeType\":\"application/json\"}}},"
		 "{\"request\":{\"url\":\"https://a.test/2\",\"method\":\"POST\",\"postData\":"
		 "{\"text\":\"a=1\"}},\"response\":{\"status\":200,\"content\":{\"text\":\"e30=\","
		 "\"encoding\":\"base64\"}}},"
		 "{\"request\":{\"url\":\"https://a.test/3\"},\"response\":{\"status\":404,"
		 "\"content\":{\"text\":\"{}\"}}},"
		 "{\"request\":{\"url\":\"https://a.test/4\"},\"response\":{\"content\":{\"text\":"
		 "\"<p>\",\"mimeType\":\"text/html\"}}},"
		 "{\"request\":{\"url\":\"blob:x\"},\"response\":{\"content\":{\"text\":\"{}\"}}},"
		 "{\"request\":{\"url\":\"https://a.test/5\",\"method\":\"PUT\"},\"response\":"
		 "{\"content\":{\"text\":\"{}\"}}},"
		 "{},7,null]}}",
		 &all),
	    "GET https://a.test/1 - {\"Accept\":\"x\"}; POST https://a.test/2 a=1 {}",
	    "of a HAR the answers that may be data");
	ok(all.items[1].is_base64 && !all.items[0].is_base64, "some in base64");
	ok(w.error == ERR_NONE, "others leave no error");
	is_int(all.n_dropped, 1, "secrets are dropped");
}

static void test_refused(void)
{
	static const struct {
		const char *given, *field;
	} cases[] = {
	    {"5", "capture"},
	    {"true", "capture"},
	    {"[5]", "capture[0]"},
	    {"[null]", "capture[0]"},
	    {"{}", "capture.url"},
	    {"{\"log\":{}}", "capture.log.entries"},
	    {"[{\"url\":\"/a\",\"body\":{}},{\"url\":\"/a\"}]", "capture[1].body"},
	    {"[{\"url\":\"/a\",\"body\":5}]", "capture[0].body"},
	    {"[{\"url\":\"mailto:x\",\"body\":{}}]", "capture[0].url"},
	    {"[{\"url\":\"/a\",\"method\":\"PUT\",\"body\":{}}]", "capture[0].method"},
	};
	struct captures all;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ok(!read(cases[i].given, &all), "refused: %s", cases[i].given);
		is_text(w.complaints ? w.complaints->field : NULL, cases[i].field, "and named");
		work_forgive(&w);
	}
}

static void test_bounds(void)
{
	struct text t = text_new(w.arena, 1000000);
	struct captures all;

	text_add_char(&t, '[');
	for (int i = 0; i < 201; i++)
		text_add(&t, i ? ",{\"url\":\"/a\",\"body\":{}}" : "{\"url\":\"/a\",\"body\":{}}");
	text_add_char(&t, ']');
	ok(!read(t.data, &all), "too many responses");
	work_forgive(&w);
	t = text_new(w.arena, 1000000);
	text_add(&t, "curl https://a.test/");
	for (int i = 0; i < 500; i++)
		text_add(&t, " -s");
	ok(!read(as_json(t.data), &all), "too many words");
	work_forgive(&w);
	t = text_new(w.arena, 1000000);
	text_add(&t, "curl https://a.test/");
	for (int i = 0; i < 70000; i++)
		text_add_char(&t, 'a');
	ok(!read(as_json(t.data), &all), "too long a command");
	work_forgive(&w);
}

int main(void)
{
	work_begin(&w);
	test_commands();
	test_lists();
	test_har();
	test_refused();
	test_bounds();
	work_end(&w);
	return done();
}
