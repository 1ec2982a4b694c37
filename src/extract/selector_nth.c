/* The place of an element among its siblings, for :nth-child() and its relatives. */
#include "extract/selector_match.h"

/* Whether sibling s counts for an element n that itself counts. */
static bool is_counted(struct matcher *m, const struct nth *nth, const struct node *s,
		       const struct node *n)
{
	if (nth->of_type)
		return s->name == n->name;
	return !nth->of || list_matches(m, nth->of, s);
}

static int count_from(struct matcher *m, const struct nth *nth, const struct node *n, bool from_end)
{
	int count = 1;

	for (const struct node *s = n; matcher_step(m);) {
		s = from_end ? node_next_element(s) : node_previous_element(s);
		if (!s)
			break;
		count += is_counted(m, nth, s, n);
	}
	return count;
}

/* The place of n from the start or the end. Candidates come in document order, so the element
 * asked about last is usually a sibling a little before: counting back to it keeps the whole of a
 * long list linear. */
static int nth_index(struct matcher *m, const struct nth *nth, const struct node *n)
{
	struct nth_memory *memory = &m->memories[nth->slot];
	const struct node *last = memory->node;
	int between = 0;

	if (last && last->parent == n->parent && last->index <= n->index &&
	    (!nth->of_type || last->name == n->name)) {
		for (const struct node *s = n; s != last && matcher_step(m);) {
			between += is_counted(m, nth, s, n);
			s = node_previous_element(s);
		}
		memory->index += nth->from_end ? -between : between;
	} else {
		memory->index = count_from(m, nth, n, nth->from_end);
	}
	memory->node = n;
	return memory->index;
}

/* The element children of n's parent. */
static int sibling_count(struct matcher *m, const struct node *n)
{
	const struct node *last = n->parent ? n->parent->last_child : n;

	while (last->kind != NODE_ELEMENT && matcher_step(m))
		last = last->previous;
	return (int)last->position + 1;
}

static int place(struct matcher *m, const struct nth *nth, const struct node *n)
{
	if (nth->of_type || nth->of)
		return nth_index(m, nth, n);
	if (nth->from_end)
		return sibling_count(m, n) - (int)n->position;
	return (int)n->position + 1;
}

bool nth_matches(struct matcher *m, const struct nth *nth, const struct node *n)
{
	int distance;

	if (nth->of && !list_matches(m, nth->of, n))
		return false;
	distance = place(m, nth, n) - nth->offset;
	if (m->is_spent)
		return false;
	if (nth->step == 0)
		return distance == 0;
	return distance % nth->step == 0 && distance / nth->step >= 0;
}
