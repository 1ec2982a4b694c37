/* One rule in one record: the texts that it finds, transformed and made into a value. */
#include "extract/rules_parts.h"

#include "extract/linked_data.h"
#include "extract/picture.h"
#include "extract/schema.h"
#include "extract/script_data.h"

static const struct value null_value = {.kind = VALUE_NULL};

/* --- one text --- */

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
	return null_value;
}

/* A text of which something is left, as the rule's type wants it. Numbers and dates are made of
 * whole columns later, but what is none is nothing here already. */
static struct value typed_value(struct run *run, const struct rule *rule, struct slice s)
{
	char date[DATE_SIZE];
	struct value v;
	double number;

	switch (rule->type) {
	case RULE_TEXT:
		return text_value(run, s);
	case RULE_NUMBER:
	case RULE_INTEGER:
		v = text_value(run, s);
		return number_parse(v.as.text, &number) ? v : null_value;
	case RULE_DATE:
		v = text_value(run, s);
		return date_read(v.as.text, &run->dates, date) ? v : null_value;
	case RULE_BOOLEAN:
		return boolean_value(s);
	case RULE_URL:
		return url_value(run, s);
	}
	return null_value;
}

static struct value slice_value(struct run *run, const struct rule *rule, struct slice s)
{
	if (!transform_text(run->w, &rule->transforms, &s))
		return null_value;
	return typed_value(run, rule, s);
}

/* --- one element --- */

/* Pictures that load late give the address that they will have. */
static const char *attribute_text(struct arena *a, const struct rule *rule, const struct node *n)
{
	const char *value;

	if (strcmp(rule->attribute, "src") == 0)
		return picture_address(a, n);
	value = node_attribute(n, rule->attribute);
	if (value && rule->type == RULE_URL && strstr(rule->attribute, "srcset"))
		return picture_candidate(a, value);
	return value;
}

/* What the rule takes of an element; it lies in run->text perhaps. False when that is not there. */
static bool element_text(struct run *run, const struct rule *rule, const struct node *n,
			 struct slice *out)
{
	const char *text = NULL;

	if (rule->attribute)
		text = attribute_text(run->w->arena, rule, n);
	else if (rule->take == TAKE_HTML)
		text = node_inner_html(run->w->arena, n);
	else if (rule->take == TAKE_LINES)
		text = node_lines(run->w->arena, n);
	else if (rule->type == RULE_URL && !(text = node_attribute(n, "href")))
		text = picture_address(run->w->arena, n);
	else if (rule->take == TAKE_OWN)
		text = node_own_text(run->w->arena, n);
	if (!text && rule->attribute)
		return false;
	if (text) {
		*out = (struct slice){text, strlen(text)};
		return true;
	}
	text_clear(&run->text);
	node_add_text(&run->text, n);
	*out = (struct slice){run->text.data, run->text.length};
	return true;
}

static struct value element_value(struct run *run, const struct rule *rule, const struct node *n)
{
	struct slice s;

	return element_text(run, rule, n, &s) ? slice_value(run, rule, s) : null_value;
}

/* --- several values --- */

static struct value list_new(struct run *run, size_t room)
{
	struct value list = {.kind = VALUE_LIST};

	list.as.list.items = ARENA_ARRAY(run->w->arena, room, struct value);
	return list;
}

static void list_add(struct value *list, struct value v)
{
	if (!value_is_empty(&v))
		list->as.list.items[list->as.list.n++] = v;
}

static struct value first_of(struct value list)
{
	return list.as.list.n ? list.as.list.items[0] : null_value;
}

/* The values of texts that are split, joined or chosen from. */
static struct value slices_value(struct run *run, const struct rule *rule, struct slices in)
{
	struct slices out = transform_list(run->w, &rule->transforms, in);
	struct value list = list_new(run, out.n);

	for (size_t i = 0; i < out.n; i++)
		list_add(&list, typed_value(run, rule, out.items[i]));
	return rule->many || rule->transforms.gives_list ? list : first_of(list);
}

static void slice_keep(struct run *run, struct slices *list, struct slice s)
{
	s.start = arena_copy(run->w->arena, s.start, s.n);
	list->items[list->n++] = s;
}

static struct value nodes_value(struct run *run, const struct rule *rule, struct node_list nodes)
{
	struct slices texts = {0};
	struct value list;
	struct slice s;

	if (!rule->transforms.works_on_lists) {
		list = list_new(run, nodes.n);
		for (size_t i = 0; i < nodes.n; i++)
			list_add(&list, element_value(run, rule, nodes.items[i]));
		return list;
	}
	texts.items = ARENA_ARRAY(run->w->arena, nodes.n, struct slice);
	for (size_t i = 0; i < nodes.n; i++) {
		if (element_text(run, rule, nodes.items[i], &s))
			slice_keep(run, &texts, s);
	}
	return slices_value(run, rule, texts);
}

/* --- data --- */

static struct slice data_slice(struct run *run, const struct value *v)
{
	struct text t;

	if (v->kind == VALUE_TEXT)
		return (struct slice){v->as.text, strlen(v->as.text)};
	t = text_new(run->w->arena, TRANSFORM_TEXT_MAX);
	if (v->kind != VALUE_NULL)
		value_print(&t, v);
	return (struct slice){t.data, t.length};
}

