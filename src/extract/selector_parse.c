/* The grammar of selectors: lists, complex selectors, compounds (Selectors Level 4, section 19).
 *
 * Recursion follows the selector's brackets only and ends at SELECTOR_NEST_MAX.
 */
#include "extract/selector_reader.h"

/* Keeps the order of test_kind, which is that of cost. */
void compound_add(struct compound *c, struct test *t)
{
	struct test **link = &c->tests;

	while (*link && (*link)->kind <= t->kind)
		link = &(*link)->next;
	t->next = *link;
	*link = t;
}

struct test *test_add(struct reader *r, struct compound *c, enum test_kind kind)
{
	struct test *t = ARENA_NEW(r->selector->arena, struct test);

	t->kind = kind;
	compound_add(c, t);
	return t;
}

struct test *list_add_test(struct reader *r, struct complex_list *list, enum test_kind kind)
{
	struct complex *x = ARENA_NEW(r->selector->arena, struct complex);
	struct compound *c = ARENA_NEW(r->selector->arena, struct compound);

	x->parts = ARENA_NEW(r->selector->arena, struct compound *);
	x->parts[x->n_parts++] = c;
	LIST_ADD(list, x);
	list->n++;
	return test_add(r, c, kind);
}

/* `div`, `*`, `svg|a`, `*|*`, `|a`. HTML's elements have no prefix that counts, so that one is read
 * and forgotten. */
static bool type_parse(struct reader *r, struct compound *c, bool *any)
{
	bool has_any = reader_take(r, '*');
	char *name = has_any ? NULL : reader_identifier(r);

	if (reader_peek(r) == '|' && r->p[1] != '|') {
		r->p++;
		has_any = reader_take(r, '*');
		name = has_any ? NULL : reader_identifier(r);
		if (!has_any && !name)
			return reader_expected(r, "a type");
	}
	*any = has_any || name;
	if (!name)
		return true;
	for (char *p = name; *p; p++)
		*p = ascii_lower(*p);
	test_add(r, c, TEST_NAME)->name = reader_name(r, name);
	return true;
}

static bool name_parse(struct reader *r, struct compound *c, enum test_kind kind)
{
	char *name = reader_identifier(r);

	if (!name)
		return reader_expected(r, kind == TEST_ID ? "an id" : "a class");
	test_add(r, c, kind)->name = reader_name(r, name);
	return true;
}

static struct compound *compound_parse(struct reader *r)
{
	struct compound *c = ARENA_NEW(r->selector->arena, struct compound);
	bool any = false, good = true;

	if (++r->n_parts > SELECTOR_PARTS_MAX && !r->is_built_in)
		return reader_fail(r, r->p, "more than %d parts", SELECTOR_PARTS_MAX);
	if (!type_parse(r, c, &any))
		return NULL;
	while (good) {
		if (reader_take(r, '#'))
			good = name_parse(r, c, TEST_ID);
		else if (reader_take(r, '.'))
			good = name_parse(r, c, TEST_CLASS);
		else if (reader_take(r, '['))
			good = attribute_parse(r, c);
		else if (reader_take(r, ':'))
			good = pseudo_parse(r, c);
		else if (reader_take(r, '&')) /* outside of nested rules it is :scope */
			test_add(r, c, TEST_SCOPE);
		else
			break;
		any = true;
	}
	if (!good)
		return NULL;
	return any ? c : reader_expected(r, "a selector");
}

static bool combinator_take(struct reader *r, enum combinator *out)
{
	if (reader_take(r, '>'))
		*out = COMBINATOR_CHILD;
	else if (reader_take(r, '+'))
		*out = COMBINATOR_NEXT;
	else if (reader_take(r, '~'))
		*out = COMBINATOR_SUBSEQUENT;
	else
		return false;
	return true;
}

static struct complex *complex_new(struct reader *r, struct compound *subject, unsigned n)
{
	struct complex *x = ARENA_NEW(r->selector->arena, struct complex);

	x->parts = ARENA_ARRAY(r->selector->arena, n, struct compound *);
	for (struct compound *c = subject; c; c = c->left)
		x->parts[x->n_parts++] = c;
	return x;
}

static struct compound *anchor_new(struct reader *r)
{
	struct compound *c = ARENA_NEW(r->selector->arena, struct compound);

	test_add(r, c, TEST_ANCHOR);
	return c;
}

static struct complex *complex_parse(struct reader *r, enum list_form form)
{
	enum combinator combinator = COMBINATOR_DESCENDANT, leading;
	struct compound *subject = NULL;
	unsigned n = 0;
	bool is_relative = form == LIST_RELATIVE;

	if (form == LIST_OUTER || form == LIST_RELATIVE)
		is_relative |= combinator_take(r, &combinator);
	leading = combinator;
	if (is_relative) {
		subject = anchor_new(r);
		n = 1;
	}
	for (;;) {
		struct compound *c;
		bool space;

		reader_space(r);
		c = compound_parse(r);
		if (!c)
			return NULL;
		c->combinator = combinator;
		c->left = subject;
		subject = c;
		n++;
		space = reader_space(r);
		combinator = COMBINATOR_DESCENDANT;
		if (combinator_take(r, &combinator))
			continue;
		if (!space || strchr(",)", *r->p)) /* also at the end, which is a NUL */
			break;
	}
	struct complex *x = complex_new(r, subject, n);
	x->reaches_out = is_relative && leading >= COMBINATOR_NEXT;
	return x;
}

struct complex_list *list_parse(struct reader *r, enum list_form form)
{
	struct complex_list *list = ARENA_NEW(r->selector->arena, struct complex_list);
	char close = form == LIST_OUTER ? '\0' : ')';

	if (form != LIST_OUTER && r->nest > SELECTOR_NEST_MAX && !r->is_built_in)
		return reader_fail(r, r->p, "more than %d brackets deep", SELECTOR_NEST_MAX);
	r->nest++;
	do {
		struct complex *x;

		reader_space(r);
		if (form == LIST_FORGIVING && (*r->p == ',' || *r->p == ')'))
			continue;
		x = complex_parse(r, form);
		if (!x)
			return NULL;
		LIST_ADD(list, x);
		list->n++;
	} while (reader_take(r, ','));
	r->nest--;
	if (*r->p != close)
		return reader_expected(r, close ? "\")\"" : "a combinator or the end");
	if (close)
		r->p++;
	return list;
}

/* White space in a row counts once: it costs nothing. */
static size_t text_weight(const char *text)
{
	size_t n = 0;

	for (const char *p = text; *p; p++)
		n += p == text || !ascii_is_space(*p) || !ascii_is_space(p[-1]);
	return n;
}

struct selector *selector_parse(struct work *w, const char *text)
{
	struct selector *s = ARENA_NEW(w->arena, struct selector);
	struct reader r = {.w = w, .selector = s};
	struct complex_list *list;

	if (text_weight(text) > SELECTOR_MAX)
		return fail(w, ERR_UNACCEPTABLE, "selector is longer than %d bytes", SELECTOR_MAX);
	s->arena = w->arena;
	r.text = r.p = arena_text(w->arena, text);
	r.end = r.text + strlen(r.text);
	list = list_parse(&r, LIST_OUTER);
	if (!list)
		return NULL;
	s->list = *list;
	s->binding = ARENA_NEW(w->arena, struct binding);
	s->binding->strings = ARENA_ARRAY(w->arena, s->n_strings, const char *);
	s->binding->is_possible = ARENA_ARRAY(w->arena, s->list.n, bool);
	return s;
}
