/* The operations "generate" and "refine" of the extractor process. */
#include "strategy/generate.h"

#include "bounds.h"
#include "extract/body.h"
#include "extract/output.h"
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

bool generate_operation(struct work *w, struct json_object *request, const char *body,
			size_t body_size, struct text *out)
{
	const char *description = json_text(request, "description");
	struct generate_input in = {.description = description ? description : ""};
	struct proposal *proposal;
	struct output output;
	const char *charset;

	if (!output_parse(w, request, &output))
		return false;
	in.schema = output.schema;
	in.explain = explanation_new(w, request);
	in.document = body_parse(w, body, body_size, json_text(request, "content_type"),
				 json_text(request, "url"), &charset);
	if (!in.document)
		return false;
	proposal = strategy_generate(w, &in);
	if (!proposal)
		return false;
	output.warnings = proposal->warnings;
	output.n_warnings = proposal->n_warnings;
	if (!answer_write(w, &output, in.document, proposal, out))
		return false;
	explanation_write(in.explain, out);
	text_add(out, ",\"charset\":");
	text_add_json(out, charset, strlen(charset));
	text_add_char(out, '}');
	return true;
}

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
