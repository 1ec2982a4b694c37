/* What is told of a strategy's fields: each way to a value tried by itself. */
#include "extract/explain_parts.h"

#include "bounds.h"
#include "extract/items.h"
#include "extract/rules.h"
#include "util/json_each.h"

static size_t n_records(const struct subject *s)
{
	size_t n = s->is_api ? s->data.n : s->records.n;

	return n ? n : s->n_items;
}

/* --- sentences --- */

static const char *nearest_text(struct work *w, struct json_object *report)
{
	struct json_object *list = json_array_of(report, "nearest");
	struct text t = text_new(w->arena, TEXT_MAX);

	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		const char *name = json_text(o, "selector");

		text_addf(&t, "%s%s (%" PRId64 ")", i ? ", " : "",
			  name ? name : json_text(o, "path"), json_int(o, "count", 0));
	}
	return t.data;
}

/* Why a report has no match: what still does, and what is there instead. */
const char *explain_missing(struct work *w, struct json_object *report)
{
	const char *matched = json_text(report, "matched"), *missing = json_text(report, "missing");
	const char *nearest = nearest_text(w, report);
	struct text t = text_new(w->arena, TEXT_MAX);

	text_addf(&t, "\"%s\" matches nothing",
		  json_text(report, "selector") ? json_text(report, "selector")
						: json_text(report, "path"));
	if (matched)
		text_addf(&t, "; \"%s\" alone matches %" PRId64 ", \"%s\" is missing", matched,
			  json_int(report, "matched_count", 0),
			  missing + strspn(missing, " \t\r\n"));
	if (*nearest)
		text_addf(&t, "; there is %s", nearest);
	return t.data;
}

/* --- values --- */

/* A value as it is told. */
static struct json_object *sample_of(struct work *w, const struct value *v)
{
	struct value told = *v;
	struct text t = text_new(w->arena, EXTRACT_REPLY_MAX);

	if (told.kind == VALUE_TEXT)
		told.as.text = sample_text(w->arena, told.as.text);
	text_add_char(&t, '[');
	value_print(&t, &told);
	text_add_char(&t, ']');
	return json_parse(w, t.data, t.length);
}

/* Puts how many rows have a value in the column, and the first different values. */
size_t explain_values(struct work *w, struct json_object *o, const struct items *items,
		      size_t column, const char *samples_key)
{
	struct json_object *samples = json_new_array(w);
	const char *last = "";
	size_t filled = 0;

	for (size_t row = 0; row < items->n; row++) {
		const struct value *v = item_value(items, row, column);
		struct json_object *sample;
		const char *text;

		if (value_is_empty(v))
			continue;
		filled++;
		if (json_object_array_length(samples) >= EXPLAIN_SAMPLES)
			continue;
		sample = sample_of(w, v);
		text = sample ? json_string(w, sample) : last;
		if (strcmp(text, last) != 0)
			json_add_shared(samples, json_object_array_get_idx(sample, 0));
		last = text;
	}
	json_put_shared(o, samples_key, samples);
	return filled;
}

/* The fields, run over the records. */
static struct items *run_fields(struct subject *s, struct json_object *fields)
{
	struct json_object *plan = json_new_object(s->w);
	struct rules *rules;

	json_put_shared(plan, "fields", fields);
	if (!s->is_api)
		json_put_shared(plan, "container", json_get(s->strategy, "container"));
	rules = rules_parse(s->w, plan);
	if (!rules)
		return NULL;
	selector_renew(s->document);
	return s->is_api ? rules_run_json(s->w, rules, s->document, s->data)
			 : rules_run(s->w, rules, s->document);
}

/* --- ways --- */

/* The members of a way that find something; what is made of it is left out. */
static struct json_object *bare_way(struct work *w, struct json_object *way)
{
	static const char *const members[] = {"selector",  "own",    "attribute",
					      "following", "column", "anchor",
					      "take",	   "json",   "path"};
	struct json_object *bare = json_new_object(w);
	const char *type = json_text(way, "type");

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		if (json_get(way, members[i]))
			json_put_shared(bare, members[i], json_get(way, members[i]));
	}
	if (type && strcmp(type, "url") == 0 && !json_get(way, "attribute"))
		json_put_text(bare, "attribute", "href");
	return bare;
}

/* A fallback with what it has from its field; neither has fallbacks of its own. */
static struct json_object *whole_way(struct work *w, struct json_object *way,
				     struct json_object *field)
{
	struct json_object *whole = json_new_object(w);

	if (json_get(field, "type"))
		json_put_shared(whole, "type", json_get(field, "type"));
	if (json_get(field, "many"))
		json_put_shared(whole, "many", json_get(field, "many"));
	JSON_EACH (way, m) {
		if (strcmp(m.key, "fallbacks") != 0)
			json_put_shared(whole, m.key, m.value);
	}
	return whole;
}

/* The elements after each record, up to the next one. */
static struct node_list rest_of(struct subject *s)
{
	struct node_list out = {.items =
				    ARENA_ARRAY(s->w->arena, s->document->n_nodes, struct node *)};

