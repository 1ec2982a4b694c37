/* Data out of captures and out of pages. */
#include "strategy/source.h"

#include "tap.h"
#include "util/json.h"

static const struct {
	const char *page, *want; /* prefixes and what is at the root of each */
} pages[] = {
    {"<script type='application/json' id=state>{\"a\":[1]}</script>", "script:state={\"a\":[1]}"},
    {"<script type='application/json' id='my.id'>[1,2]</script>", "script:['my.id']=1,2"},
    {"<script type='application/json'>{\"a\":1}</script>", ""},
    {"<script type='application/ld+json'>[{\"@type\":\"Book\"},{\"@type\":\"Cup\"}]</script>",
     "ld:$={\"@type\":\"Book\"},{\"@type\":\"Cup\"}"},
    {"<script>window.__S__ = {\"a\":\"0123456789012345678901234567890123456789012345678901234567890"
     "1234567890123456789012345678901234567890\"};</script>",
     "window:__S__={\"a\":\"01234567890123456789012345678901234567890123456789012345678901234567890"
     "123456789012345678901234567890\"}"},
    {"<script>var a = {\"b\":1};</script>", ""}, /* too small to hold records */
    {"<script type='application/json' id=x>{broken</script><script>var x = [</script>", ""},
    {"<p>nothing", ""},
};

static void print_source(struct work *w, struct text *t, const struct source *s)
{
	struct json_list found = source_find(w, s, "");

	text_addf(t, "%s%s=", t->length ? " " : "", s->prefix);
	for (size_t i = 0; i < found.n; i++) {
		text_add(t, i ? "," : "");
		json_print(t, found.items[i]);
	}
}

static void test_pages(struct work *w)
{
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
		struct document *d = html_parse(w, pages[i].page, strlen(pages[i].page), NULL);
		struct text t = text_new(w->arena, 10000);
		struct sources all = {0};

		sources_of_page(w, d, &all);
		for (size_t k = 0; k < all.n; k++)
			print_source(w, &t, &all.items[k]);
		is_text(t.data, pages[i].want, pages[i].page);
	}
}

static const struct {
	const char *body, *type;
	bool is_base64, is_text;
	const char *want; /* NULL: no data */
} bodies[] = {
    {"{\"a\":1}", "application/json", false, false, "{\"a\":1}"},
    {"{\"a\":1}", NULL, false, false, "{\"a\":1}"},
    {"eyJhIjoxfQ==", "application/json", true, false, "{\"a\":1}"},
    {"not base64!", "application/json", true, false, NULL},
    {"[\"\xE9\"]", "application/json; charset=iso-8859-1", false, false, "[\"\xC3\xA9\"]"},
    {"[\"\xC3\xA9\"]", "application/json; charset=iso-8859-1", false, true, "[\"\xC3\xA9\"]"},
    {"call({\"a\":1});", "text/javascript", false, true, "{\"a\":1}"},
    {"var a = 1;", "text/javascript", false, true, NULL},
    {"a,b\n1,2\n", "text/csv", false, true, "[{\"a\":\"1\",\"b\":\"2\"}]"},
    {"a,b\n1,2\n", "text/plain", false, true, NULL},
    {"<p>a,b", "text/html", false, true, NULL},
    {"{\"a\":1}\n{\"a\":2}", NULL, false, true, "[{\"a\":1},{\"a\":2}]"},
    {"{\"a\":", "application/json", false, true, NULL},
    {"", "application/json", false, true, NULL},
};

static void test_bodies(struct work *w)
{
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		struct captures given = captures_new(w);
		struct capture *c = capture_add(w, &given);
		struct sources all = {0};

		c->body = bodies[i].body;
		c->body_size = strlen(bodies[i].body);
		c->content_type = bodies[i].type;
		c->is_base64 = bodies[i].is_base64;
		c->is_text = bodies[i].is_text;
		sources_of_captures(w, &given, true, &all);
		is_text(all.n ? json_string(w, all.items[0].answer) : NULL, bodies[i].want,
			bodies[i].body);
		ok(w->error == ERR_NONE, "no error is left");
	}
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_pages(&w);
	test_bodies(&w);
	work_end(&w);
	return done();
}
