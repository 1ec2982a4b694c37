/* The "extract" operation: page and strategy to items. */
#include "extract/extract.h"

#include "extract/body.h"
#include "extract/content.h"
#include "extract/json_items.h"
#include "extract/output.h"
#include "extract/payload.h"
#include "extract/rules.h"
#include "util/json.h"

#include <assert.h>

/* What a strategy makes of the bytes. */
struct extraction {
	struct json_object *strategy;
	struct payload payload;
	const char *url;

	/* once it is done: */
	bool may_be_empty;	   /* fields without values say nothing about the page */
	struct document *document; /* what links are relative to */
	struct items *items;
	const char *charset;
};

static bool extract_css(struct work *w, struct extraction *e)
{
	struct rules *rules = rules_parse(w, e->strategy);

	if (!rules)
		return false;
	e->document = body_parse(w, e->payload.data, e->payload.size, e->payload.content_type,
				 e->url, &e->charset);
	return e->document && (e->items = rules_run(w, rules, e->document));
}

static bool extract_api(struct work *w, struct extraction *e)
{
	struct json_object *answer = payload_read(w, e->strategy, &e->payload, &e->charset);

	if (!answer)
		return false;
	e->document = html_parse(w, "", 0, e->url);
	return e->document && (e->items = json_items(w, e->strategy, answer, e->document));
}

static bool extract_content(struct work *w, struct extraction *e)
{
	e->may_be_empty = true; /* a page may have no headings, or nothing but headings */
	e->document = body_parse(w, e->payload.data, e->payload.size, e->payload.content_type,
				 e->url, &e->charset);
	return e->document && (e->items = content_sections(w, e->document));
}

static const struct {
	const char *type;
	bool (*run)(struct work *w, struct extraction *e);
} kinds[] = {{"css", extract_css},
	     {"html", extract_css},
	     {"api", extract_api},
	     {"content", extract_content}};

static bool extract(struct work *w, struct extraction *e)
{
	const char *type = json_text(e->strategy, "type");

	if (!e->strategy)
		return fail(w, ERR_UNACCEPTABLE, "strategy: must be an object");
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (!type || ascii_equal(type, kinds[i].type))
			return kinds[i].run(w, e);
	}
	return fail(w, ERR_UNACCEPTABLE, "strategies of type \"%s\" cannot be run", type);
}

static bool column_is_empty(const struct items *items, size_t column)
{
	for (size_t row = 0; row < items->n; row++) {
		if (!value_is_empty(item_value(items, row, column)))
			return false;
	}
	return true;
}

/* What no item has: the page may have changed. The "explain" operation tells more. */
static void warn_of_empty(struct work *w, const struct extraction *e, struct output *o)
{
	const struct items *items = e->items;
	const char **warnings = ARENA_ARRAY(w->arena, items->n_fields + 1, const char *);

	o->warnings = warnings;
	if (items->n == 0)
		warnings[o->n_warnings++] = "No items were found";
	for (size_t i = 0; !e->may_be_empty && items->n && i < items->n_fields; i++) {
		if (column_is_empty(items, i))
			warnings[o->n_warnings++] = arena_printf(
			    w->arena, "Field \"%s\" has no value in any item", items->names[i]);
	}
}

bool extract_operation(struct work *w, struct json_object *request, const char *body,
		       size_t body_size, struct text *out)
{
	struct extraction e = {.strategy = json_object_of(request, "strategy"),
			       .payload = {body, body_size, json_text(request, "content_type")},
			       .url = json_text(request, "url")};
	struct output output;

	if (!output_parse(w, request, &output) || !extract(w, &e))
		return false;
	assert(e.items);
	warn_of_empty(w, &e, &output);
	text_add_char(out, '{');
	if (!output_print(w, &output, e.document, e.items, out))
		return false;
	text_add(out, ",\"charset\":");
	text_add_json(out, e.charset, strlen(e.charset));
	text_add_char(out, '}');
	return true;
}
