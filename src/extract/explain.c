/* The "explain" operation: a strategy taken apart, each part tried by itself. */
#include "extract/explain.h"

#include "extract/body.h"
#include "extract/content.h"
#include "extract/explain_parts.h"
#include "extract/json_items.h"
#include "extract/payload.h"
#include "extract/rules.h"

void explain_tell(struct subject *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	json_add_text(s->summary, arena_vprintf(s->w->arena, format, args));
	va_end(args);
}

/* --- records --- */

/* The records that have all that is required, and a report on each requirement. */
static bool require(struct subject *s, struct json_object *list)
{
	struct json_object *reports = json_new_array(s->w), *report;
	struct node_list all = s->records;

	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		const char *text = json_object_get_string(json_object_array_get_idx(list, i));
		struct selector *required = selector_parse(s->w, text);
		size_t n = 0;

		if (!required || !(report = explain_selector(s->w, s->document, text, all, false)))
			return false;
		json_add_shared(reports, report);
		for (size_t j = 0; j < s->records.n; j++) {
			if (selector_first(s->w, required, s->document, s->records.items[j]))
				s->records.items[n++] = s->records.items[j];
		}
		s->records.n = n;
		if (json_get(report, "missing"))
			explain_tell(s, "No item has what is required: %s",
				     explain_missing(s->w, report));
	}
	json_put_shared(s->answer, "require", reports);
	return true;
}

static bool find_records(struct subject *s)
{
	struct json_object *container = json_object_of(s->strategy, "container"), *report;
	const char *text = json_text(container, "selector");
	struct node_list page = {.items = ARENA_NEW(s->w->arena, struct node *), .n = 1};

	page.items[0] = s->document->nodes;
	s->records = page;
	if (!text && container) /* the records are in the page's JSON */
		s->records.n = 0;
	if (!text)
		return true;
	report = explain_selector(s->w, s->document, text, page, false);
	if (!report)
		return false;
	json_put_shared(s->answer, "container", report);
	if (json_get(report, "missing"))
		explain_tell(s, "No items were found: %s", explain_missing(s->w, report));
	selector_renew(s->document);
	s->records =
	    selector_all(s->w, selector_parse(s->w, text), s->document, s->document->nodes);
	return require(s, json_array_of(container, "require"));
}

static bool find_data(struct subject *s, struct json_object *answer)
{
	const char *text = json_text(s->strategy, "items_path");
	struct json_list from = {.items = &answer, .n = 1};
	struct json_object *report = explain_path(s->w, text && *text ? text : "$", from);

	if (!report || !json_records(s->w, s->strategy, answer, &s->data))
		return false;
	json_put_shared(s->answer, "container", report);
	if (json_get(report, "missing"))
		explain_tell(s, "No items were found: %s", explain_missing(s->w, report));
	return true;
}

/* --- kinds of strategies --- */

struct source {
	struct payload payload;
	const char *url, *charset;
};

static bool explain_css(struct subject *s, struct source *source)
{
	const struct payload *p = &source->payload;
	struct rules *rules = rules_parse(s->w, s->strategy);
	struct items *items;

	if (!rules)
		return false;
	s->document =
	    body_parse(s->w, p->data, p->size, p->content_type, source->url, &source->charset);
	if (!s->document || !(items = rules_run(s->w, rules, s->document)))
		return false;
	s->n_items = items->n;
	return find_records(s) && explain_fields(s, json_object_of(s->strategy, "fields"));
}

static bool explain_api(struct subject *s, struct source *source)
{
	struct json_object *data =
	    payload_read(s->w, s->strategy, &source->payload, &source->charset);
	struct json_object *fields;
	struct items *items;

	s->is_api = true;
	if (!data || !(s->document = html_parse(s->w, "", 0, source->url)) ||
	    !(items = json_items(s->w, s->strategy, data, s->document)))
		return false;
	s->n_items = items->n;
	if (!find_data(s, data) || !(fields = json_fields(s->w, s->strategy, s->data)))
		return false;
	return explain_fields(s, fields);
}

/* There is nothing to look for: the sections are what is told. */
static bool explain_content(struct subject *s, struct source *source)
{
	const struct payload *p = &source->payload;
	struct json_object *fields = json_new_object(s->w), *told;
	struct items *items;

	s->document =
	    body_parse(s->w, p->data, p->size, p->content_type, source->url, &source->charset);
	if (!s->document || !(items = content_sections(s->w, s->document)))
		return false;
	s->n_items = items->n;
	if (items->n == 0)
		explain_tell(s, "No items were found: the page has no text");
	for (size_t i = 0; i < items->n_fields; i++) {
		told = json_new_object(s->w);
		json_put_int(told, "filled",
			     (int64_t)explain_values(s->w, told, items, i, "samples"));
		json_put_shared(fields, items->names[i], told);
	}
	json_put_shared(s->answer, "fields", fields);
	return true;
}

static const struct {
	const char *type;
	bool (*explain)(struct subject *s, struct source *source);
} kinds[] = {{"css", explain_css},
	     {"html", explain_css},
	     {"api", explain_api},
	     {"content", explain_content}};

static bool explain(struct subject *s, struct source *source)
{
	const char *type = json_text(s->strategy, "type");

	if (!s->strategy)
		return fail(s->w, ERR_UNACCEPTABLE, "strategy: must be an object");
	json_put_text(s->answer, "type", type ? type : kinds[0].type);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (!type || ascii_equal(type, kinds[i].type))
			return kinds[i].explain(s, source);
	}
	return fail(s->w, ERR_UNACCEPTABLE, "strategies of type \"%s\" cannot be explained", type);
}

bool explain_operation(struct work *w, struct json_object *request, const char *body,
		       size_t body_size, struct text *out)
{
	struct subject s = {.w = w,
			    .strategy = json_object_of(request, "strategy"),
			    .answer = json_new_object(w),
			    .summary = json_new_array(w)};
	struct source source = {.payload = {body, body_size, json_text(request, "content_type")},
				.url = json_text(request, "url")};

	if (!explain(&s, &source))
		return false;
	json_put_int(s.answer, "item_count", (int64_t)s.n_items);
	json_put_text(s.answer, "charset", source.charset);
	json_put_shared(s.answer, "summary", s.summary);
	json_print(out, s.answer);
	return true;
}
