/* JSON out of scripts, found without running them. */
#include "extract/script_data.h"

#include "bounds.h"
#include "extract/literal.h"
#include "util/json.h"

enum { OR_REACH = 80 }; /* bytes in which `window.x = window.x || {…}` comes to its value */

struct json_object *script_json(struct work *w, const char *text, size_t n)
{
	struct json_object *o = json_parse_lenient(w, text, n);
	const char *p = text, *end = text + n;
	struct text json;

	work_forgive(w);
	if (o)
		return o;
	while (p < end && *p != '{' && *p != '[')
		p++;
	json = text_new(w->arena, HTML_SIZE_MAX);
	if (p == end || !literal_to_json(&json, &p, end))
		return NULL;
	o = json_parse_lenient(w, json.data, json.length);
	work_forgive(w);
	return o;
}

/* The text of a script, or NULL. */
static const struct node *script_text(const struct node *n)
{
	if (n->kind != NODE_ELEMENT || n->tag != TAG_script || !n->first_child)
		return NULL;
	return n->first_child->kind == NODE_TEXT ? n->first_child : NULL;
}

static void list_add(struct work *w, struct json_list *list, struct json_object *o)
{
	if (!o || list->n == SCRIPT_VALUES_MAX)
		return;
	if (!list->items)
		list->items = ARENA_ARRAY(w->arena, SCRIPT_VALUES_MAX, struct json_object *);
	list->items[list->n++] = o;
}

struct json_list script_by_id(struct work *w, const struct document *d, const char *id)
{
	const char *interned = document_intern(d, id);
	struct json_list list = {0};

	for (size_t i = 0; interned && i < d->n_nodes && !list.n; i++) {
		const struct node *text = script_text(&d->nodes[i]);

		if (text && d->nodes[i].id == interned)
			list_add(w, &list, script_json(w, text->text, text->text_length));
	}
	return list;
}

static bool is_block(const struct node *n)
{
	const char *type = node_attribute(n, "type");

	if (!type)
		return false;
	type += strspn(type, " \t\n\f\r");
	return ascii_starts(type, "application/json") || ascii_starts(type, "text/json") ||
	       (ascii_starts(type, "application/") && strstr(type, "+json") &&
		!ascii_starts(type, "application/ld+json"));
}

struct json_list script_blocks(struct work *w, const struct document *d)
{
	struct json_list list = {0};

	for (size_t i = 0; i < d->n_nodes; i++) {
		const struct node *text = script_text(&d->nodes[i]);

		if (text && is_block(&d->nodes[i]))
			list_add(w, &list, script_json(w, text->text, text->text_length));
	}
	return list;
}

/* --- variables --- */

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || (c & 0x80);
}

static const char *skip_spaces(const char *p, const char *end)
{
	while (p < end && ascii_is_space(*p))
		p++;
	return p;
}

static bool takes(const char **p, const char *end, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(end - *p) < n || memcmp(*p, word, n) != 0)
		return false;
	*p += n;
	return true;
}

/* Behind the "=" or ".push(" that follows the name, where a value begins; NULL when neither does.
 */
static const char *value_after(const char *p, const char *end)
{
	const char *bars, *reach;

	if (takes(&p, end, "\"]") || takes(&p, end, "']"))
		p = skip_spaces(p, end);
	if (takes(&p, end, ".push(") || takes(&p, end, ".push ("))
		return skip_spaces(p, end);
	p = skip_spaces(p, end);
	if (!takes(&p, end, "=") || takes(&p, end, "="))
		return NULL;
	p = skip_spaces(p, end);
	reach = end - p > OR_REACH ? p + OR_REACH : end;
	bars = memmem(p, (size_t)(reach - p), "||", 2);
	if (p < end && is_name(*p) && bars && !memchr(p, ';', (size_t)(bars - p)))
		p = skip_spaces(bars + 2, end);
	return p;
}

/* {…}, […], or the string in JSON.parse("…"). */
static struct json_object *value_at(struct work *w, const char *p, const char *end)
{
	struct text json = text_new(w->arena, HTML_SIZE_MAX);
	bool is_parsed = takes(&p, end, "JSON.parse(");
	struct json_object *o;

	p = skip_spaces(p, end);
	if (p == end || !strchr(is_parsed ? "\"'`" : "{[", *p))
		return NULL;
	text_add_char(&json, '['); /* so that a string is a document as well */
	if (!literal_to_json(&json, &p, end))
		return NULL;
	text_add_char(&json, ']');
	o = json_parse_lenient(w, json.data, json.length);
	work_forgive(w);
	o = o ? json_object_array_get_idx(o, 0) : NULL;
	if (!is_parsed || !o)
		return o;
	return script_json(w, json_object_get_string(o), (size_t)json_object_get_string_len(o));
}

/* Tries count whether they give a value or not: one that does not end is read to the end. */
static void variable_find(struct work *w, const struct node *text, const char *name,
			  struct json_list *list, int *tries)
{
	const char *start = text->text, *end = start + text->text_length, *at = start;
	size_t n = strlen(name);

	while (*tries && (at = memmem(at, (size_t)(end - at), name, n))) {
		const char *value = NULL;

		if (at == start || !is_name(at[-1]))
			value = value_after(at + n, end);
		at += n;
		if (!value)
			continue;
		list_add(w, list, value_at(w, value, end));
		--*tries;
	}
}

struct json_list script_variable(struct work *w, const struct document *d, const char *name)
{
	struct json_list list = {0};
	int tries = SCRIPT_VALUES_MAX;

	for (size_t i = 0; *name && i < d->n_nodes; i++) {
		const struct node *text = script_text(&d->nodes[i]);

		if (text)
			variable_find(w, text, name, &list, &tries);
	}
	return list;
}
