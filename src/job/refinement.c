/* The kept page, what was said about it, and what the extractor process makes of both. */
#include "job/refinement.h"

#include "job/generation.h"

/* How runs are compared is not what the extractor makes: it stays as the user gave it. */
static void keep_comparing(struct work *w, const struct refinement *r, struct json_object *plan)
{
	static const char *const members[] = {"key", "order"};
	struct json_object *old = json_parse(w, r->input.plan, strlen(r->input.plan));

	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (json_get(old, members[i]) && !json_has(plan, members[i]))
			json_put_shared(plan, members[i], json_get(old, members[i]));
}

static bool take_proposal(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct refinement *r = (struct refinement *)c;
	struct json_object *result = answer->result;
	struct json_object *plan = json_object_of(result, "strategy");
	struct json_object *schema = json_object_of(result, "output_schema");
	struct json_object *items = json_array_of(result, "items");

	if (!plan || !items)
		return fail_class(w, CLASS_INTERNAL, "the extractor's answer has no strategy");
	keep_comparing(w, r, plan);
	r->plan = json_string(w, plan);
	r->output_schema = schema ? json_string(w, schema) : NULL;
	r->preview = preview_of(w, schema, items);
	r->generator = json_text(plan, "source") ? json_text(plan, "source") : "embedded";
	r->item_count = json_int(result, "item_count", 0);
	r->attempts = json_int(result, "attempts", 1);
	r->confidence = json_double(result, "confidence", 0);
	r->warnings = json_array_of(result, "warnings");
	c->want = (struct want){.kind = WANT_NOTHING};
	return true;
}

struct source {
	const char *url, *content_type, *body;
	size_t size;
};

static bool want_proposal(struct work *w, struct refinement *r, const struct source *page)
{
	struct json_object *request = json_new_object(w);

	json_put_text(request, "url", page->url);
	json_put_text(request, "content_type", page->content_type);
	json_put_text(request, "description", r->input.description);
	json_put_text(request, "feedback", r->input.feedback);
	if (!json_put_stored(w, request, "strategy", r->input.plan) ||
	    !json_put_stored(w, request, "output_schema", r->input.output_schema) ||
	    !json_put_stored(w, request, "filter_config", r->input.filter_config))
		return false;
	r->conversation.want = (struct want){.kind = WANT_OPERATION,
					     .operation = "refine",
					     .request = request,
					     .body = page->body,
					     .body_size = page->size};
	r->conversation.advance = take_proposal;
	return true;
}

static bool take_page(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct refinement *r = (struct refinement *)c;
	const struct fetch_response *page = answer->response;
	const struct source source = {page->url, page->content_type, page->body, page->body_size};

	r->page = page;
	return want_proposal(w, r, &source);
}

struct refinement *refinement_begin(struct work *w, const struct refinement_input *in)
{
	struct refinement *r = ARENA_NEW(w->arena, struct refinement);
	const struct source kept = {in->url, in->content_type, in->body, in->body_size};

	r->input = *in;
	if (in->body)
		return want_proposal(w, r, &kept) ? r : NULL;
	r->conversation.want = (struct want){.kind = WANT_FETCH, .fetch = {.url = in->url}};
	r->conversation.advance = take_page;
	return r;
}
