/* Keyword filters: queries against items. */
#include "extract/keyword.h"
#include "bounds.h"

#include "tap.h"

#include "util/json.h"

static const struct {
	const char *query, *item;
	bool fits;
} cases[] = {
    {"tea", "{\"a\":\"Green tea\"}", true},
    {"tea", "{\"a\":\"teapot\"}", false},
    {"TEA", "{\"a\":\"green Tea.\"}", true},
    {"tea", "{\"tea\":\"coffee\"}", false},
    {"tea mate", "{\"a\":\"mate\"}", true},
    {"tea mate", "{\"a\":\"coffee\"}", false},
    {"+tea +green", "{\"a\":\"tea\",\"b\":\"green\"}", true},
    {"+tea +green", "{\"a\":\"tea\"}", false},
    {"+tea green", "{\"a\":\"tea\"}", true},
    {"+tea green", "{\"a\":\"green\"}", false},
    {"+tea -iced", "{\"a\":\"hot tea\"}", true},
    {"+tea -iced", "{\"a\":\"iced tea\"}", false},
    {"tea -iced", "{\"a\":\"coffee\"}", false},
    {"-iced", "{\"a\":\"coffee\"}", true},
    {"-iced -cold", "{\"a\":\"cold coffee\"}", false},
    /* phrases */
    {"\"green tea\"", "{\"a\":\"Green  tea\"}", true},
    {"\"green tea\"", "{\"a\":\"green-tea\"}", true},
    {"\"green tea\"", "{\"a\":\"tea green\"}", false},
    {"\"green tea\"", "{\"a\":\"green teapot\"}", false},
    {"\"green tea\"", "{\"a\":\"evergreen tea\"}", false},
    {"\"green tea\"", "{\"a\":\"green\",\"b\":\"tea\"}", false},
    {"+\"green tea\" -\"with milk\"", "{\"a\":\"green tea\"}", true},
    {"+\"green tea\" -\"with milk\"", "{\"a\":\"green tea with milk\"}", false},
    {"\"green tea", "{\"a\":\"green tea\"}", true},
    {"\"green tea", "{\"a\":\"tea\"}", false},
    {"\"green\"\"tea\"", "{\"a\":\"tea\"}", true},
    {"mate\"green tea\"", "{\"a\":\"mate\"}", true},
    {"green-tea", "{\"a\":\"tea\"}", false},
    {"green-tea", "{\"a\":\"green tea\"}", true},
    /* values */
    {"19", "{\"a\":19}", true},
    {"19.5", "{\"a\":19.50}", true},
    {"19.5", "{\"a\":{\"b\":[{\"c\":\"19.5\"}]}}", true},
    {"true", "{\"a\":true}", false},
    {"null", "{\"a\":null}", false},
    {"b", "[\"a\",[\"b\"]]", true},
    {"b", "\"b\"", true},
    /* scripts */
    {"МИР", "{\"a\":\"Привет, мир!\"}", true},
    {"мир", "{\"a\":\"мира\"}", false},
    {"été", "{\"a\":\"L'ÉTÉ\"}", true},
    {"東京", "{\"a\":\"東京都の天気\"}", true},
    {"iPhone", "{\"a\":\"新しいiPhoneです\"}", true},
    {"हिन्दी", "{\"a\":\"हिन्दी में\"}", true},
    {"हिन", "{\"a\":\"हिन्दी में\"}", false},
    /* nothing special */
    {"a AND b", "{\"x\":\"and\"}", true},
    {"NOT", "{\"x\":\"not\"}", true},
    {"(tea)", "{\"x\":\"tea\"}", true},
    {"te*", "{\"x\":\"tea\"}", false},
    {"x:tea", "{\"x\":\"tea\"}", false},
    {"a.c", "{\"x\":\"abc\"}", false},
    {"C++", "{\"x\":\"c\"}", true},
    /* nothing at all */
    {"", "{\"x\":\"tea\"}", true},
    {" \t", "{\"x\":\"tea\"}", true},
    {"+ - \"\" \"", "{\"x\":\"tea\"}", true},
    {"&&", "{}", true},
};

static void matching(struct work *w)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct keywords *k = keywords_parse(w, "filter", cases[i].query);
		struct json_object *item = json_parse(w, cases[i].item, strlen(cases[i].item));

		ok(k && keywords_match(w, k, item) == cases[i].fits, "%s: %s %s", cases[i].query,
		   cases[i].item, cases[i].fits ? "fits" : "does not");
	}
}

static void bounds(struct work *w)
{
	char *query = arena_alloc(w->arena, KEYWORDS_MAX + 2);
	struct keywords *k;

	memset(query, '-', KEYWORDS_MAX + 1);
	ok(!keywords_parse(w, "filter", query), "a long query is refused");
	is_text(w->message, "filter must be at most 1000 bytes long", "by name");
	work_forgive(w);
	for (int i = 0; i < KEYWORDS_MAX; i++)
		query[i] = i % 2 ? ' ' : 'a';
	query[KEYWORDS_MAX] = '\0';
	k = keywords_parse(w, "filter", query);
	ok(k && keywords_given(k), "many words compile");
	query[0] = '"';
	ok(keywords_parse(w, "filter", query) != NULL, "so does a long phrase");
	ok(!keywords_given(keywords_parse(w, "filter", " - ")), "no words, no filter");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	matching(&w);
	bounds(&w);
	work_end(&w);
	return done();
}
