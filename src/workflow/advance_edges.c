/* What arrives at a node that is to begin: the items of all that comes before it, some at a time
 * through the extractor. */
#include "workflow/advance_parts.h"

#include "bounds.h"
#include "extract/inner.h"
#include "store/db.h"
#include "store/results.h"
#include "util/json.h"

static bool next_edge(struct work *w, struct advance *a);
static bool next_batch(struct work *w, struct advance *a);

/* --- one batch --- */

static bool has_items(const struct node_input *row)
{
	return strcmp(row->state, "completed") == 0 || strcmp(row->state, "carried") == 0;
}

/* The same page in the run before; NULL: it had nothing of it. */
static const struct node_input *was_before(const struct crossing *c, const struct node_input *row)
{
	for (size_t i = 0; i < c->n_was; i++)
		if (blob_equal(c->was[i].target, row->target))
			return has_items(&c->was[i]) ? &c->was[i] : NULL;
	return NULL;
}

/* Items that are kept no more are none. */
static bool load(struct work *w, const struct node_input *row, const char **items)
{
	*items = row->result_hash.data
		     ? result_load(w, row->account_id, row->strategy_id, row->result_hash.data)
		     : NULL;
	if (*items)
		return true;
	*items = "[]";
	return !row->result_hash.data || work_forgive_missing(w);
}

static bool load_page(struct work *w, const struct crossing *c, const struct node_input *row,
		      struct edge_page *page)
{
	const struct node_input *before = was_before(c, row);

	*page = (struct edge_page){.url = row->url};
	if (!load(w, row, &page->items))
		return false;
	page->is_same = before && before->content_hash && row->content_hash &&
			strcmp(before->content_hash, row->content_hash) == 0;
	return !before || page->is_same || load(w, before, &page->before);
}

static bool fill_batch(struct crossing *c, struct edge_page *pages, size_t *n)
{
	size_t bytes = 0;

	for (*n = 0; c->next < c->n_inputs && bytes < EDGE_BATCH; c->next++) {
		const struct node_input *row = &c->inputs[c->next];
		struct edge_page *page = &pages[*n];

		if (!has_items(row))
			continue;
		if (!load_page(&c->batch, c, row, page))
			return false;
		bytes += strlen(page->items) + (page->before ? strlen(page->before) : 0);
		++*n;
	}
	return true;
}

void crossing_leave(struct crossing *c)
{
	if (c->has_batch)
		work_end(&c->batch);
	c->has_batch = c->is_on = false;
}

/* The filter cannot be applied, or the like: the node fails for it, and the run goes on. */
static bool give_up(struct work *w, struct advance *a)
{
	const char *why = arena_text(w->arena, w->message);

	work_forgive(w);
	flow_refuse(&a->flow, a->crossing.target, why);
	crossing_leave(&a->crossing);
	return advance_go_on(w, a);
}

static bool take_batch(struct work *w, struct conversation *conversation,
		       const struct answer *answer)
{
	struct advance *a = (struct advance *)conversation;

	if (!answer->result || !edge_take(w, answer->result, &a->crossing.arrived))
		return give_up(w, a);
	return db_ready(w, w->db) && next_batch(w, a) && (a->crossing.is_on || advance_go_on(w, a));
}

/* What is on its way has memory of its own, however much it is in all. */
static void renew_batch(struct work *w, struct crossing *c)
{
	if (c->has_batch) {
		work_renew_part(&c->batch);
		return;
	}
	work_begin_part(&c->batch, w);
	c->has_batch = true;
}

static bool next_batch(struct work *w, struct advance *a)
{
	struct crossing *c = &a->crossing;
	struct edge_page *pages;
	struct ask ask;
	size_t n;

	renew_batch(w, c);
	pages = ARENA_ARRAY(c->batch.arena, c->n_inputs - c->next, struct edge_page);
	if (!fill_batch(c, pages, &n))
		return fail_as(w, &c->batch);
	if (n == 0) {
		c->edge++;
		return next_edge(w, a);
	}
	ask = edge_ask(&c->batch, a->flow.graph, &a->flow.graph->edges[c->edge], c->wrapper, pages,
		       n);
	a->conversation.want = (struct want){.kind = WANT_OPERATION,
					     .is_optional = true,
					     .operation = ask.operation,
					     .request = ask.request,
					     .body = ask.body,
					     .body_size = ask.body_size};
	a->conversation.advance = take_batch;
	return true;
}

/* --- edges --- */

static bool read_wrapper(struct work *w, struct crossing *c, const struct node_run *source)
{
	struct strategy strategy;
	struct json_object *schema = NULL;

	c->wrapper = NULL;
	if (!strategy_find(w, source->account_id, source->strategy_id, &strategy))
		return work_forgive_missing(w);
	if (strategy.output_schema.data &&
	    !(schema =
		  json_parse(w, strategy.output_schema.data, strlen(strategy.output_schema.data))))
		return false;
	c->wrapper = schema ? inner_name(schema) : NULL;
	return true;
}

static bool read_source(struct work *w, struct advance *a, size_t source)
{
	struct crossing *c = &a->crossing;
	const struct step *step = &a->steps[source];

	c->next = c->n_was = 0;
	/* What a node that has begun just now carries over is not stored yet. */
	c->inputs = step->inputs;
	c->n_inputs = a->flow.nodes[source].n_inputs;
	if (!step->is_begun &&
	    !node_inputs(w, step->row.account_id, step->row.id, &c->inputs, &c->n_inputs))
		return false;
	return !step->before ||
	       node_inputs(w, step->before->account_id, step->before->id, &c->was, &c->n_was);
}

static bool arrive(struct work *w, struct advance *a)
{
	struct crossing *c = &a->crossing;

	crossing_leave(c);
	a->conversation.want.kind = WANT_NOTHING;
	return node_begin(w, a, c->target, &c->arrived, &c->strategy);
}

static bool next_edge(struct work *w, struct advance *a)
{
	struct crossing *c = &a->crossing;
	const struct graph *g = a->flow.graph;

	while (c->edge < g->n_edges && g->edges[c->edge].target != c->target)
		c->edge++;
	if (c->edge == g->n_edges)
		return arrive(w, a);
	return read_source(w, a, g->edges[c->edge].source) &&
	       read_wrapper(w, c, &a->steps[g->edges[c->edge].source].row) && next_batch(w, a);
}

bool crossing_begin(struct work *w, struct advance *a, size_t node)
{
	struct crossing *c = &a->crossing;
	const struct step *step = &a->steps[node];

	*c = (struct crossing){.target = node};
	if (!strategy_find(w, step->row.account_id, step->row.strategy_id, &c->strategy)) {
		if (!error_is(w, ERR_NOT_FOUND))
			return false;
		work_forgive(w);
		flow_refuse(&a->flow, node, "Strategy not found");
		return true;
	}
	c->is_on = true;
	return next_edge(w, a);
}
