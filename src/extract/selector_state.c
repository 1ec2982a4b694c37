/* Pseudo-classes that look beyond one element: the buttons of a form, the limits of an input. */
#include "extract/selector_match.h"

static bool is_form(const struct node *n)
{
	return n->kind == NODE_ELEMENT && n->tag == TAG_form;
}

/* The form around n, or NULL. A `form` attribute is not followed. */
static const struct node *form_of(const struct node *n)
{
	while (n && !is_form(n))
		n = n->parent;
	return n;
}

static bool attribute_is(const struct node *n, const char *name, const char *word)
{
	const char *value = node_attribute(n, name);

	return value && ascii_equal(value, word);
}

static bool is_submit(const struct node *n)
{
	if (n->kind != NODE_ELEMENT)
		return false;
	if (n->tag == TAG_input)
		return attribute_is(n, "type", "submit") || attribute_is(n, "type", "image");
	return n->tag == TAG_button && !attribute_is(n, "type", "button") &&
	       !attribute_is(n, "type", "reset");
}

static bool is_first_submit(struct matcher *m, const struct node *n)
{
	const struct node *form = form_of(n);

	if (!form)
		return false;
	for (const struct node *x = form + 1; x < n; x++) {
		if (!matcher_step(m) || (is_submit(x) && form_of(x) == form))
			return false;
	}
	return true;
}

/* A group is the radio buttons of one name in one form, or in none. */
static bool group_is_unchecked(struct matcher *m, const struct node *n)
{
	const struct node *form = form_of(n), *outer = form ? form : m->document->nodes;
	const struct node *end = m->document->nodes + outer->end;
	const char *name = node_attribute(n, "name");

	for (const struct node *x = outer + 1; x < end; x++) {
		const char *other;

		if (!matcher_step(m))
			return false;
		if (x->kind != NODE_ELEMENT || x->tag != TAG_input ||
		    !attribute_is(x, "type", "radio") || !node_attribute(x, "checked"))
			continue;
		other = node_attribute(x, "name");
		if (name && other && strcmp(name, other) == 0 && form_of(x) == form)
			return false;
	}
	return true;
}

/* All but the elements of scripts: their names have a hyphen and no colon. */
static bool is_defined(const struct node *n)
{
	return !strchr(n->name, '-') || strchr(n->name, ':');
}

bool state_matches(struct matcher *m, enum state state, const struct node *n)
{
	switch (state) {
	case STATE_DEFINED:
		return is_defined(n);
	case STATE_FIRST_SUBMIT:
		return is_first_submit(m, n);
	case STATE_GROUP_UNCHECKED:
		return group_is_unchecked(m, n);
	case STATE_IN_RANGE:
		return input_range(n) == RANGE_IN;
	case STATE_OUT_OF_RANGE:
		return input_range(n) == RANGE_OUT;
	}
	return false;
}
