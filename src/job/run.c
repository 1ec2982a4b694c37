/* Fetch the page, extract, sign what was extracted. */
#include "job/run.h"
#include "bounds.h"
#include "diff/structure.h"
#include "job/api_call.h"

#include <json-c/json_object.h>

bool plan_is_ordered(struct json_object *plan)
{
	const char *order = json_text(plan, "order");

	return order && strcmp(order, "significant") == 0;
}

/* What counts of the items, hashed. */
static bool hash_items(struct work *w, struct run *run, const struct item_list *items)
{
	const struct sensitivity *s = &run->sensitivity;
	struct item_list counted;

	return sensitivity_counted(w, s, items, &counted) &&
	       content_hash(w, &counted, s->is_ordered, run->content_hash);
}

static bool take_items(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct run *run = (struct run *)c;
	struct item_list inner;

	run->items = json_text(answer->result, "items");
	if (!run->items)
		return fail_class(w, CLASS_INTERNAL, "the extractor's answer has no items");
	if (!item_list_scan(w, run->items, strlen(run->items), inner_name(run->input.schema),
			    &inner))
		return false;
	run->item_count = json_int(answer->result, "item_count", (int64_t)inner.n);
	run->item_count_before = json_int(answer->result, "item_count_before", run->item_count);
	run->warnings = json_array_of(answer->result, "warnings");
	run->structural_signature = structural_signature(w, &inner);
	c->want.kind = WANT_NOTHING;
	return hash_items(w, run, &inner);
}

/* Not modified, though the site was told of nothing that we know: to take that for the known page
 * would be a guess, and where none is known it would be asked for again without an end. */
static bool is_baseless(const struct run *run)
{
	const struct run_input *in = &run->input;

	return run->page->status == 304 && (run->is_api || (!in->etag && !in->last_modified));
}

/* Whether the site says so, or its bytes do. */
static bool is_same_page(struct run *run)
{
	const struct fetch_response *page = run->page;

	if (page->status == 304)
		return true;
	sha256(page->body, page->body_size, run->body_hash);
	run->has_hash = true;
	return run->input.body_hash &&
	       memcmp(run->input.body_hash, run->body_hash, SHA256_SIZE) == 0;
}

static bool take_page(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct run *run = (struct run *)c;
	struct json_object *request;

	run->page = answer->response;
	if (is_baseless(run))
		return fail_class(w, CLASS_HTTP, "Page not accessible: 304 Not Modified");
	run->is_same_page = is_same_page(run);
	if (run->is_same_page) {
		c->want.kind = WANT_NOTHING;
		return true;
	}
	request = json_new_object(w);
	/* An API's links belong to the page that shows them. */
	json_put_text(request, "url", run->is_api ? run->input.url : run->page->url);
	json_put_text(request, "content_type", run->page->content_type);
	json_put_shared(request, "strategy", run->input.plan);
	if (run->input.schema)
		json_put_shared(request, "output_schema", run->input.schema);
	if (run->input.filter)
		json_put_shared(request, "filter_config", run->input.filter);
	c->want = (struct want){.kind = WANT_OPERATION,
				.operation = "extract",
				.apart = "items",
				.request = request,
				.body = run->page->body,
				.body_size = run->page->body_size};
	c->advance = take_items;
	return true;
}

/* Asks for the page only when it is another than the known one. */
static void add_conditions(struct work *w, struct run *run)
{
	struct fetch_request *request = &run->conversation.want.fetch;
	struct fetch_header *headers = ARENA_ARRAY(w->arena, 2, struct fetch_header);
	size_t n = 0;

	if (run->input.etag)
		headers[n++] = (struct fetch_header){"If-None-Match", run->input.etag};
	if (run->input.last_modified)
		headers[n++] = (struct fetch_header){"If-Modified-Since", run->input.last_modified};
	request->headers = headers;
	request->n_headers = n;
}

struct run *run_begin(struct work *w, const struct run_input *in)
{
	struct run *run = ARENA_NEW(w->arena, struct run);
	const char *type = json_text(in->plan, "type");

	run->input = *in;
	run->conversation.want = (struct want){.kind = WANT_FETCH, .fetch = {.url = in->url}};
	run->conversation.advance = take_page;
	run->is_api = type && strcmp(type, "api") == 0;
	run->sensitivity = sensitivity_of_plan(w, in->sensitivity, in->plan);
	if (run->is_api && !api_call_fetch(w, in->plan, in->made_from, in->url, in->parameters,
					   &run->conversation.want.fetch))
		return NULL;
	if (!run->is_api)
		add_conditions(w, run);
	return run;
}
