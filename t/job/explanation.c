/* An explanation driven from memory. */
#include "job/explanation.h"

#include "tap.h"

static const char plan[] = "{\"type\":\"css\",\"fields\":{\"a\":{\"selector\":\"b\"}}}";
static const char api_plan[] = "{\"type\":\"api\",\"endpoint\":\"http://api.test/cups\"}";

static bool answer_page(struct work *w, struct explanation *e)
{
	struct fetch_response *page = ARENA_NEW(w->arena, struct fetch_response);
	struct answer answer = {.response = page};

	page->url = "http://shop.test/moved";
	page->content_type = "text/html";
	page->body = "<b>1";
	page->body_size = 4;
	return e->conversation.advance(w, &e->conversation, &answer);
}

static bool answer_result(struct work *w, struct explanation *e, const char *json)
{
	struct answer answer = {.result = json_parse(w, json, strlen(json))};

	return e->conversation.advance(w, &e->conversation, &answer);
}

static void fetched(struct work *w)
{
	struct explanation_input in = {.plan = plan, .url = "http://shop.test/"};
	struct explanation *e = explanation_begin(w, &in);
	const struct want *want = &e->conversation.want;

	ok(want->kind == WANT_FETCH, "it wants its page first");
	is_text(want->fetch.url, "http://shop.test/", "from where it was told");
	ok(answer_page(w, e), "the page is taken");
	is_text(want->operation, "explain", "then it is explained");
	is_text(json_text(want->request, "url"), "http://shop.test/moved", "where it was found");
	is_int(want->body_size, 4, "on its bytes");
	ok(answer_result(w, e, "{\"summary\":[]}"), "the answer is taken");
	ok(want->kind == WANT_NOTHING && e->result, "then it is done");
	is_text(e->url, "http://shop.test/moved", "and tells where");
}

static void kept(struct work *w)
{
	struct explanation_input in = {.plan = plan,
				       .url = "http://shop.test/",
				       .body = "<b>2",
				       .body_size = 4,
				       .content_type = "text/html"};
	struct explanation *e = explanation_begin(w, &in);

	ok(e->conversation.want.kind == WANT_OPERATION, "a page that is there is not fetched");
	is_text(e->conversation.want.body, "<b>2", "but explained");
	ok(!answer_result(w, e, "{}") && w->class == CLASS_INTERNAL,
	   "an answer that says nothing is our own fault");
	work_forgive(w);
}

static void apis(struct work *w)
{
	struct explanation_input in = {
	    .plan = api_plan, .made_from = "http://shop.test/cups", .url = "http://shop.test/pots"};
	struct explanation *e = explanation_begin(w, &in);

	is_text(e->conversation.want.fetch.url, "http://api.test/pots", "an API is called");
	ok(answer_page(w, e), "its answer is taken");
	is_text(json_text(e->conversation.want.request, "url"), "http://shop.test/pots",
		"links are the page's");
	in.url = "http://shop.test/";
	ok(!explanation_begin(w, &in) && w->class == CLASS_DATA, "or it is not, as in a job");
	work_forgive(w);
	in.plan = "{";
	ok(!explanation_begin(w, &in), "a broken strategy");
	work_forgive(w);
}

int main(void)
{
	struct work w;

	work_begin(&w);
	fetched(&w);
	kept(&w);
	apis(&w);
	work_end(&w);
	return done();
}
