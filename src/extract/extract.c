/* The "extract" operation: page and strategy to items. */
#include "extract/extract.h"

#include "extract/body.h"
#include "extract/rules.h"
#include "extract/schema.h"
#include "util/json.h"

static void link_complete(struct work *w, const struct document *d, struct value *v)
{
	char *url = v->kind == VALUE_TEXT ? document_url(w->arena, d, v->as.text) : NULL;

	if (url)
		v->as.text = url;
	for (size_t i = 0; v->kind == VALUE_LIST && i < v->as.list.n; i++)
		link_complete(w, d, &v->as.list.items[i]);
}

void extract_links(struct work *w, const struct schema *s, const struct document *d,
		   struct items *items)
{
	size_t n;
	const struct schema_field *fields = schema_fields(s, &n);

	for (size_t column = 0; column < n; column++) {
		for (size_t row = 0; fields[column].is_url && row < items->n; row++)
			link_complete(w, d, item_value(items, row, column));
	}
}

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
	struct json_object *schema_json = json_get(request, "output_schema");
	struct schema *schema = NULL;
	struct rules *rules = strategy_rules(w, request);
	struct document *d;
	struct items *items;
	const char *charset;

	if (!rules || (schema_json && !(schema = schema_parse(w, schema_json))))
		return false;
	d = body_parse(w, body, body_size, json_text(request, "content_type"),
		       json_text(request, "url"), &charset);
	if (!d || !(items = rules_run(w, rules, d)))
		return false;
	text_add(out, "{\"items\":");
	if (schema) {
		items = schema_apply(w, schema, items);
		extract_links(w, schema, d, items);
		schema_print(out, schema, items);
	} else {
		items_print(out, items);
	}
	text_addf(out, ",\"item_count\":%zu,\"charset\":", items->n);
	text_add_json(out, charset, strlen(charset));
	text_add_char(out, '}');
	return true;
}
