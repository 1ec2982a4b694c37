/* The "extract" operation: page and strategy to items. */
#include "extract/extract.h"

#include "extract/body.h"
#include "extract/content.h"
#include "extract/json_items.h"
#include "extract/output.h"
#include "extract/payload.h"
#include "extract/rules.h"
#include "util/json.h"

/* What a strategy makes of the bytes. */
struct extraction {
	struct json_object *strategy;
	struct payload payload;
	const char *url;

	/* once it is done: */
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

bool extract_operation(struct work *w, struct json_object *request, const char *body,
		       size_t body_size, struct text *out)
{
	struct extraction e = {.strategy = json_object_of(request, "strategy"),
			       .payload = {body, body_size, json_text(request, "content_type")},
			       .url = json_text(request, "url")};
	struct output output;

	if (!output_parse(w, request, &output) || !extract(w, &e))
		return false;
	text_add_char(out, '{');
	if (!output_print(w, &output, e.document, e.items, out))
		return false;
	text_add(out, ",\"charset\":");
	text_add_json(out, e.charset, strlen(e.charset));
	text_add_char(out, '}');
	return true;
}
