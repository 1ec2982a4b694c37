/* The one way from records to an operation's answer. */
#include "extract/output.h"

#include "util/json.h"

bool output_parse(struct work *w, struct json_object *request, struct output *out)
{
	struct json_object *schema = json_get(request, "output_schema");
	bool good;

	*out = (struct output){0};
	good = !schema || (out->schema = schema_parse(w, schema));
	out->filter = filter_parse(w, "filter_config", json_get(request, "filter_config"));
	return good && out->filter;
}

static void link_complete(struct work *w, const struct document *d, struct value *v)
{
	char *url = v->kind == VALUE_TEXT ? document_url(w->arena, d, v->as.text) : NULL;

	if (url)
		v->as.text = url;
	for (size_t i = 0; v->kind == VALUE_LIST && i < v->as.list.n; i++)
		link_complete(w, d, &v->as.list.items[i]);
}

/* Makes absolute the values of columns that the schema says are URLs; what is no link stays.
 * Recursion follows the schema's lists of objects. */
static void complete_links(struct work *w, const struct schema *s, const struct document *d,
			   struct items *items)
{
	size_t n;
	const struct schema_field *fields = schema_fields(s, &n);

	for (size_t column = 0; column < n; column++) {
		for (size_t row = 0; fields[column].is_url && row < items->n; row++)
			link_complete(w, d, item_value(items, row, column));
		for (size_t row = 0; fields[column].records && row < items->n; row++) {
			struct value *v = item_value(items, row, column);
			if (v->kind == VALUE_RECORDS)
				complete_links(w, fields[column].records, d, v->as.records);
		}
	}
}

static void add_sentence(struct text *t, const char *sentence, size_t *n)
{
	if ((*n)++)
		text_add_char(t, ',');
	text_add_json(t, sentence, strlen(sentence));
}

static void warnings_print(struct work *w, const struct output *o, struct text *t)
{
	struct texts filter = filter_warnings(w, o->filter);
	size_t n = 0;

	text_add(t, "\"warnings\":[");
	for (size_t i = 0; i < o->n_warnings; i++)
		add_sentence(t, o->warnings[i], &n);
	for (size_t i = 0; i < filter.n; i++)
		add_sentence(t, filter.items[i], &n);
	text_add_char(t, ']');
}

bool output_print(struct work *w, const struct output *o, const struct document *d,
		  struct items *items, struct text *t)
{
	size_t n = items->n;

	if (o->schema) {
		items = schema_apply(w, o->schema, items);
		complete_links(w, o->schema, d, items);
	}
	if (!filter_items(w, o->filter, o->schema, items))
		return false;
	text_add(t, "\"items\":");
	if (o->schema)
		schema_print(t, o->schema, items);
	else
		items_print(t, items);
	text_addf(t, ",\"item_count\":%zu,\"item_count_before\":%zu,", items->n, n);
	warnings_print(w, o, t);
	return true;
}
