/* The "extract" operation: page and strategy to items. */
#include "extract/extract.h"

#include "extract/body.h"
#include "extract/output.h"
#include "extract/rules.h"
#include "util/json.h"

/* The rules of a strategy that is run over a page's HTML. */
static struct rules *strategy_rules(struct work *w, struct json_object *request)
{
	struct json_object *strategy = json_object_of(request, "strategy");
	const char *type = json_text(strategy, "type");

	if (!strategy)
		return fail(w, ERR_UNACCEPTABLE, "strategy: must be an object");
	if (type && !ascii_equal(type, "css") && !ascii_equal(type, "html"))
		return fail(w, ERR_UNACCEPTABLE, "strategies of type \"%s\" cannot be run", type);
	return rules_parse(w, strategy);
}

bool extract_operation(struct work *w, struct json_object *request, const char *body,
		       size_t body_size, struct text *out)
{
	struct rules *rules = strategy_rules(w, request);
	struct output output;
	struct document *d;
	struct items *items;
	const char *charset;

	if (!rules || !output_parse(w, request, &output))
		return false;
	d = body_parse(w, body, body_size, json_text(request, "content_type"),
		       json_text(request, "url"), &charset);
	if (!d || !(items = rules_run(w, rules, d)))
		return false;
	text_add_char(out, '{');
	if (!output_print(w, &output, d, items, out))
		return false;
	text_add(out, ",\"charset\":");
	text_add_json(out, charset, strlen(charset));
	text_add_char(out, '}');
	return true;
}
