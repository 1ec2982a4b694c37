/* Running a strategy over a page: records, and for each field the first way that gives a value. */
#include "extract/rules_parts.h"

#include "extract/number.h"
#include "extract/schema.h"

struct run {
	struct work *w;
	struct document *document;
	struct linked_data *data; /* read when a rule first asks */
	struct json_object *item; /* the record when it is JSON, or NULL */
	struct text text;	  /* of one element at a time */
};

static bool field_is_number(const struct rule_field *f)
{
	return f->rule->type == RULE_NUMBER || f->rule->type == RULE_INTEGER;
}

/* --- one text --- */

struct slice {
	const char *start;
	size_t n;
};

static struct slice slice_trimmed(struct slice s)
{
	while (s.n && ascii_is_space(s.start[0])) {
		s.start++;
		s.n--;
	}
	while (s.n && ascii_is_space(s.start[s.n - 1]))
		s.n--;
	return s;
}

/* Without the prefix. A text that is the prefix but for the space at its end is nothing. */
static struct slice slice_after(struct slice s, const char *prefix)
{
	size_t n = strlen(prefix);
	struct slice bare = slice_trimmed((struct slice){prefix, n});

	if (s.n >= n && strncasecmp(s.start, prefix, n) == 0)
		return (struct slice){s.start + n, s.n - n};
	if (s.n == bare.n && strncasecmp(s.start, bare.start, s.n) == 0)
		s.n = 0;
	return s;
}

static struct slice slice_before(struct slice s, const char *suffix)
{
	size_t n = strlen(suffix);
	struct slice bare = slice_trimmed((struct slice){suffix, n});

	if (s.n >= n && strncasecmp(s.start + s.n - n, suffix, n) == 0)
		s.n -= n;
	else if (s.n == bare.n && strncasecmp(s.start, bare.start, s.n) == 0)
		s.n = 0;
	return s;
}

static struct value text_value(struct run *run, struct slice s)
{
	struct value v = {.kind = VALUE_TEXT};

	v.as.text = arena_copy(run->w->arena, s.start, s.n);
	return v;
}

static struct value url_value(struct run *run, struct slice s)
{
	char *link = arena_copy(run->w->arena, s.start, s.n);
	struct value v = {.kind = VALUE_TEXT};

	v.as.text = document_url(run->w->arena, run->document, link);
	if (!v.as.text)
		v.kind = VALUE_NULL;
	return v;
}

static struct value boolean_value(struct slice s)
{
	static const char *const words[] = {"false", "no", "0", "true", "yes", "1"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (s.n == strlen(words[i]) && strncasecmp(s.start, words[i], s.n) == 0)
			return (struct value){.kind = VALUE_BOOL, .as.truth = i >= 3};
	}
	return (struct value){.kind = VALUE_NULL};
}

/* The text as the rule wants it; null when nothing is left. Numbers are made of whole columns
 * later, but what is none is nothing here already. */
static struct value slice_value(struct run *run, const struct rule *rule, struct slice s)
{
	const struct value null = {.kind = VALUE_NULL};
	struct pattern_match match;
	struct value v;
	double number;

	s = slice_trimmed(s);
	if (rule->trim_prefix)
		s = slice_after(s, rule->trim_prefix);
	if (rule->trim_suffix)
		s = slice_before(s, rule->trim_suffix);
	if (rule->pattern) {
		if (!pattern_find(run->w, rule->pattern, s.start, s.n, &match))
			return null;
		s = (struct slice){match.start, match.n};
	}
	s = slice_trimmed(s);
	if (s.n == 0)
		return null;
	switch (rule->type) {
	case RULE_TEXT:
		return text_value(run, s);
	case RULE_NUMBER:
	case RULE_INTEGER:
		v = text_value(run, s);
		return number_parse(v.as.text, &number) ? v : null;
	case RULE_BOOLEAN:
		return boolean_value(s);
	case RULE_URL:
		return url_value(run, s);
	}
	return null;
}

/* --- one element --- */

static struct value node_value(struct run *run, const struct rule *rule, const struct node *n)
{
	const char *text = NULL;

	if (rule->attribute)
		text = rule_attribute(run->w->arena, rule, n);
	else if (rule->type == RULE_URL && !(text = node_attribute(n, "href")))
		text = node_attribute(n, "src");
	else if (rule->own)
		text = node_own_text(run->w->arena, n);
	if (text)
		return slice_value(run, rule, (struct slice){text, strlen(text)});
	if (rule->attribute)
		return (struct value){.kind = VALUE_NULL};
	text_clear(&run->text);
	node_add_text(&run->text, n);
	return slice_value(run, rule, (struct slice){run->text.data, run->text.length});
}

static bool list_add(struct value *list, struct value v)
{
	if (value_is_empty(&v))
		return false;
	list->as.list.items[list->as.list.n++] = v;
	return true;
}

static struct value nodes_value(struct run *run, const struct rule *rule, struct node_list nodes)
{
	struct value list = {.kind = VALUE_LIST};

	list.as.list.items = ARENA_ARRAY(run->w->arena, nodes.n, struct value);
	for (size_t i = 0; i < nodes.n; i++)
		list_add(&list, node_value(run, rule, nodes.items[i]));
	return list;
}

/* The value at a place. A sibling after the record counts itself, a record does not. */
static struct value place_value(struct run *run, const struct rule *rule, struct place place)
{
	struct value list = {.kind = VALUE_LIST}, null = {.kind = VALUE_NULL}, v;
	struct node *n = place.node;
	bool counts_itself =
	    !rule->selector || (n && (rule->anchor || rule->following) &&
				selector_matches(run->w, rule->selector, run->document, n, n));

