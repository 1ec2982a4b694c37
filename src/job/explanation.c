/* A page, fetched or kept, and what a strategy's parts find on it. */
#include "job/explanation.h"

#include "job/api_call.h"

static bool take_result(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct explanation *e = (struct explanation *)c;

	if (!json_array_of(answer->result, "summary"))
		return fail_class(w, CLASS_INTERNAL, "the extractor's answer has no summary");
	e->result = answer->result;
	c->want.kind = WANT_NOTHING;
	return true;
}

static bool want_result(struct work *w, struct explanation *e, const char *body, size_t body_size,
			const char *content_type)
{
	struct json_object *request = json_new_object(w);
	struct json_object *plan = json_parse(w, e->input.plan, strlen(e->input.plan));

	if (!plan)
		return false;
	/* An API's links belong to the page that shows them. */
	json_put_text(request, "url", e->is_api ? e->input.url : e->url);
	json_put_text(request, "content_type", content_type);
	json_put_shared(request, "strategy", plan);
	e->conversation.want = (struct want){.kind = WANT_OPERATION,
					     .operation = "explain",
					     .request = request,
					     .body = body,
					     .body_size = body_size};
	e->conversation.advance = take_result;
	return true;
}

static bool take_page(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct explanation *e = (struct explanation *)c;
	const struct fetch_response *page = answer->response;

	e->url = page->url;
	return want_result(w, e, page->body, page->body_size, page->content_type);
}

struct explanation *explanation_begin(struct work *w, const struct explanation_input *in)
{
	struct explanation *e = ARENA_NEW(w->arena, struct explanation);
	struct json_object *plan = json_parse(w, in->plan, strlen(in->plan));
	const char *type = json_text(plan, "type");
	struct want *want = &e->conversation.want;
	bool good;

	if (!plan)
		return NULL;
	e->input = *in;
	e->url = in->url;
	e->is_api = type && strcmp(type, "api") == 0;
	if (in->body) {
		good = want_result(w, e, in->body, in->body_size, in->content_type);
		return good ? e : NULL;
	}
	*want = (struct want){.kind = WANT_FETCH, .fetch = {.url = in->url}};
	e->conversation.advance = take_page;
	good = !e->is_api || api_call_fetch(w, plan, in->made_from, in->url, NULL, &want->fetch);
	return good ? e : NULL;
}
