/* Which records a strategy has, and which of them are left when some are not wanted. The new
 * container is the old one with a condition: what marks an advertisement is written by the site for
 * that purpose and lasts. */
#include "strategy/refine_parts.h"

#include "bounds.h"
#include "extract/selector.h"
#include "strategy/selector_make.h"
#include "util/json.h"
#include "util/json_each.h"

static struct node_list select_all(struct page *p, const char *text)
{
	struct selector *s = selector_parse(p->work, text);
	struct node_list out = {NULL, 0};

	if (s) {
		selector_renew(p->document);
		out = selector_all(p->work, s, p->document, &p->document->nodes[0]);
	}
	work_forgive(p->work);
	return out;
}

/* Does the record hold what each selector of the list finds? */
static bool holds_required(struct page *p, struct json_object *list, struct node *record)
{
	size_t n = list ? json_object_array_length(list) : 0;

	for (size_t i = 0; i < n; i++) {
		const char *text = json_object_get_string(json_object_array_get_idx(list, i));
		struct selector *s = text ? selector_parse(p->work, text) : NULL;
		bool held = s && selector_first(p->work, s, p->document, record);
		work_forgive(p->work);
		if (!held)
			return false;
	}
	return true;
}

static unsigned rows_of(struct json_object *fields)
{
	unsigned most = 0;

	JSON_EACH (fields, m) {
		int64_t following = json_int(m.value, "following", 0);
		if (following > most && following <= FOLLOWING_MAX)
			most = (unsigned)following;
	}
	return most;
}

struct candidate *records_of(struct page *p, struct json_object *container,
			     struct json_object *fields)
{
	struct candidate *c = ARENA_NEW(p->work->arena, struct candidate);
	struct node_list all;

	c->following = rows_of(fields);
	c->container = container;
	if (!container) {
		c->is_page = true;
		c->records = ARENA_ARRAY(p->work->arena, 1, struct node *);
		c->records[0] = &p->document->nodes[0];
		c->n = 1;
		return c;
	}
	if (!json_text(container, "selector"))
		return NULL;
	all = select_all(p, json_text(container, "selector"));
	c->records = ARENA_ARRAY(p->work->arena, all.n, struct node *);
	for (size_t i = 0; i < all.n; i++)
		if (holds_required(p, json_array_of(container, "require"), all.items[i]))
			c->records[c->n++] = all.items[i];
	return c->n ? c : NULL;
}

/* The old container with a condition behind its selector, when it finds exactly the records. */
static struct json_object *container_with(struct page *p, const struct candidate *now,
					  const char *condition, const struct candidate *wanted)
{
	const char *old = json_text(now->container, "selector");
	struct json_object *out = json_new_object(p->work);
	struct candidate *found;

	JSON_EACH (now->container, m)
		json_put_shared(out, m.key, m.value);
	json_put_text(
	    out, "selector",
	    arena_printf(p->work->arena, strchr(old, ',') ? ":is(%s)%s" : "%s%s", old, condition));
	found = records_of(p, out, NULL);
	if (!found || found->n != wanted->n ||
	    records_hash(found->records, found->n) != records_hash(wanted->records, wanted->n))
		return NULL;
	return out;
}

/* The text in quotes for a selector. */
static const char *quoted(struct arena *a, const char *text)
{
	struct text t = text_new(a, 4 * LABEL_MAX);

	text_add_char(&t, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			text_add_char(&t, '\\');
		text_add_char(&t, *text);
	}
	text_add_char(&t, '"');
	return t.data;
}

/* "not" or nothing, and what the mark of a record is: of itself, or of something in it. */
static const char *mark_condition(struct page *p, const struct node *record,
				  const struct node *mark, const char *token, bool not )
{
	struct arena *a = p->work->arena;
	const char *name;

	if (token)
		name = arena_printf(a, "%s%s", mark->id == token ? "#" : ".",
				    selector_escape(a, token));
	else
		name = arena_printf(a, ":contains-own(%s)", quoted(a, node_own_text(a, mark)));
	if (mark != record)
		name = arena_printf(a, ":has(%s)", name);
	return not ? arena_printf(a, ":not(%s)", name) : name;
}