	for (size_t i = 0; i < s->records.n; i++) {
		const struct node *next = i + 1 < s->records.n ? s->records.items[i + 1] : NULL;
		struct node *n = node_next_element(s->records.items[i]);

		for (; n && !(next && node_contains(n, next)); n = node_next_element(n))
			if (out.n < s->document->n_nodes)
				out.items[out.n++] = n;
	}
	return out;
}

/* The k-th elements after the records; for 0 the records. */
static struct node_list following_of(struct subject *s, int64_t following)
{
	struct node_list out = {.items = ARENA_ARRAY(s->w->arena, s->records.n, struct node *)};

	for (size_t i = 0; i < s->records.n; i++) {
		struct node *n = s->records.items[i];

		for (int64_t k = following; n && k > 0; k--)
			n = node_next_element(n);
		if (n)
			out.items[out.n++] = n;
	}
	return out;
}

/* What the way's selector or path finds; an empty report where it has none. */
static struct json_object *way_report(struct subject *s, struct json_object *way)
{
	const char *path = json_text(way, "path") ? json_text(way, "path") : json_text(way, "json");
	const char *selector = json_text(way, "selector");
	int64_t following = json_int(way, "following", 0);
	bool rest = json_text(way, "following") != NULL;
	struct json_object *anchor = json_object_of(way, "anchor");

	if (s->is_api)
		return path ? explain_path(s->w, path, s->data) : json_new_object(s->w);
	if (anchor)
		selector = json_text(anchor, "selector");
	if (path || !selector)
		return json_new_object(s->w);
	return explain_selector(s->w, s->document, selector,
				rest ? rest_of(s) : following_of(s, following),
				rest || following > 0);
}

static struct json_object *explain_way(struct subject *s, struct json_object *way,
				       struct json_object *field)
{
	struct json_object *report = way_report(s, way), *fields = json_new_object(s->w);
	struct items *items;
	size_t filled;

	if (!report)
		return NULL;
	json_put_shared(fields, "value", whole_way(s->w, way, field));
	json_put_shared(fields, "text", bare_way(s->w, way));
	if (!(items = run_fields(s, fields)))
		return NULL;
	filled = explain_values(s->w, report, items, 0, "samples");
	json_put_int(report, "filled", (int64_t)filled);
	if (filled == 0)
		(void)explain_values(s->w, report, items, 1, "texts");
	return report;
}

/* --- fields --- */

/* Why a field is empty, from what is known of its first way. */
static void tell_empty(struct subject *s, const char *name, struct json_object *way)
{
	struct json_object *texts = json_array_of(way, "texts");
	size_t n = n_records(s);

	if (json_get(way, "missing"))
		explain_tell(s, "Field \"%s\" has no value in any of %zu items: %s", name, n,
			     explain_missing(s->w, way));
	else if (texts && json_object_array_length(texts))
		explain_tell(
		    s,
		    "Field \"%s\" has no value in any of %zu items: what is found does not fit, "
		    "as in %s",
		    name, n, json_string(s->w, json_object_array_get_idx(texts, 0)));
	else
		explain_tell(s, "Field \"%s\" has no value in any of %zu items", name, n);
}

static bool explain_field(struct subject *s, const char *name, struct json_object *field,
			  struct json_object *out)
{
	struct json_object *told = json_new_object(s->w), *ways = json_new_array(s->w), *way;
	struct json_object *fallbacks = json_array_of(field, "fallbacks");
	struct json_object *fields = json_new_object(s->w);
	size_t n = fallbacks ? json_object_array_length(fallbacks) : 0, filled;
	struct items *items;

	json_put_shared(fields, name, field);
	if (!(items = run_fields(s, fields)))
		return false;
	filled = explain_values(s->w, told, items, 0, "samples");
	json_put_int(told, "filled", (int64_t)filled);
	if (!(way = explain_way(s, field, NULL)))
		return false;
	json_add_shared(ways, way);
	if (filled == 0 && n_records(s) > 0)
		tell_empty(s, name, way);
	for (size_t i = 0; i < n; i++) {
		way = explain_way(s, json_object_array_get_idx(fallbacks, i), field);
		if (!way)
			return false;
		json_add_shared(ways, way);
	}
	json_put_shared(told, "ways", ways);
	json_put_shared(out, name, told);
	return true;
}

/* In an arena of its own, because each field is run over all items several times. What is told is
 * JSON, which copies. */
static bool explain_field_apart(struct subject *s, const char *name, struct json_object *field,
				struct json_object *out)
{
	struct arena *kept = s->w->arena, *own = arena_new();
	bool good;

	s->w->arena = own;
	good = explain_field(s, name, field, out);
	s->w->arena = kept;
	if (!good)
		s->w->message = arena_text(kept, s->w->message);
	arena_free(own);
	return good;
}

bool explain_fields(struct subject *s, struct json_object *fields)
{
	struct json_object *out = json_new_object(s->w);

	JSON_EACH (fields, m) {
		if (!explain_field_apart(s, m.key, m.value, out))
			return false;
	}
	json_put_shared(s->answer, "fields", out);
	return true;
}
