/* A generation driven from memory, and the preview. */
#include "job/generation.h"
#include "bounds.h"

#include "tap.h"

static void previews(struct work *w)
{
	struct json_object *schema = json_parse(w, "{\"list\":[{\"n\":\"int\"}]}", 22), *items;
	struct text t = text_new(w->arena, 10000), want = text_new(w->arena, 10000);

	text_add(&t, "[{\"list\":[");
	text_add(&want, "[{\"list\":[");
	for (int i = 0; i < PREVIEW_ITEMS + 5; i++) {
		text_addf(&t, "%s{\"n\":%d}", i ? "," : "", i);
		if (i < PREVIEW_ITEMS)
			text_addf(&want, "%s{\"n\":%d}", i ? "," : "", i);
	}
	text_add(&t, "]}]");
	text_add(&want, "]}]");
	items = json_parse(w, t.data, t.length);
	is_text(preview_of(w, schema, items), want.data, "a preview keeps the wrapper");
	is_text(preview_of(w, NULL, json_parse(w, "[]", 2)), "[]", "a preview of nothing");
	t = text_new(w->arena, PREVIEW_MAX * 2);
	text_addf(&t, "[1,\"%0*d\",3]", (int)PREVIEW_MAX, 2);
	is_text(preview_of(w, NULL, json_parse(w, t.data, t.length)), "[1]",
		"a preview ends before what is too large for it");
}

static void making(struct work *w)
{
	static const char proposal[] =
	    "{\"strategy\":{\"type\":\"css\",\"source\":\"embedded\"},\"items\":[{\"a\":1}],"
	    "\"item_count\":1,\"confidence\":0.75,\"attempts\":2,\"warnings\":[]}";
	struct generation_input in = {.url = "http://shop.test/", .description = "names"};
	struct generation *g = generation_begin(w, &in);
	struct fetch_response page = {.url = "http://shop.test/", .body = "x", .body_size = 1};
	struct answer answer = {.response = &page};

	ok(g->conversation.want.kind == WANT_FETCH, "it wants the page first");
	ok(g->conversation.advance(w, &g->conversation, &answer), "takes it");
	is_text(g->conversation.want.operation, "generate", "and wants a proposal");
	is_text(json_text(g->conversation.want.request, "description"), "names", "for the words");
	answer = (struct answer){.result = json_parse(w, proposal, sizeof proposal - 1)};
	ok(g->conversation.advance(w, &g->conversation, &answer), "takes that");
	ok(g->conversation.want.kind == WANT_NOTHING, "and is done");
	is_text(g->preview, "[{\"a\":1}]", "with a preview");
	is_int(g->attempts, 2, "the attempts");
	is_text(g->generator, "embedded", "and who made it");
	ok(g->page == &page, "the page is kept");

	g = generation_begin(w, &in);
	answer = (struct answer){.response = &page};
	(void)g->conversation.advance(w, &g->conversation, &answer);
	answer = (struct answer){.result = json_parse(w, "{}", 2)};
	ok(!g->conversation.advance(w, &g->conversation, &answer), "an empty answer ends it");
	work_forgive(w);
}

/* Calls that the extractor asks for are made before it is asked again; one that fails is told. */
static void exploring(struct work *w)
{
	static const char asked[] =
	    "{\"calls\":[{\"url\":\"http://shop.test/a\",\"method\":\"GET\",\"headers\":{}},"
	    "{\"url\":\"http://shop.test/b\",\"method\":\"GET\",\"headers\":{}}]}";
	static const char proposal[] =
	    "{\"strategy\":{\"type\":\"api\",\"params\":{\"page\":1}},\"items\":[{\"a\":1}]}";
	struct generation_input in = {
	    .url = "http://shop.test/", .description = "names", .wants_api = true};
	struct generation *g = generation_begin(w, &in);
	struct fetch_response page = {.url = "http://shop.test/", .body = "x", .body_size = 1};
	struct fetch_response api = {.url = "http://shop.test/b", .body = "[1]", .body_size = 3};
	struct conversation *c = &g->conversation;
	struct answer answer = {.response = &page};

	ok(c->advance(w, c, &answer), "a page");
	ok(json_bool_of(c->want.request, "explore", false), "the extractor may ask for calls");
	ok(json_bool_of(c->want.request, "force_api", false), "and knows that they are wanted");
	answer = (struct answer){.result = json_parse(w, asked, sizeof asked - 1)};
	ok(c->advance(w, c, &answer), "it asks");
	is_text(c->want.fetch.url, "http://shop.test/a", "the first is made");
	ok(c->want.kind == WANT_FETCH && c->want.is_optional, "and may fail");
	fail_class(w, CLASS_TIMEOUT, "too slow");
	answer = (struct answer){0};
	ok(c->advance(w, c, &answer) && w->error == ERR_NONE, "which it does");
	is_text(c->want.fetch.url, "http://shop.test/b", "the second is made");
	answer = (struct answer){.response = &api};
	ok(c->advance(w, c, &answer), "and answers");
	is_text(c->want.operation, "generate", "the extractor is asked again");
	ok(!json_bool_of(c->want.request, "explore", true), "for the last time");
	is_text(c->want.body, "x[1]", "with page and answer");
	ok(!c->want.is_optional, "and has to answer");
	answer = (struct answer){.result = json_parse(w, proposal, sizeof proposal - 1)};
	ok(c->advance(w, c, &answer) && c->want.kind == WANT_NOTHING, "it is done");
	is_text(g->scraper_type, "api", "with an API");
	is_text(g->api_parameters, "{\"page\":1}", "and its parameters");
	is_text(g->page->body, "x", "the page is kept as it was");

	g = generation_begin(w, &in);
	c = &g->conversation;
	answer = (struct answer){.response = &page};
	(void)c->advance(w, c, &answer);
	answer = (struct answer){.result = json_parse(w, "{\"calls\":[]}", 12)};
	ok(c->advance(w, c, &answer), "no calls at all");
	is_text(c->want.operation, "generate", "are made at once");
	answer = (struct answer){.result = json_parse(w, asked, sizeof asked - 1)};
	ok(!c->advance(w, c, &answer), "who asks twice has no strategy");
	work_forgive(w);
}