/* A condition for each mark that differs, one after the other for "not", as a list else. */
static const char *conditions(struct page *p, const struct candidate *now,
			      const struct record_hint *hint, bool not )
{
	struct text t = text_new(p->work->arena, SELECTOR_MAX);
	size_t kinds = 0;

	for (size_t i = 0; i < now->n; i++) {
		const char *token, *condition;
		const struct node *mark = record_mark(p, hint, now->records[i], &token);
		if (!mark)
			continue;
		condition = mark_condition(p, now->records[i], mark, token, not );
		if (t.length && strstr(t.data, condition))
			continue;
		if (t.length && !not )
			text_add_char(&t, ',');
		text_add(&t, condition);
		kinds++;
	}
	if (!kinds || t.full)
		return NULL;
	return !not &&kinds > 1 ? arena_printf(p->work->arena, ":is(%s)", t.data) : t.data;
}

static struct candidate *candidate_like(struct page *p, const struct candidate *now)
{
	struct candidate *c = ARENA_NEW(p->work->arena, struct candidate);

	c->following = now->following;
	c->records = ARENA_ARRAY(p->work->arena, now->n, struct node *);
	return c;
}

/* Without a condition that says it, names that only these records have. */
static bool container_find(struct page *p, struct candidate *c)
{
	struct made made;

	return selector_for_records(p, c, &made) && !made.wrong && !strstr(made.text, ":nth");
}

static struct candidate *reduce_marked(struct page *p, const struct candidate *now,
				       const struct record_hint *hint, bool not )
{
	struct candidate *c = candidate_like(p, now);
	const char *condition;
	bool inside = false;

	for (int around = 0; around < 2 && (c->n == 0 || c->n == now->n); around++) {
		c->n = 0;
		for (size_t i = 0; i < now->n; i++)
			if (record_is_marked(p, hint, now->records[i], around) != not )
				c->records[c->n++] = now->records[i];
		inside = !around;
	}
	if (c->n == 0 || c->n == now->n)
		return NULL;
	condition = inside ? conditions(p, now, hint, not ) : NULL;
	c->container = condition ? container_with(p, now, condition, c) : NULL;
	return c->container || container_find(p, c) ? c : NULL;
}

static bool holds_tag(const struct page *p, const struct node *n, enum tag tag)
{
	for (uint32_t i = n->index; i < n->end; i++)
		if (p->document->nodes[i].kind == NODE_ELEMENT && p->document->nodes[i].tag == tag)
			return true;
	return false;
}

/* Rows without a cell of data are the head; when all have some, it is the first. */
static struct candidate *reduce_header(struct page *p, const struct candidate *now)
{
	static const char *const firsts[] = {":not(:first-child)", ":not(:first-of-type)",
					     ":not(thead *):not(:first-child)"};
	struct candidate *c = candidate_like(p, now);

	for (size_t i = 0; i < now->n; i++)
		if (now->records[i]->tag != TAG_tr || holds_tag(p, now->records[i], TAG_td))
			c->records[c->n++] = now->records[i];
	if (c->n && c->n < now->n) {
		c->container = container_with(p, now, ":has(td)", c);
		return c->container ? c : NULL;
	}
	if (now->n < 2)
		return NULL;
	c->n = now->n - 1;
	memcpy(c->records, now->records + 1, c->n * sizeof *c->records);
	for (size_t i = 0; i < sizeof firsts / sizeof firsts[0] && !c->container; i++)
		c->container = container_with(p, now, firsts[i], c);
	return c->container ? c : NULL;
}

struct candidate *records_reduce(struct page *p, const struct candidate *now,
				 const struct edit *edit, const struct record_hint *hint)
{
	if (!now || now->is_page)
		return NULL;
	if (edit->kind == EDIT_HEADER)
		return reduce_header(p, now);
	return hint->words.n ? reduce_marked(p, now, hint, edit->kind == EDIT_FEWER) : NULL;
}

static bool node_gives(struct page *p, const struct node *n, const char *value)
{
	const struct feature *f = feature_of(p, n);
	const char *link = node_attribute(n, "href");

	if (n->kind != NODE_ELEMENT || f->skipped)
		return false;
	if (f->text_length && f->text_length <= strlen(value) + VALUE_MARKS_MAX &&
	    value_is_example(p, node_text(p->work->arena, n), value))
		return true;
	return strchr(value, '/') && link && value_is_example(p, link, value);
}

void records_show(struct page *p, struct candidate *c, const char *value)
{
	for (size_t i = 0; i < c->n && !c->is_page; i++)
		for (uint32_t k = c->records[i]->index; k < c->records[i]->end; k++)
			if (node_gives(p, &p->document->nodes[k], value)) {
				c->sample = c->records[i];
				return;
			}
}
