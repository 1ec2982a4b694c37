/* A run driven from memory: no network, no extractor process. */
#include "job/run.h"

#include "tap.h"

static const char plan[] = "{\"type\":\"css\",\"fields\":{\"a\":{\"selector\":\"b\"}}}";

static bool answer_page(struct work *w, struct run *run, const char *body)
{
	struct fetch_response *page = ARENA_NEW(w->arena, struct fetch_response);
	struct answer answer = {.response = page};

	page->url = "http://shop.test/moved";
	page->content_type = "text/html";
	page->body = body;
	page->body_size = strlen(body);
	return run->conversation.advance(w, &run->conversation, &answer);
}

static bool answer_items(struct work *w, struct run *run, const char *json)
{
	struct answer answer = {.result = json_parse_apart(w, json, strlen(json), "items")};

	return run->conversation.advance(w, &run->conversation, &answer);
}

static void from_page_to_items(struct work *w)
{
	struct run_input in = {.url = "http://shop.test/",
			       .plan = json_stored(w, plan),
			       .filter = json_stored(w, "{\"conditions\":[]}")};
	struct run *run = run_begin(w, &in);
	const struct want *want = &run->conversation.want;

	ok(want->kind == WANT_FETCH, "it wants its page first");
	is_text(want->fetch.url, "http://shop.test/", "from the job's URL");
	ok(answer_page(w, run, "<b>1</b>"), "the page is taken");
	ok(want->kind == WANT_OPERATION, "then an operation");
	is_text(want->operation, "extract", "to extract");
	is_text(json_text(want->request, "url"), "http://shop.test/moved",
		"links are relative to where the page was found");
	is_text(json_text(json_object_of(want->request, "strategy"), "type"), "css",
		"with the strategy");
	ok(json_object_of(want->request, "filter_config") != NULL, "and the filter");
	is_int(want->body_size, 8, "on the page's bytes");
	ok(answer_items(w, run,
			"{\"items\":[{\"a\":\"1\"}],\"item_count\":1,\"item_count_before\":3,"
			"\"warnings\":[\"!\"]}"),
	   "items are taken");
	ok(want->kind == WANT_NOTHING, "then it is done");
	is_text(run->items, "[{\"a\":\"1\"}]", "items as clients see them");
	is_int(run->item_count, 1, "counted");
	is_int(run->item_count_before, 3, "with those that the filter took away");
	is_int(json_object_array_length(run->warnings), 1, "and what to look at");
	is_int(strlen(run->content_hash), 32, "hashed");
	ok(strstr(run->structural_signature, "\"item_count\":1") != NULL, "and signed");
}

static void wrapped_items(struct work *w)
{
	struct run_input in = {.url = "http://shop.test/",
			       .plan = json_stored(w, plan),
			       .schema = json_stored(w, "{\"list\":[{\"a\":\"string\"}]}")};
	struct run *run = run_begin(w, &in), *plain;

	answer_page(w, run, "x");
	answer_items(w, run,
		     "{\"items\":[{\"list\":[{\"a\":\"2\"},{\"a\":\"1\"}]}],\"item_count\":2}");
	is_int(run->item_count, 2, "a wrapper schema counts inner items");
	in.schema = NULL;
	plain = run_begin(w, &in);
	answer_page(w, plain, "x");
	answer_items(w, plain, "{\"items\":[{\"a\":\"1\"},{\"a\":\"2\"}],\"item_count\":2}");
	is_text(run->content_hash, plain->content_hash, "and hashes them");
	in.plan = json_stored(w, "{\"type\":\"css\",\"order\":\"significant\",\"fields\":{}}");
	plain = run_begin(w, &in);
	answer_page(w, plain, "x");
	answer_items(w, plain, "{\"items\":[{\"a\":\"2\"},{\"a\":\"1\"}],\"item_count\":2}");
	ok(strcmp(run->content_hash, plain->content_hash) != 0, "in their order where it counts");
}

static void api_call(struct work *w)
{
	struct run_input in = {
	    .url = "http://shop.test/pots",
	    .made_from = "http://shop.test/cups",
	    .plan = json_stored(w, "{\"type\":\"api\",\"endpoint\":\"http://api.test/list\","
				   "\"params\":{\"q\":\"cups\",\"page\":1}}"),
	    .parameters = "{\"q\":\"pots\",\"page\":2}"};
	struct run *run = run_begin(w, &in);
	const struct want *want = &run->conversation.want;

	ok(want->kind == WANT_FETCH, "an API strategy wants an answer");
	is_text(want->fetch.url, "http://api.test/list?q=pots&page=2", "to its own call");
	ok(answer_page(w, run, "[]"), "and takes it");
	is_text(want->operation, "extract", "to extract from it");
	is_text(json_text(want->request, "url"), "http://shop.test/pots",
		"links are the job's page's");
	in.url = "http://shop.test/";
	ok(!run_begin(w, &in), "a page that the call knows nothing of");
	ok(w->class == CLASS_DATA, "is not run");
	work_forgive(w);
	in.url = in.made_from;
	in.parameters = "{\"gone\":1}";
	ok(!run_begin(w, &in) && w->class == CLASS_DATA, "nor is a parameter that is gone");
	work_forgive(w);
}

static bool answer_unmodified(struct work *w, struct run *run)
{
	struct fetch_response page = {.status = 304, .url = run->input.url, .body = ""};
	struct answer answer = {.response = &page};

	return run->conversation.advance(w, &run->conversation, &answer);
}

/* "Not modified" says something to who knows a page, and to nobody else. */
static void not_modified(struct work *w)
{
	struct run_input in = {.url = "http://shop.test/",
			       .plan = json_stored(w, plan),
			       .etag = "\"one\"",
			       .body_hash = ARENA_ARRAY(w->arena, 32, uint8_t)};
	struct run *run = run_begin(w, &in);

	ok(answer_unmodified(w, run) && run->is_same_page, "not modified: the known page");
	in.etag = NULL;
	in.last_modified = "Thu, 26 Nov 2026 08:00:00 GMT";
	run = run_begin(w, &in);
	ok(answer_unmodified(w, run) && run->is_same_page, "nor since then");
	in.last_modified = NULL;
	ok(!answer_unmodified(w, run_begin(w, &in)), "a site that says so unasked");
	ok(w->class == CLASS_HTTP, "has no page for us");
	is_text(w->message, "Page not accessible: 304 Not Modified", "as people are told");
	work_forgive(w);
	in.etag = "\"one\"";
	in.made_from = in.url;
	in.plan = json_stored(w, "{\"type\":\"api\",\"endpoint\":\"http://api.test/\"}");
	ok(!answer_unmodified(w, run_begin(w, &in)), "an API is never asked like that");
	work_forgive(w);
}

static void failures(struct work *w)
{
	struct run_input in = {.url = "http://shop.test/", .plan = json_stored(w, plan)};
	struct run *run = run_begin(w, &in);

	answer_page(w, run, "x");
	ok(!answer_items(w, run, "{\"nothing\":1}"), "an answer without items fails");
	ok(w->class == CLASS_INTERNAL, "which is our own fault");
	work_forgive(w);
}

int main(void)
{
	struct work w;

	work_begin(&w);
	from_page_to_items(&w);
	wrapped_items(&w);
	api_call(&w);
	not_modified(&w);
	failures(&w);
	work_end(&w);
	return done();
}