	if (place.text)
		v = slice_value(run, rule, (struct slice){place.text, strlen(place.text)});
	else if (rule->many && !counts_itself)
		return nodes_value(run, rule,
				   selector_all(run->w, rule->selector, run->document, n));
	else if (!counts_itself && !(n = selector_first(run->w, rule->selector, run->document, n)))
		return null;
	else
		v = node_value(run, rule, n);
	if (!rule->many)
		return v;
	list.as.list.items = ARENA_NEW(run->w->arena, struct value);
	list_add(&list, v);
	return list;
}

/* --- one field --- */

/* What is at the rule's path: in the record that is JSON, else in what the page says of itself. */
static struct value json_values(struct run *run, const struct rule *rule, bool *many)
{
	struct arena *a = run->w->arena;
	struct value list = {.kind = VALUE_LIST};
	struct json_list at;

	if (!run->item) {
		if (!run->data)
			run->data = linked_data_read(run->w, run->document);
		return linked_data_find(a, run->data, rule->json, rule->many,
					rule->type == RULE_URL);
	}
	at = path_opened(a, path_find(a, rule->json, run->item));
	*many = rule->many || (!rule->one && (at.many || at.n > 1));
	list.as.list.items = ARENA_ARRAY(a, at.n, struct value);
	for (size_t i = 0; i < at.n; i++)
		list.as.list.items[list.as.list.n++] =
		    data_value(a, at.items[i], rule->type == RULE_URL);
	return list;
}

static struct value json_value(struct run *run, const struct rule *rule)
{
	bool many = rule->many;
	struct value list = json_values(run, rule, &many);
	size_t n = 0;

	for (size_t i = 0; i < list.as.list.n; i++) {
		struct value v = list.as.list.items[i];
		if (v.kind == VALUE_TEXT)
			v = slice_value(run, rule, (struct slice){v.as.text, strlen(v.as.text)});
		if (!value_is_empty(&v))
			list.as.list.items[n++] = v;
	}
	list.as.list.n = n;
	if (many)
		return list;
	return n ? list.as.list.items[0] : (struct value){.kind = VALUE_NULL};
}

static struct value rule_value(struct run *run, const struct rule *rule, struct node *record)
{
	struct place place;

	if (rule->constant)
		return *rule->constant;
	if (rule->json)
		return json_value(run, rule);
	if (!rule_place(run->w, rule, run->document, record, &run->text, &place))
		return (struct value){.kind = VALUE_NULL};
	return place_value(run, rule, place);
}

/* *from_page tells whether the record had part in it, as a constant has not. */
static struct value field_value(struct run *run, const struct rule_field *field,
				struct node *record, bool *from_page)
{
	struct value v = {.kind = VALUE_NULL};

	for (const struct rule *rule = field->rule; rule; rule = rule->fallback) {
		v = rule_value(run, rule, record);
		if (value_is_empty(&v))
			continue;
		*from_page = *from_page || !rule->constant;
		break;
	}
	return v;
}

/* --- the page --- */

static bool has_required(struct run *run, const struct rules *r, struct node *record)
{
	for (size_t i = 0; i < r->n_require; i++) {
		if (!selector_first(run->w, r->require[i], run->document, record))
			return false;
	}
	return true;
}

/* The elements that are records; the document itself when the page is one. */
static struct node_list records(struct run *run, const struct rules *r)
{
	struct node_list all = {0};
	size_t n = 0;

	if (!r->container) {
		all.items = ARENA_NEW(run->w->arena, struct node *);
		all.items[all.n++] = run->document->nodes;
		return all;
	}
	all = selector_all(run->w, r->container, run->document, NULL);
	for (size_t i = 0; i < all.n; i++) {
		if (has_required(run, r, all.items[i]))
			all.items[n++] = all.items[i];
	}
	all.n = n;
	return all;
}

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

/* A row, if the page has any part in it. */
static void row_add(struct run *run, const struct rules *r, struct node *record,
		    struct items *items)
{
	bool from_page = false;

	for (size_t i = 0; i < r->n_fields; i++)
		*item_value(items, items->n, i) =
		    field_value(run, &r->fields[i], record, &from_page);
	items->n += from_page;
}

/* NULL when a bound was met. */
static struct items *rows_finish(struct work *w, const struct rules *r, struct items *items)
{
	if (w->error)
		return NULL;
	for (size_t i = 0; i < r->n_fields; i++) {
		if (field_is_number(&r->fields[i]))
			number_column(items, i, r->fields[i].rule->type == RULE_INTEGER);
	}
	return items;
}

static bool rows_fit(struct work *w, size_t n)
{
	if (n <= ITEMS_MAX)
		return true;
	return fail_class(w, CLASS_TOO_COMPLEX, "the page has more than %d records", ITEMS_MAX);
}

struct items *rules_run(struct work *w, const struct rules *r, struct document *d)
{
	struct run run = {.w = w, .document = d, .text = text_new(w->arena, HTML_SIZE_MAX)};
	struct items *items;
	struct node_list all;

	work_forgive(w);
	all = records(&run, r);
	if (!rows_fit(w, all.n))
		return NULL;
	items = items_new(w->arena, r, all.n);
	for (size_t row = 0; row < all.n && !w->error; row++)
		row_add(&run, r, all.items[row], items);
	return rows_finish(w, r, items);
}

struct items *rules_run_json(struct work *w, const struct rules *r, struct document *d,
			     struct json_list records)
{
	struct run run = {.w = w, .document = d, .text = text_new(w->arena, HTML_SIZE_MAX)};
	struct items *items;

	work_forgive(w);
	if (!rows_fit(w, records.n))
		return NULL;
	items = items_new(w->arena, r, records.n);
	for (size_t row = 0; row < records.n && !w->error; row++) {
		run.item = records.items[row];
		row_add(&run, r, d->nodes, items);
	}
	return rows_finish(w, r, items);
}
