/* A refinement driven from memory. */
#include "job/refinement.h"

#include "tap.h"

static const struct refinement_input input = {
    .feedback = "also the image",
    .description = "names",
    .plan = "{\"type\":\"css\",\"fields\":{\"name\":{\"selector\":\"b\"}}}",
    .output_schema = "{\"name\":\"string\"}",
    .url = "http://shop.test/",
    .body = "<b>1",
    .body_size = 4,
    .content_type = "text/html",
};

static bool answer_result(struct work *w, struct refinement *r, const char *json)
{
	struct answer answer = {.result = json_parse(w, json, strlen(json))};

	return r->conversation.advance(w, &r->conversation, &answer);
}

static void kept(struct work *w)
{
	struct refinement *r = refinement_begin(w, &input);
	const struct want *want = &r->conversation.want;

	ok(want->kind == WANT_OPERATION, "a page that is there is not fetched");
	is_text(want->operation, "refine", "but refined on");
	is_text(json_text(want->request, "feedback"), "also the image", "with what was said");
	is_text(json_text(want->request, "description"), "names", "and what was asked first");
	ok(json_object_of(json_object_of(want->request, "strategy"), "fields") != NULL,
	   "the strategy as it is");
	ok(json_object_of(want->request, "output_schema") != NULL, "and its schema");
	is_int(want->body_size, 4, "the page's bytes");
	ok(answer_result(w, r,
			 "{\"strategy\":{\"type\":\"css\"},\"items\":[{\"name\":\"1\"}],"
			 "\"item_count\":1,\"attempts\":2,\"confidence\":0.5,"
			 "\"output_schema\":{\"name\":\"string\",\"image\":\"string\"}}"),
	   "the answer is taken");
	ok(want->kind == WANT_NOTHING, "then it is done");
	is_text(r->plan, "{\"type\":\"css\"}", "a new strategy");
	is_text(r->output_schema, "{\"name\":\"string\",\"image\":\"string\"}", "its schema");
	is_text(r->preview, "[{\"name\":\"1\"}]", "a preview");
	is_int(r->attempts, 2, "how many were tried");
	is_text(r->generator, "embedded", "and who made it");
}

/* How runs are compared stays, unless the answer says it anew. */
static void compared(struct work *w)
{
	struct refinement_input in = input;
	struct refinement *r;

	in.plan = "{\"type\":\"css\",\"key\":[\"a\",\"b\"],\"order\":\"significant\"}";
	r = refinement_begin(w, &in);
	ok(answer_result(w, r, "{\"strategy\":{\"type\":\"css\",\"order\":\"x\"},\"items\":[]}"),
	   "a strategy with a key is refined");
	is_text(r->plan, "{\"type\":\"css\",\"order\":\"x\",\"key\":[\"a\",\"b\"]}",
		"and keeps it");
}

static void fetched(struct work *w)
{
	struct refinement_input in = input;
	struct fetch_response page = {
	    .url = "http://shop.test/moved", .body = "<b>2", .body_size = 4};
	struct answer answer = {.response = &page};
	struct refinement *r;

	in.body = NULL;
	r = refinement_begin(w, &in);
	ok(r->conversation.want.kind == WANT_FETCH, "one that is not is fetched");
	ok(r->conversation.advance(w, &r->conversation, &answer), "and taken");
	is_text(json_text(r->conversation.want.request, "url"), "http://shop.test/moved",
		"from where it was found");
	is_text(r->conversation.want.body, "<b>2", "to be refined on");
	ok(!answer_result(w, r, "{}") && w->class == CLASS_INTERNAL,
	   "an answer without a strategy is our own fault");
	work_forgive(w);
}

static void unreadable(struct work *w)
{
	struct refinement_input in = input;

	in.plan = "{";
	ok(!refinement_begin(w, &in), "a stored strategy that cannot be read");
	work_forgive(w);
}

int main(void)
{
	struct work w;

	work_begin(&w);
	kept(&w);
	compared(&w);
	fetched(&w);
	unreadable(&w);
	work_end(&w);
	return done();
}
