/* The "generate" operation of the extractor process. */
#include "strategy/generate.h"

#include "extract/body.h"
#include "extract/extract.h"
#include "util/json.h"

static void answer_write(struct text *out, const struct generate_input *in,
			 const struct proposal *p, const char *charset)
{
	text_add(out, "{\"strategy\":");
	json_print(out, p->strategy);
	text_add(out, ",\"items\":");
	if (in->schema)
		schema_print(out, in->schema, p->items);
	else
		items_print(out, p->items);
	text_addf(out, ",\"item_count\":%zu,\"confidence\":%.2f,\"attempts\":%d,\"warnings\":[",
		  p->items->n, p->confidence, p->attempts);
	for (size_t i = 0; i < p->n_warnings; i++) {
		if (i)
			text_add_char(out, ',');
		text_add_json(out, p->warnings[i], strlen(p->warnings[i]));
	}
	text_add(out, "],\"charset\":");
	text_add_json(out, charset, strlen(charset));
	text_add_char(out, '}');
}

bool generate_operation(struct work *w, struct json_object *request, const char *body,
			size_t body_size, struct text *out)
{
	struct json_object *schema = json_object_of(request, "output_schema");
	const char *description = json_text(request, "description");
	struct generate_input in = {.description = description ? description : ""};
	struct schema *parsed = schema ? schema_parse(w, schema) : NULL;
	struct proposal *proposal;
	const char *charset;

	if (schema && !parsed)
		return false;
	in.schema = parsed;
	in.document = body_parse(w, body, body_size, json_text(request, "content_type"),
				 json_text(request, "url"), &charset);
	if (!in.document)
		return false;
	proposal = strategy_generate(w, &in);
	if (!proposal)
		return false;
	if (parsed) {
		proposal->items = schema_apply(w, parsed, proposal->items);
		extract_links(w, parsed, in.document, proposal->items);
	}
	answer_write(out, &in, proposal, charset);
	return true;
}
