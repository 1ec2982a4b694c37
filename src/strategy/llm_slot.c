/* The slot that a model means when it names an element and what to take of it. */
#include "strategy/llm_parts.h"

#include "bounds.h"

#define STEPS_MAX 4 /* elements up or down from the named one to what it must have meant */

struct seeker {
	struct page *page;
	const struct slots *slots;
	const struct wish *wish;
};

static bool slot_has(const struct seeker *k, const struct slot *s, const struct node *n)
{
	for (size_t i = 0; i < k->slots->n_samples; i++)
		if (s->nodes[i] == n)
			return true;
	for (size_t i = 0; k->wish->is_array && i < s->many.n; i++)
		if (s->many.nodes[i] == n)
			return true;
	return false;
}

/* The element after a label: the slot knows the label alone. */
static bool label_leads_to(const struct seeker *k, const struct slot *s, const struct node *n)
{
	for (size_t i = 0; i < k->slots->n_samples; i++) {
		struct node *value = NULL;
		if (s->nodes[i] && label_next(k->page, s->nodes[i], &value) && value == n)
			return true;
	}
	return false;
}

/* How well the slot says where the element is, 0 is best; -1: it is another one. A label lasts
 * longer than a place in a row. */
static int rank(const struct seeker *k, const struct slot *s, enum slot_source source,
		const char *attribute, const struct node *n)
{
	if (s->fill <= 0)
		return -1;
	if (source == SLOT_TEXT && s->source == SLOT_NEXT && label_leads_to(k, s, n))
		return 1;
	if (s->source != source || !slot_has(k, s, n))
		return -1;
	if (source == SLOT_ATTRIBUTE && strcmp(s->attribute, attribute) != 0)
		return -1;
	if (s->is_ordinal)
		return 3;
	return s->instances <= 1 || k->wish->is_array ? 0 : 2;
}

static const struct slot *slot_at(const struct seeker *k, enum slot_source source,
				  const char *attribute, const struct node *n)
{
	const struct slot *best = NULL;
	int best_rank = 4;

	for (size_t i = 0; i < k->slots->n; i++) {
		int r = rank(k, &k->slots->items[i], source, attribute, n);
		if (r >= 0 && r < best_rank) {
			best_rank = r;
			best = &k->slots->items[i];
		}
	}
	return best && best->is_ordinal && k->wish->is_array ? best->base : best;
}

static bool is_above(const struct node *n)
{
	return n && n->kind == NODE_ELEMENT;
}

/* The element, or one around it or in it with the same text: b in h3, h3 around a. */
static const struct slot *text_at(const struct seeker *k, enum slot_source source, struct node *n)
{
	uint32_t length = feature_of(k->page, n)->text_length;
	const struct slot *found = slot_at(k, source, NULL, n);
	struct node *at = n->parent;

	for (int i = 0; !found && i < STEPS_MAX && is_above(at); i++, at = at->parent)
		if (feature_of(k->page, at)->text_length == length)
			found = slot_at(k, source, NULL, at);
	at = node_first_element(n);
	for (int i = 0; !found && i < STEPS_MAX && at; i++, at = node_first_element(at))
		if (feature_of(k->page, at)->text_length == length)
			found = slot_at(k, source, NULL, at);
	return found;
}

/* Of the element, or of the link or picture around it or in it. */
static const struct slot *attribute_at(const struct seeker *k, const char *name, struct node *n)
{
	const struct slot *found = slot_at(k, SLOT_ATTRIBUTE, name, n);
	struct node *at = n->parent;
	uint32_t end = n->end;

	for (int i = 0; !found && i < STEPS_MAX && is_above(at); i++, at = at->parent)
		found = slot_at(k, SLOT_ATTRIBUTE, name, at);
	for (uint32_t i = n->index + 1; !found && i < end; i++) {
		at = &k->page->document->nodes[i];
		if (at->kind == NODE_ELEMENT &&
		    slot_attribute_value(k->page->work->arena, at, name))
			found = slot_at(k, SLOT_ATTRIBUTE, name, at);
	}
	return found;
}

/* What is taken where the model does not say. */
static const char *usual_take(const struct wish *wish, const struct node *n)
{
	if (n->tag == TAG_meta)
		return "content";
	if (n->tag == TAG_img)
		return "src";
	if (wish->is_url)
	return wish->concept == CONCEPT_IMAGE ? "src" : "href";
	return "text";
}

static const struct slot *json_slot(const struct slots *slots, const char *path)
{
	for (size_t i = 0; i < slots->n; i++)
		if (slots->items[i].source == SLOT_JSON && strcmp(slots->items[i].path, path) == 0)
			return &slots->items[i];
	return NULL;
}

/* In a sample or, of records of several rows, in what follows it. */
static bool is_in_records(const struct slots *slots, const struct node *n)
{
	for (size_t i = 0; i < slots->n_samples; i++) {
		const struct node *at = slots->samples[i];
		for (unsigned k = 0; at && k <= slots->candidate->following; k++) {
			if (node_contains(at, n))
				return true;
			at = node_next_element(at);
		}
	}
	return false;
}

/* "Code: 123" where "123" is meant: when the label speaks of the field, it is no part of the value.
 */
static const struct slot *without_label(const struct seeker *k, const struct slot *whole,
					struct node *n)
{
	const struct slot *rest = slot_at(k, SLOT_REST, NULL, n);

	if (!whole || !rest || rest->fill < whole->fill * 0.8)
		return whole;
	return slot_score(k->page, k->wish, k->slots, rest) >
		       slot_score(k->page, k->wish, k->slots, whole)
		   ? rest
		   : whole;
}

static const struct slot *take_at(const struct seeker *k, const char *take, struct node *n)
{
	const struct slot *found;

	if (strcmp(take, "own") == 0) {
		found = text_at(k, SLOT_OWN, n);
		return found ? found : text_at(k, SLOT_TEXT, n);
	}
	if (strcmp(take, "rest") == 0) {
		found = slot_at(k, SLOT_REST, NULL, n);
		for (struct node *at = node_first_element(n); !found && at;
		     at = node_next_element(at))
			found = slot_at(k, SLOT_REST, NULL, at);
		return found ? found : text_at(k, SLOT_TEXT, n);
	}
	if (strcmp(take, "text") == 0)
		return without_label(k, text_at(k, SLOT_TEXT, n), n);
	return attribute_at(k, take, n);
}

const struct slot *llm_slot_find(struct work *w, const struct llm_input *in,
				 const struct slots *slots, const struct wish *wish,
				 const struct llm_field *field)
{
	const struct seeker k = {in->page, slots, wish};
	const char *label = llm_field_label(w, field->name), *take;
	const struct slot *found;
	struct node *n;

	if (field->json) {
		found = json_slot(slots, field->json);
		return found ? found
			     : fail(w, ERR_UNACCEPTABLE, "%s: there is no such path", label);
	}
	n = in->condensed->nodes[field->node - 1];
	if (!is_in_records(slots, n))
		return fail(w, ERR_UNACCEPTABLE, "%s: [%zu] is not inside of the record", label,
			    field->node);
	take = field->take ? field->take : usual_take(wish, n);
	found = take_at(&k, take, n);
	if (!found && !field->take)
		found = text_at(&k, SLOT_TEXT, n);
	return found ? found
		     : fail(w, ERR_UNACCEPTABLE, "%s: [%zu] has no %s to be taken", label,
			    field->node, take);
}