/* Values found at a path, as the rule wants them. Text is transformed, other types stay. */
static struct value data_values(struct run *run, const struct rule *rule, struct json_list at,
				bool many)
{
	struct value list = list_new(run, at.n);
	struct slices texts = {0};

	if (rule->transforms.works_on_lists)
		texts.items = ARENA_ARRAY(run->w->arena, at.n, struct slice);
	if (texts.items && !many && !rule->transforms.wants_all && at.n)
		at.n = 1;
	for (size_t i = 0; i < at.n && (many || texts.items || !list.as.list.n); i++) {
		struct value v = data_value(run->w->arena, at.items[i], rule->type == RULE_URL);

		if (texts.items)
			texts.items[texts.n++] = data_slice(run, &v);
		else if (v.kind == VALUE_TEXT)
			list_add(&list, slice_value(run, rule, data_slice(run, &v)));
		else
			list_add(&list, v);
	}
	if (texts.items)
		return slices_value(run, rule, texts);
	return many ? list : first_of(list);
}

/* Values in a record that is JSON: a list where the data have one. */
static struct value item_values(struct run *run, const struct rule *rule, struct json_list at)
{
	at = path_opened(run->w->arena, at);
	return data_values(run, rule, at, rule->many || (!rule->one && (at.many || at.n > 1)));
}

/* In a record that is JSON without a place named in the path, else in what the page says of
 * itself. */
static struct value json_value(struct run *run, const struct rule *rule, struct json_object *item)
{
	if (item && rule->json->place == DATA_ANY_LINKED)
		return item_values(run, rule, path_find(run->w->arena, rule->json->path, item));
	if (!run->data)
		run->data = page_data_new(run->w, run->document);
	return data_values(run, rule, page_data_find(run->data, rule->json), rule->many);
}

/* The JSON that is the text or an attribute of elements: data-product='{"id": 7}'. */
static struct value inner_json_value(struct run *run, const struct rule *rule,
				     struct node_list nodes)
{
	struct json_list values = {.items =
				       ARENA_ARRAY(run->w->arena, nodes.n, struct json_object *)};
	struct arena *a = run->w->arena;

	for (size_t i = 0; i < nodes.n; i++) {
		struct json_object *o;
		struct slice s;

		if (!element_text(run, rule, nodes.items[i], &s))
			continue;
		o = script_json(run->w, s.start, s.n);
		if (o)
			values.items[values.n++] = o;
	}
	values = path_walk(a, rule->json->path, 0, rule->json->path->n, values);
	return data_values(run, rule, path_opened(a, values), rule->many);
}

/* --- one place --- */

/* The elements that the rule chooses in a place: all of them or the first. A sibling after the
 * record and what stands beside a label count themselves, a record does not. */
static struct node_list chosen(struct run *run, const struct rule *rule, struct node *n,
			       struct node **room)
{
	struct node_list one = {.items = room, .n = 1};
	bool counts_itself =
	    !rule->selector ||
	    ((rule->anchor || rule->following || rule->column || rule->follows_rest) &&
	     selector_matches(run->w, rule->selector, run->document, n, n));

	*room = n;
	if (counts_itself)
		return one;
	if (rule->many || rule->transforms.wants_all)
		return selector_all(run->w, rule->selector, run->document, n);
	*room = selector_first(run->w, rule->selector, run->document, n);
	one.n = *room != NULL;
	return one;
}

/* Those among the siblings that come before the next record, each of which counts itself. */
static struct node_list chosen_in_rest(struct run *run, const struct rule *rule, struct place at)
{
	bool all = rule->many || rule->transforms.wants_all;
	struct node_list found = {0};
	size_t room = 0;

	for (struct node *s = at.node; s && (all || !found.n); s = node_next_element(s)) {
		struct node *one;
		struct node_list in;

		if (at.next && at.next->index >= s->index && at.next->index < s->end)
			break;
		in = chosen(run, rule, s, &one);
		if (found.n + in.n > room) {
			struct node **more;

			room = 2 * (found.n + in.n);
			more = ARENA_ARRAY(run->w->arena, room, struct node *);
			if (found.n)
				memcpy(more, found.items, found.n * sizeof *more);
			found.items = more;
		}
		if (in.n)
			memcpy(found.items + found.n, in.items, in.n * sizeof *in.items);
		found.n += in.n;
	}
	return found;
}

static struct value place_value(struct run *run, const struct rule *rule, struct place place)
{
	struct node_list nodes;
	struct node *room;
	struct value list;

	if (place.text) {
		struct slice s = {place.text, strlen(place.text)};

		if (rule->transforms.works_on_lists)
			return slices_value(run, rule, (struct slices){&s, 1});
		list = list_new(run, 1);
		list_add(&list, slice_value(run, rule, s));
		return rule->many ? list : first_of(list);
	}
	nodes = rule->follows_rest ? chosen_in_rest(run, rule, place)
				   : chosen(run, rule, place.node, &room);
	if (rule->take == TAKE_EXISTS)
		return (struct value){.kind = VALUE_BOOL, .as.truth = nodes.n > 0};
	if (rule->json)
		return inner_json_value(run, rule, nodes);
	if (rule->many || rule->transforms.works_on_lists)
		return nodes_value(run, rule, nodes);
	return nodes.n ? element_value(run, rule, nodes.items[0]) : null_value;
}

/* Whether the rule reads the record itself, as it is. */
static bool is_bare(const struct rule *rule)
{
	return !rule->selector && !rule->attribute && !rule->anchor && !rule->column &&
	       !rule->following && !rule->follows_rest;
}

struct value rule_value(struct run *run, const struct rule *rule, struct place record)
{
	struct place place;

	if (rule->constant)
		return *rule->constant;
	if (rule->json && is_bare(rule))
		return json_value(run, rule, record.item);
	if (record.item && is_bare(rule) && !rule->records)
		return item_values(run, rule, (struct json_list){.items = &record.item, .n = 1});
	if (!rule_place(run, rule, record, &place))
		return rule->take == TAKE_EXISTS ? (struct value){.kind = VALUE_BOOL} : null_value;
	if (rule->records)
		return records_value(run, rule->records, place);
	return place_value(run, rule, place);
}
