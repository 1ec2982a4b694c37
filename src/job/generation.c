/* Fetch the page, let the extractor process propose and judge, keep the winner. */
#include "job/generation.h"
#include "bounds.h"
#include "job/generation_parts.h"
#include "job/run.h"

#include <json-c/json_object.h>

static const char content_plan[] = "{\"type\":\"content\"}";

/* Appends the first items, as many as fit into n and into a text of size bytes. */
static void print_first(struct text *t, struct json_object *items, size_t n, size_t size)
{
	for (size_t i = 0; i < n; i++) {
		size_t before = t->length;

		text_add(t, i ? "," : "");
		json_print(t, json_object_array_get_idx(items, i));
		if (t->length > size) {
			text_cut(t, before);
			return;
		}
	}
}

/* [{"listings": [first few]}] for a wrapper schema, else [first few]. */
static const char *preview(struct work *w, struct json_object *schema, struct json_object *items,
			   bool is_sections)
{
	struct json_object *inner = inner_items(schema, items);
	size_t n = json_object_array_length(inner);
	struct text t = text_new(w->arena, EXTRACT_REPLY_MAX);
	const char *wrapper = inner != items ? inner_name(schema) : NULL;

	text_add_char(&t, '[');
	if (wrapper) {
		text_add_char(&t, '{');
		text_add_json(&t, wrapper, strlen(wrapper));
		text_add(&t, ":[");
	}
	if (is_sections)
		print_first(&t, inner, n, PREVIEW_SECTIONS_MAX);
	else
		print_first(&t, inner, n < PREVIEW_ITEMS ? n : PREVIEW_ITEMS, PREVIEW_MAX);
	text_add(&t, wrapper ? "]}]" : "]");
	return t.data;
}

const char *preview_of(struct work *w, struct json_object *schema, struct json_object *items)
{
	return preview(w, schema, items, false);
}

static void take_parameters(struct work *w, struct generation *g, struct json_object *plan)
{
	struct json_object *params = json_object_of(plan, "params");

	if (strcmp(g->scraper_type, "api") == 0)
		g->api_parameters = params ? json_string(w, params) : "{}";
}

bool generation_take(struct work *w, struct generation *g, struct json_object *result)
{
	struct json_object *plan = json_object_of(result, "strategy");
	struct json_object *items = json_array_of(result, "items");

	if (!plan || !items)
		return fail_class(w, CLASS_INTERNAL, "the extractor's answer has no strategy");
	g->plan = json_string(w, plan);
	g->items = json_string(w, items);
	g->preview = preview_of(w, g->input.output_schema, items);
	g->scraper_type = json_text(plan, "type") ? json_text(plan, "type") : "css";
	take_parameters(w, g, plan);
	g->generator = json_text(plan, "source") ? json_text(plan, "source") : "embedded";
	g->item_count = json_int(result, "item_count", 0);
	g->attempts = json_int(result, "attempts", 1);
	g->confidence = json_double(result, "confidence", 0);
	g->warnings = json_array_of(result, "warnings");
	g->conversation.want = (struct want){.kind = WANT_NOTHING, .stage = "extracting"};
	return true;
}

/* A content strategy is the same for every page: only its preview is of this one. */
static bool take_sections(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct generation *g = (struct generation *)c;
	struct json_object *items = json_array_of(answer->result, "items");

	if (!items)
		return fail_class(w, CLASS_INTERNAL, "the extractor's answer has no items");
	if (json_int(answer->result, "item_count_before", 0) == 0)
		return fail(w, ERR_UNACCEPTABLE, "Could not find any text on the page");
	g->plan = content_plan;
	g->items = json_string(w, items);
	g->preview = preview(w, g->input.output_schema, items, true);
	g->scraper_type = "content";
	g->generator = "content";
	g->item_count = json_int(answer->result, "item_count", 0);
	g->attempts = 1;
	g->confidence = 1;
	g->warnings = json_array_of(answer->result, "warnings");
	c->want = (struct want){.kind = WANT_NOTHING, .stage = "extracting"};
	return true;
}

static struct json_object *request_of(struct work *w, const struct generation *g)
{
	struct json_object *request = json_new_object(w);

	json_put_text(request, "url", g->page->url);
	json_put_text(request, "content_type", g->page->content_type);
	json_put_text(request, "description", g->input.description);
	json_put_shared(request, "output_schema", g->input.output_schema);
	json_put_shared(request, "filter_config", g->input.filter_config);
	return request;
}

void generation_want(struct work *w, struct generation *g, const char *operation)
{
	g->conversation.want = (struct want){.kind = WANT_OPERATION,
					     .operation = operation,
					     .request = request_of(w, g),
					     .body = g->page->body,
					     .body_size = g->page->body_size};
}

/* --- what the embedded generator makes --- */

static bool take_own(struct work *w, struct conversation *c, const struct answer *answer);

static void want_own(struct work *w, struct generation *g, bool explores)
{
	struct want *want = &g->conversation.want;

	generation_want(w, g, "generate");
	want->stage = "generating";
	want->is_optional = g->input.llm != NULL;
	json_put_shared(want->request, "capture", g->input.capture);
	json_put_bool(want->request, "force_api", g->input.wants_api);
	json_put_bool(want->request, "explore", explores);
	g->conversation.advance = take_own;
}

static bool take_call(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct generation *g = (struct generation *)c;

	exploration_take(w, &g->exploration, answer->response);
	if (exploration_next(w, &g->exploration, &c->want))
		return true;
	want_own(w, g, false);
	exploration_put(w, &g->exploration, &c->want);
	return true;
}

/* The extractor wants to see what some calls answer before it chooses. */
static bool explore(struct work *w, struct generation *g, struct json_object *calls)
{
	exploration_begin(w, &g->exploration, calls);
	g->conversation.advance = take_call;
	if (!exploration_next(w, &g->exploration, &g->conversation.want))
		want_own(w, g, false);
	return true;
}

/* A model sees the page alone: it has nothing to say about an API's data. */
static bool is_api(struct json_object *result)
{
	const char *type = json_text(json_object_of(result, "strategy"), "type");

	return type && strcmp(type, "api") == 0;
}

static bool take_own(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct generation *g = (struct generation *)c;
	struct json_object *calls = json_array_of(answer->result, "calls");

	if (calls && !g->exploration.calls)
		return explore(w, g, calls);
	if (g->input.llm && !is_api(answer->result))
		return generation_ask_llm(w, c, answer);
	return generation_take(w, g, answer->result);
}

static bool take_page(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct generation *g = (struct generation *)c;

	g->page = answer->response;
	if (g->input.wants_sections) {
		generation_want(w, g, "extract");
		json_put_shared(c->want.request, "strategy",
				json_parse(w, content_plan, sizeof content_plan - 1));
		c->want.stage = "extracting";
		c->advance = take_sections;
	} else {
		want_own(w, g, true);
	}
	return true;
}

struct generation *generation_begin(struct work *w, const struct generation_input *in)
{
	struct generation *g = ARENA_NEW(w->arena, struct generation);

	g->input = *in;
	g->conversation.want =
	    (struct want){.kind = WANT_FETCH, .stage = "fetching", .fetch = {.url = in->url}};
	g->conversation.advance = take_page;
	return g;
}
