/* The records that a model means when it names one of them. */
#include "strategy/llm_parts.h"

#include "strategy/refine_parts.h"
#include "util/json.h"

static bool has_record(const struct candidate *c, const struct node *n)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->records[i] == n)
			return true;
	return false;
}

static bool is_sample(const struct slots *slots, const struct node *n)
{
	for (size_t i = 0; i < slots->n_samples; i++)
		if (slots->samples[i] == n)
			return true;
	return false;
}

/* Everything of the same look under parents of the same look, none inside another. */
static struct candidate *alike(struct page *p, struct node *n)
{
	struct candidate *c = ARENA_NEW(p->work->arena, struct candidate);
	uint64_t look = feature_of(p, n)->look, around = feature_of(p, n->parent)->look;

	c->records = ARENA_ARRAY(p->work->arena, p->document->n_nodes, struct node *);
	for (size_t i = 1; i < p->document->n_nodes; i++) {
		struct node *other = &p->document->nodes[i];
		if (other->kind != NODE_ELEMENT || feature_of(p, other)->look != look ||
		    feature_of(p, other->parent)->look != around)
			continue;
		if (!c->n || !node_contains(c->records[c->n - 1], other))
			c->records[c->n++] = other;
	}
	return has_record(c, n) && c->n > 1 ? c : NULL;
}

/* The best group that has the element as a record; of groups alike in that, the hypotheses know. */
static const struct hypothesis *known_group(const struct hypotheses *all, const struct node *n)
{
	for (size_t i = 0; i < all->n; i++)
		if (!all->items[i].candidate->is_page && has_record(all->items[i].candidate, n))
			return &all->items[i];
	return NULL;
}

static bool find_page(const struct hypotheses *all, struct hypothesis *out)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].candidate->is_page) {
			*out = all->items[i];
			return true;
		}
	return false;
}

static bool find_by_selector(struct work *w, const struct llm_input *in, struct hypothesis *out)
{
	struct json_object *container = json_new_object(w);
	struct candidate *c;

	json_put_text(container, "selector", in->answer->record_selector);
	c = records_of(in->page, container, NULL);
	if (!c)
		return fail(w, ERR_UNACCEPTABLE, "record: the selector finds nothing on the page");
	*out = hypothesis_new(in->page, in->request, c, request_wants_lists(in->request));
	return true;
}

static bool find_by_node(struct work *w, const struct llm_input *in, struct hypothesis *out)
{
	struct node *n = in->condensed->nodes[in->answer->record - 1];
	const struct hypothesis *known = known_group(in->all, n);
	struct candidate *c = ARENA_NEW(w->arena, struct candidate);

	if (known && is_sample(known->slots, n)) {
		*out = *known;
		return true;
	}
	if (known)
		*c = *known->candidate;
	else if (!(c = alike(in->page, n)))
		return fail(w, ERR_UNACCEPTABLE,
			    "record: element [%zu] has no other like it: name the element that is"
			    " repeated, or answer with kind detail",
			    in->answer->record);
	c->sample = n;
	*out = hypothesis_new(in->page, in->request, c, request_wants_lists(in->request));
	return true;
}

bool llm_records_find(struct work *w, const struct llm_input *in, struct hypothesis *out)
{
	if (!in->answer->is_list)
		return find_page(in->all, out) ||
		       fail(w, ERR_UNACCEPTABLE, "the page cannot be one record");
	return in->answer->record ? find_by_node(w, in, out) : find_by_selector(w, in, out);
}
