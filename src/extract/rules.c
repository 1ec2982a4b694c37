/* Running a strategy over a page: records, and for each field the first way that gives a value. */
#include "extract/rules_parts.h"

#include "extract/number.h"

/* Tables of records that share their columns: one at the top, one a record for those inside. */
struct tables {
	struct items **items;
	size_t n;
};

/* --- one record --- */

/* Constants are no part of the page, nor is that something is not there. */
static bool is_from_page(const struct rule *rule, const struct value *v)
{
	return !rule->constant && (rule->take != TAKE_EXISTS || v->as.truth);
}

/* *from_page tells whether the record had part in it. */
static struct value field_value(struct run *run, const struct rule_field *field,
				struct place record, bool *from_page)
{
	struct value v = {.kind = VALUE_NULL};

	for (const struct rule *rule = field->rule; rule; rule = rule->fallback) {
		v = rule_value(run, rule, record);
		if (value_is_empty(&v))
			continue;
		*from_page = *from_page || is_from_page(rule, &v);
		break;
	}
	return v;
}

/* A row, if the page has any part in it. */
static void row_add(struct run *run, const struct rules *r, struct place record,
		    struct items *items)
{
	bool from_page = false;

	for (size_t i = 0; i < r->n_fields; i++)
		*item_value(items, items->n, i) =
		    field_value(run, &r->fields[i], record, &from_page);
	items->n += from_page;
}

static bool has_required(struct run *run, const struct rules *r, struct node *record)
{
	for (size_t i = 0; i < r->n_require; i++) {
		if (!selector_first(run->w, r->require[i], run->document, record))
			return false;
	}
	return true;
}

/* --- the records of a place --- */

static struct items *items_new(struct arena *a, const struct rules *r, size_t rows)
{
	struct items *items = ARENA_NEW(a, struct items);

	items->n_fields = r->n_fields;
	items->names = ARENA_ARRAY(a, r->n_fields, const char *);
	for (size_t i = 0; i < r->n_fields; i++)
		items->names[i] = r->fields[i].name;
	items->values = ARENA_ARRAY(a, rows * r->n_fields, struct value);
	return items;
}

static bool records_fit(struct run *run, size_t n)
{
	run->n_records += n;
	if (run->n_records <= ITEMS_MAX)
		return true;
	return fail_class(run->w, CLASS_TOO_COMPLEX, "the page has more than %d records",
			  ITEMS_MAX);
}

static struct items *element_records(struct run *run, const struct rules *r, struct node *scope)
{
	struct node_list all = {.items = &scope, .n = 1};
	struct items *items;

	if (r->container)
		all = selector_all(run->w, r->container, run->document, scope);
	if (!records_fit(run, all.n))
		return NULL;
	items = items_new(run->w->arena, r, all.n);
	for (size_t i = 0; i < all.n && !run->w->error; i++) {
		struct place record = {.node = all.items[i]};

		if (r->container && i + 1 < all.n)
			record.next = all.items[i + 1];
		if (!r->container || has_required(run, r, record.node))
			row_add(run, r, record, items);
	}
	return items;
}

/* Records of JSON have the whole page for what is no data. */
static struct items *json_records_of(struct run *run, const struct rules *r,
				     struct json_list records)
{
	struct items *items;

	if (!records_fit(run, records.n))
		return NULL;
	items = items_new(run->w->arena, r, records.n);
	for (size_t i = 0; i < records.n && !run->w->error; i++) {
		struct place record = {.node = run->document->nodes, .item = records.items[i]};

		row_add(run, r, record, items);
	}
	return items;
}

static struct json_list json_found(struct run *run, const struct data_path *path,
				   struct json_object *item)
{
	struct arena *a = run->w->arena;

	if (item && path->place == DATA_ANY_LINKED)
		return path_opened(a, path_find(a, path->path, item));
	if (!run->data)
		run->data = page_data_new(run->w, run->document);
	return page_data_find(run->data, path);
}

/* NULL when a bound was met. */
static struct items *records_of(struct run *run, const struct rules *r, struct place at)
{
	struct json_list own = {.items = &at.item, .n = 1};

	if (r->json_container)
		return json_records_of(run, r, json_found(run, r->json_container, at.item));
	if (at.item && !r->container)
		return json_records_of(run, r, own);
	return element_records(run, r, at.node);
}

struct value records_value(struct run *run, const struct rules *r, struct place at)
{
	struct value v = {.kind = VALUE_RECORDS};

	v.as.records = records_of(run, r, at);
	if (!v.as.records)
		v.kind = VALUE_NULL;
	return v;
}

/* --- columns --- */

/* The tables that are values of a column. */
static struct tables tables_inside(struct arena *a, struct tables outer, size_t column)
{
	struct tables inner = {0};
	size_t room = 0;

	for (size_t i = 0; i < outer.n; i++)
		room += outer.items[i]->n;
	inner.items = ARENA_ARRAY(a, room, struct items *);
	for (size_t i = 0; i < outer.n; i++) {
		for (size_t row = 0; row < outer.items[i]->n; row++) {
			struct value *v = item_value(outer.items[i], row, column);
			if (v->kind == VALUE_RECORDS)
				inner.items[inner.n++] = v->as.records;
		}
	}
	return inner;
}

/* Numbers and dates are read by whole columns. Recursion follows the strategy's containers. */
static void columns_finish(struct run *run, const struct rules *r, struct tables t)
{
	for (size_t i = 0; i < r->n_fields; i++) {
		const struct rule *rule = r->fields[i].rule;
		struct date_reader dates = run->dates;

		if (rule->records)
			columns_finish(run, rule->records, tables_inside(run->w->arena, t, i));
		else if (rule->type == RULE_NUMBER || rule->type == RULE_INTEGER)
			number_columns(t.items, t.n, i, rule->type == RULE_INTEGER);
		if (rule->type != RULE_DATE)
			continue;
		if (rule->knows_order)
			dates.is_month_first = rule->is_month_first;
		date_columns(run->w->arena, t.items, t.n, i, &dates, rule->knows_order);
	}
}

/* --- the page --- */

static struct run run_begin(struct work *w, struct document *d)
{
	struct run run = {.w = w, .document = d, .text = text_new(w->arena, HTML_SIZE_MAX)};
	const char *language = d->root ? node_attribute(d->root, "lang") : NULL;

	work_forgive(w);
	run.dates.now = clock_now();
	run.dates.is_month_first = date_language_is_month_first(language);
	return run;
}

/* NULL when a bound was met. */
static struct items *run_end(struct run *run, const struct rules *r, struct items *items)
{
	if (!items || run->w->error)
		return NULL;
	columns_finish(run, r, (struct tables){&items, 1});
	return items;
}

struct items *rules_run(struct work *w, const struct rules *r, struct document *d)
{
	struct run run = run_begin(w, d);

	return run_end(&run, r, records_of(&run, r, (struct place){.node = d->nodes}));
}

struct items *rules_run_json(struct work *w, const struct rules *r, struct document *d,
			     struct json_list records)
{
	struct run run = run_begin(w, d);

	return run_end(&run, r, json_records_of(&run, r, records));
}
