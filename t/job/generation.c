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

int main(void)
{
	struct work w;

	work_begin(&w);
	previews(&w);
	making(&w);
	work_end(&w);
	return done();
}