static void dividing(struct work *w)
{
	static const char sections[] =
	    "{\"items\":[{\"heading\":\"A\",\"level\":1,\"content\":\"a\"}],\"item_count\":1,"
	    "\"item_count_before\":2,\"warnings\":[]}";
	static const char nothing[] = "{\"items\":[],\"item_count\":0,\"item_count_before\":0}";
	struct generation_input in = {.url = "http://shop.test/", .wants_sections = true};
	struct generation *g = generation_begin(w, &in);
	struct fetch_response page = {.url = "http://shop.test/", .body = "x", .body_size = 1};
	struct answer answer = {.response = &page};
	struct json_object *request;

	ok(g->conversation.advance(w, &g->conversation, &answer), "a page for its text");
	is_text(g->conversation.want.operation, "extract", "is only extracted");
	request = json_object_of(g->conversation.want.request, "strategy");
	is_text(json_text(request, "type"), "content", "by the strategy for content");
	answer = (struct answer){.result = json_parse(w, sections, sizeof sections - 1)};
	ok(g->conversation.advance(w, &g->conversation, &answer), "the sections are taken");
	ok(g->conversation.want.kind == WANT_NOTHING, "and it is done");
	is_text(g->plan, "{\"type\":\"content\"}", "with a plan");
	is_text(g->generator, "content", "of nobody else's");
	is_int(g->attempts, 1, "at once");
	is_int(g->item_count, 1, "with the sections that the filter keeps");

	g = generation_begin(w, &in);
	answer = (struct answer){.response = &page};
	(void)g->conversation.advance(w, &g->conversation, &answer);
	answer = (struct answer){.result = json_parse(w, nothing, sizeof nothing - 1)};
	ok(!g->conversation.advance(w, &g->conversation, &answer), "a page without text ends it");
	ok(error_is(w, ERR_UNACCEPTABLE), "as unacceptable");
	work_forgive(w);
}

/* All sections, but not a book in every list of strategies. */
static void many_sections(struct work *w)
{
	struct generation_input in = {.url = "http://shop.test/", .wants_sections = true};
	struct generation *g = generation_begin(w, &in);
	struct fetch_response page = {.url = "http://shop.test/", .body = "x", .body_size = 1};
	struct answer answer = {.response = &page};
	struct text t = text_new(w->arena, 10 * PREVIEW_SECTIONS_MAX);
	struct json_object *shown;

	text_add(&t, "{\"item_count_before\":2000,\"items\":[");
	for (int i = 0; i < 2000; i++)
		text_addf(&t, "%s{\"content\":\"%01000d\"}", i ? "," : "", i);
	text_add(&t, "]}");
	(void)g->conversation.advance(w, &g->conversation, &answer);
	answer = (struct answer){.result = json_parse(w, t.data, t.length)};
	ok(g->conversation.advance(w, &g->conversation, &answer), "many sections");
	shown = json_parse(w, g->preview, strlen(g->preview));
	ok(shown && json_object_array_length(shown) > PREVIEW_ITEMS, "more than a few are shown");
	ok(strlen(g->preview) <= PREVIEW_SECTIONS_MAX + 1, "up to the bound");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	previews(&w);
	making(&w);
	exploring(&w);
	dividing(&w);
	many_sections(&w);
	work_end(&w);
	return done();
}
