/* Matching, from right to left.
 *
 * A complex selector is matched without recursion: one chosen element a compound, and when a
 * compound fails, the nearest choice to its right that had another candidate moves on. Ancestors
 * are shared by all that could still be chosen, which ends most searches early. Recursion follows
 * the brackets of the selector only.
 */
#include "extract/selector_match.h"

static bool has_class(const struct node *n, const char *class)
{
	for (uint32_t i = 0; i < n->n_classes; i++) {
		if (n->classes[i] == class)
			return true;
	}
	return false;
}

static bool has_attribute(const struct matcher *m, const struct test *t, const struct node *n)
{
	const char *name = m->strings[t->name];

	for (uint32_t i = 0; i < n->n_attributes; i++) {
		if (n->attributes[i].name == name)
			return attribute_matches(t, n->attributes[i].value);
	}
	return false;
}

/* As browsers do, and unlike a former draft: white space is content. */
static bool is_empty(struct matcher *m, const struct node *n)
{
	NODE_EACH (child, n) {
		if (child->kind == NODE_ELEMENT || child->text_length > 0 || !matcher_step(m))
			return false;
	}
	return true;
}

static void read_into(struct matcher *m, const struct node *n)
{
	text_clear(m->text);
	node_add_text(m->text, n);
	m->steps += (uint64_t)(n->end - n->index) + m->text->length / 64;
}

static bool contains(struct matcher *m, const struct test *t, const struct node *n)
{
	read_into(m, n);
	return strstr(m->text->data, t->value) != NULL;
}

/* In one of the texts directly inside. */
static bool contains_own(struct matcher *m, const struct test *t, const struct node *n)
{
	NODE_EACH (child, n) {
		if (child->kind == NODE_TEXT && contains(m, t, child))
			return true;
	}
	return false;
}

/* A search that fails says why in w, where an older failure may stand. */
static bool pattern_matches(struct matcher *m, const struct test *t, const struct node *n)
{
	const char *before = m->w->message;
	struct pattern_match match;
	bool found;

	read_into(m, n);
	found = pattern_find(m->w, t->pattern, m->text->data, m->text->length, &match);
	if (!found && m->w->message != before)
		m->is_spent = m->has_failed = true;
	return found;
}

/* Where the subject of x can be when it starts from `from`. */
static const struct node *reach_start(const struct matcher *m, const struct complex *x,
				      const struct node *from)
{
	return m->document->nodes + (x->reaches_out ? from->end : from->index + 1);
}

static const struct node *reach_end(const struct matcher *m, const struct complex *x,
				    const struct node *from)
{
	if (x->reaches_out && from->parent)
		return m->document->nodes + from->parent->end;
	return m->document->nodes + from->end;
}

static bool has(struct matcher *m, const struct complex_list *list, const struct node *n)
{
	const struct node *outer = m->anchor;
	bool found = false;

	m->anchor = n;
	LIST_EACH (struct complex, x, list) {
		const struct node *end = reach_end(m, x, n);
		for (const struct node *s = reach_start(m, x, n); s < end && !found; s++)
			found = s->kind == NODE_ELEMENT && complex_matches(m, x, s);
		if (found || m->is_spent)
			break;
	}
	m->anchor = outer;
	return found;
}

static bool test_passes(struct matcher *m, const struct test *t, const struct node *n)
{
	switch (t->kind) {
	case TEST_ID:
		return n->id && n->id == m->strings[t->name];
	case TEST_CLASS:
		return has_class(n, m->strings[t->name]);
	case TEST_NAME:
		return n->name == m->strings[t->name];
	case TEST_ANCHOR:
		return n == m->anchor;
	case TEST_SCOPE:
		return n == (m->scope->kind == NODE_DOCUMENT ? m->document->root : m->scope);
	case TEST_ROOT:
		return n == m->document->root;
	case TEST_EMPTY:
		return is_empty(m, n);
	case TEST_ATTRIBUTE:
		return has_attribute(m, t, n);
	case TEST_NTH:
		return nth_matches(m, &t->nth, n);
	case TEST_IS:
		return list_matches(m, t->list, n);
	case TEST_NOT:
		return !list_matches(m, t->list, n);
	case TEST_LANGUAGE:
		return language_matches(m, t->value, n);
	case TEST_DIRECTION:
		return node_direction(m, n) == t->direction;
	case TEST_STATE:
		return state_matches(m, t->state, n);
	case TEST_CONTAINS:
		return contains(m, t, n);
	case TEST_CONTAINS_OWN:
		return contains_own(m, t, n);
	case TEST_PATTERN:
		return pattern_matches(m, t, n);
	case TEST_HAS:
		return has(m, t->list, n);
	}
	return false;
}

static bool compound_matches(struct matcher *m, const struct compound *c, const struct node *n)
{
	if (!matcher_step(m))
		return false;
	if (n->kind != NODE_ELEMENT) /* the document, which only "> html" can start from */
		return c->tests && c->tests->kind == TEST_ANCHOR && n == m->anchor;
	for (const struct test *t = c->tests; t; t = t->next) {
		if (!test_passes(m, t, n))
			return false;
	}
	return true;
}

static const struct node *combinator_step(enum combinator combinator, const struct node *n)
{
	switch (combinator) {
	case COMBINATOR_DESCENDANT:
	case COMBINATOR_CHILD:
		return n->parent;
	case COMBINATOR_NEXT:
	case COMBINATOR_SUBSEQUENT:
		return n->kind == NODE_ELEMENT ? node_previous_element(n) : NULL;
	}
	return NULL;
}

/* at[*i] did not match, or there was none. Moves the nearest choice that may help to its next
 * candidate and sets *i to it; false when no choice is left. */
static bool retreat(const struct complex *x, const struct node **at, unsigned *i)
{
	bool siblings_help = true;

	for (unsigned j = *i; j > 0; j--) {
		enum combinator chosen_by = x->parts[j - 1]->combinator;
		switch (chosen_by) {
		case COMBINATOR_DESCENDANT:
			if (!at[j]) /* every other choice has the same ancestors or fewer */
				return false;
			at[j] = at[j]->parent;
			*i = j;
			return true;
		case COMBINATOR_CHILD:
			if (!at[j])
				return false;
			siblings_help = false; /* they have the same parent */
			break;
		case COMBINATOR_NEXT:
			siblings_help = siblings_help && at[j];
			break;
		case COMBINATOR_SUBSEQUENT:
			siblings_help = siblings_help && at[j];
			if (!siblings_help)
				break;
			at[j] = node_previous_element(at[j]);
			*i = j;
			return true;
		}
	}
	return false;
}

/* Whether what is left of the subject matches, when the subject is n. */
static bool chain_matches(struct matcher *m, const struct complex *x, const struct node *n)
{
	const struct node *at[SELECTOR_PARTS_MAX + 1]; /* and an anchor */
	unsigned i = 0;

	at[0] = n;
	while (i + 1 < x->n_parts) {
		at[i + 1] = combinator_step(x->parts[i]->combinator, at[i]);
		i++;
		while (!at[i] || !compound_matches(m, x->parts[i], at[i])) {
			if (m->is_spent || !retreat(x, at, &i))
				return false;
		}
	}
	return true;
}

bool complex_matches(struct matcher *m, const struct complex *x, const struct node *n)
{
	return compound_matches(m, x->parts[0], n) && (x->n_parts == 1 || chain_matches(m, x, n));
}

bool list_matches(struct matcher *m, const struct complex_list *list, const struct node *n)
{
	LIST_EACH (struct complex, x, list) {
		if (complex_matches(m, x, n))
			return true;
	}
	return false;
}
