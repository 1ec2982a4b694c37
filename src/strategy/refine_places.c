/* What a stored field finds: its values tell which place of the page it is, whoever wrote it. */
#include "strategy/refine_parts.h"

#include "extract/rules.h"
#include "util/json.h"

/* The field as it selects, without what it makes of the text. */
static struct json_object *field_bare(struct work *w, struct json_object *field)
{
	static const char *const members[] = {
	    "selector", "attribute", "own", "following", "anchor", "take", "regex", "json", "many"};
	struct json_object *out = json_new_object(w);
	const char *type = json_text(field, "type");

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
		if (json_get(field, members[i]))
			json_put_shared(out, members[i], json_get(field, members[i]));
	if (type && strcmp(type, "url") == 0 && !json_get(field, "attribute") &&
	    !json_get(field, "json"))
		json_put_text(out, "attribute", "href");
	return out;
}

static struct items *place_items(struct page *p, struct json_object *container,
				 struct json_object *field)
{
	struct work *w = p->work;
	struct json_object *strategy = json_new_object(w), *fields = json_new_object(w);
	struct rules *rules;
	struct items *items;

	if (!field)
		return NULL;
	json_put_text(strategy, "type", "css");
	json_put_shared(strategy, "container", container);
	json_put_shared(fields, "value", field_bare(w, field));
	json_put_shared(strategy, "fields", fields);
	rules = rules_parse(w, strategy);
	items = rules ? rules_run(w, rules, p->document) : NULL;
	work_forgive(w);
	return items && items->n ? items : NULL;
}

/* The k-th text of a value, or NULL after the last. */
static const char *text_at(struct work *w, const struct value *v, size_t k)
{
	struct text t;

	if (v->kind == VALUE_LIST)
		return k < v->as.list.n ? text_at(w, &v->as.list.items[k], 0) : NULL;
	if (k > 0 || v->kind == VALUE_NULL)
		return NULL;
	if (v->kind == VALUE_TEXT)
		return v->as.text;
	t = text_new(w->arena, 64);
	value_print(&t, v);
	return t.data;
}

const struct map *place_values(struct page *p, struct json_object *container,
			       struct json_object *field)
{
	struct items *items = place_items(p, container, field);
	struct map *out = ARENA_NEW(p->work->arena, struct map);
	const char *text;

	*out = map_new(p->work->arena);
	for (size_t row = 0; items && row < items->n; row++)
		for (size_t k = 0; (text = text_at(p->work, item_value(items, row, 0), k)); k++)
			map_put(out, hash_text(HASH_START, text), 1);
	return out->n ? out : NULL;
}

bool place_gives(struct page *p, struct json_object *container, struct json_object *field,
		 const struct example *example)
{
	struct items *items = place_items(p, container, field);
	size_t rows = items ? items->n : 0;
	const char *text;

	if (example->first && rows > 1)
		rows = 1;
	for (size_t row = 0; row < rows; row++)
		for (size_t k = 0; (text = text_at(p->work, item_value(items, row, 0), k)); k++)
			if (value_is_example(p, text, example->text))
				return true;
	return false;
}
