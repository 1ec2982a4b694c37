/* The operations "generate" and "refine" of the extractor process. */
#include "strategy/generate.h"

#include "bounds.h"
#include "extract/body.h"
#include "extract/output.h"
#include "strategy/calls.h"
#include "strategy/endpoints.h"
#include "strategy/judge.h"
#include "strategy/refine.h"
#include "util/json.h"

static bool answer_write(struct work *w, const struct output *output, const struct document *d,
			 const struct proposal *p, struct text *out)
{
	text_add(out, "{\"strategy\":");
	json_print(out, p->strategy);
	text_addf(out, ",\"confidence\":%.2f,\"merit\":%.4f,\"attempts\":%d,", p->confidence,
		  p->merit, p->attempts);
	return output_print(w, output, d, p->items, out);
}

static struct text *explanation_new(struct work *w, struct json_object *request)
{
	struct text *t;

	if (!json_bool_of(request, "explain", false))
		return NULL;
	t = ARENA_NEW(w->arena, struct text);
	*t = text_new(w->arena, EXPLANATION_MAX);
	return t;
}

static void explanation_write(const struct text *explain, struct text *out)
{
	if (!explain)
		return;
	text_add(out, ",\"explanation\":");
	text_add_json(out, explain->data, explain->length);
}

/* --- generate -------------------------------------------------------------------------------- */

struct generating {
	struct work *w;
	struct json_object *request;
	struct generate_input in;
	struct answered calls;
	struct captures given;
	const char *url, *content_type, *charset;
	const char *body; /* of the page alone */
	size_t body_size;
};

/* What is no page but data: then the URL is the API itself. */
static bool is_data(const struct generating *g)
{
	static const char *const types[] = {"json", "csv", "tab-separated", "javascript"};
	const char *type = body_foreign_type(g->w->arena, g->body, g->body_size, g->content_type);

	if (type && strcmp(type, "application/octet-stream") == 0)
		return g->url && address_is_of_data(g->url);
	for (size_t i = 0; type && i < sizeof types / sizeof types[0]; i++) {
		if (strstr(type, types[i]))
			return true;
	}
	return false;
}

static bool document_read(struct generating *g)
{
	struct work *w = g->w;
	struct capture *own;

	g->in.is_answer = is_data(g);
	if (!g->in.is_answer) {
		g->in.document =
		    body_parse(w, g->body, g->body_size, g->content_type, g->url, &g->charset);
		return g->in.document;
	}
	g->charset = "UTF-8";
	g->in.document = html_parse(w, "", 0, g->url);
	own = capture_add(w, &g->given);
	if (!own || !g->in.document)
		return false;
	own->body = g->body;
	own->body_size = g->body_size;
	own->content_type = g->content_type;
	return capture_address(w, own, NULL, g->url ? g->url : "", "url");
}

/* What the user gave, with the answers to the calls that were among it. */
static bool given_read(struct generating *g)
{
	g->given = captures_new(g->w);
	if (!captures_read(g->w, json_get(g->request, "capture"), g->url, &g->given))
		return false;
	for (size_t i = 0; i < g->calls.given.n; i++) {
		struct capture *c = capture_add(g->w, &g->given);
		if (c)
			*c = g->calls.given.items[i];
	}
	return true;
}

/* The calls that a page names, where somebody can make them. */
static struct captures calls_named(const struct generating *g)
{
	if (g->in.is_answer || !json_bool_of(g->request, "explore", false))
		return (struct captures){0};
	return endpoints_find(g->w, g->in.document, g->in.description);
}

/* Whether more should be looked at before this is taken. p: NULL when there is nothing yet. */
static bool should_look(const struct generating *g, const struct proposal *p,
			const struct captures *named)
{
	if (json_bool_of(g->request, "explore", false) && captures_open(&g->given))
		return true;
	if (named->n == 0 || (p && json_text(p->strategy, "endpoint")))
		return false;
	return !p || g->in.wants_api || p->merit < MERIT_HOLDS;
}

static bool proposal_print(struct generating *g, struct output *output, const struct proposal *p,
			   struct text *out)
{
	output->warnings = p->warnings;
	output->n_warnings = p->n_warnings;
	if (!answer_write(g->w, output, g->in.document, p, out))
		return false;
	explanation_write(g->in.explain, out);
	text_add(out, ",\"charset\":");
	text_add_json(out, g->charset, strlen(g->charset));
	text_add_char(out, '}');
	return true;
}

/* Nothing was found: the call that the user gave and that failed is the likely reason. */
static bool nothing_found(const struct generating *g)
{
	if (g->calls.failure)
		return fail(g->w, ERR_UNACCEPTABLE, "The captured call failed: %s",
			    g->calls.failure);
	return false;
}

bool generate_operation(struct work *w, struct json_object *request, const char *body,
			size_t body_size, struct text *out)
{
	const char *description = json_text(request, "description");
	struct generating g = {.w = w,
			       .request = request,
			       .url = json_text(request, "url"),
			       .content_type = json_text(request, "content_type"),
			       .body = body};
	struct captures named;
	struct proposal *p;
	struct output output;

	g.in.description = description ? description : "";
	g.in.wants_api = json_bool_of(request, "force_api", false);
	if (!output_parse(w, request, &output) ||
	    !calls_read(w, request, body, body_size, &g.calls, &g.body_size) || !given_read(&g) ||
	    !document_read(&g))
		return false;
	g.in.schema = output.schema;
	g.in.explain = explanation_new(w, request);
	g.in.given = &g.given;
	g.in.found = &g.calls.found;
	g.in.failure = g.calls.failure;
	p = strategy_generate(w, &g.in);
	if (!p && !error_is(w, ERR_UNACCEPTABLE))
		return false;
	named = calls_named(&g);
	if (should_look(&g, p, &named)) {
		work_forgive(w);
		text_add_char(out, '{');
		calls_print(w, out, &g.given, &named);
		text_add_char(out, '}');
		return true;
	}
	return p ? proposal_print(&g, &output, p, out) : nothing_found(&g);
}

/* --- refine ---------------------------------------------------------------------------------- */

/* The schema that the records are printed by: as the feedback changed it. */
static bool schema_renew(struct work *w, struct json_object *schema, struct output *output)
{
	if (schema)
		output->schema = schema_parse(w, schema);
	return !schema || output->schema;
}

bool refine_operation(struct work *w, struct json_object *request, const char *body,
		      size_t body_size, struct text *out)
{
	const char *description = json_text(request, "description");
	const char *feedback = json_text(request, "feedback");
	struct refine_input in = {.description = description ? description : "",
				  .feedback = feedback ? feedback : "",
				  .strategy = json_object_of(request, "strategy"),
				  .output_schema = json_object_of(request, "output_schema")};
	struct refined *refined;
	struct output output;

	if (!output_parse(w, request, &output))
		return false;
	in.document = body_parse(w, body, body_size, json_text(request, "content_type"),
				 json_text(request, "url"), NULL);
	if (!in.document)
		return false;
	in.explain = explanation_new(w, request);
	refined = strategy_refine(w, &in);
	if (!refined || !schema_renew(w, refined->output_schema, &output))
		return false;
	output.warnings = refined->proposal->warnings;
	output.n_warnings = refined->proposal->n_warnings;
	if (!answer_write(w, &output, in.document, refined->proposal, out))
		return false;
	explanation_write(in.explain, out);
	if (refined->output_schema) {
		text_add(out, ",\"output_schema\":");
		json_print(out, refined->output_schema);
	}
	text_add_char(out, '}');
	return true;
}
