/* The rules of runs. Whatever the database and the sites do, this decides. */
#include "workflow/rules.h"

#include "bounds.h"
#include "util/json.h"

static const char *const node_words[] = {
    [NODE_PENDING] = "pending", [NODE_RUNNING] = "running", [NODE_COMPLETED] = "completed",
    [NODE_FAILED] = "failed",	[NODE_SKIPPED] = "skipped", [NODE_CANCELLED] = "cancelled"};

static const char *const input_words[] = {[INPUT_PENDING] = "pending",
					  [INPUT_COMPLETED] = "completed",
					  [INPUT_CARRIED] = "carried",
					  [INPUT_FAILED] = "failed",
					  [INPUT_CANCELLED] = "cancelled"};

const char *node_state_word(enum node_state state)
{
	return node_words[state];
}

enum node_state node_state_of(const char *word)
{
	for (size_t i = 0; i < sizeof node_words / sizeof node_words[0]; i++)
		if (strcmp(node_words[i], word) == 0)
			return (enum node_state)i;
	return NODE_CANCELLED;
}

const char *input_state_word(enum input_state state)
{
	return input_words[state];
}

enum input_state input_state_of(const char *word)
{
	for (size_t i = 0; i < sizeof input_words / sizeof input_words[0]; i++)
		if (strcmp(input_words[i], word) == 0)
			return (enum input_state)i;
	return INPUT_CANCELLED;
}

/* --- which node may begin --- */

static bool is_ready(const struct flow *f, size_t node)
{
	if (f->nodes[node].state != NODE_PENDING)
		return false;
	for (size_t i = 0; i < f->graph->n_edges; i++) {
		const struct graph_edge *edge = &f->graph->edges[i];

		if (edge->target == node && !node_has_ended(&f->nodes[edge->source]))
			return false;
	}
	return true;
}

bool flow_next(const struct flow *f, size_t *node)
{
	for (size_t i = 0; i < f->graph->n_nodes; i++) {
		*node = f->graph->order[i];
		if (is_ready(f, *node))
			return true;
	}
	return false;
}

/* --- what it scrapes --- */

static const char *constants_of(struct work *w, const struct graph_node *node)
{
	struct text t = text_new(w->arena, JOB_PARAMETERS_MAX);

	if (!node->static_parameters)
		return NULL;
	json_print_sorted(&t, node->static_parameters);
	return t.data;
}

/* Whether each thing that arrived is one to be scraped; else they only open the gate. */
static bool takes_each(const struct graph_node *node)
{
	return node->input == INPUT_UPSTREAM_URLS ||
	       (node->input == INPUT_UPSTREAM_DATA && node->parameter_config);
}

/* What is to be had now, each once. A start node asks its sites whatever was before. */
static struct arrivals asked(struct work *w, const struct graph_node *node,
			     const struct arrivals *arrived, const struct flow_strategy *strategy)
{
	struct arrivals all = {.is_cut = arrived->is_cut};
	struct arrival one = {.parameters = constants_of(w, node),
			      .is_fresh = node->is_start || arrived->n_fresh > 0};

	if (!strategy->takes_parameters)
		one.parameters = NULL;
	for (size_t i = 0; takes_each(node) && i < arrived->n; i++) {
		one.is_fresh = arrived->items[i].is_fresh;
		one.url = arrived->items[i].url ? arrived->items[i].url : strategy->url;
		if (strategy->takes_parameters && arrived->items[i].parameters)
			one.parameters = arrived->items[i].parameters;
		arrivals_add(w, &all, &one);
	}
	if (takes_each(node) || (!node->is_start && arrived->n_passed == 0))
		return all;
	for (size_t i = 0; i < node->static_urls.n; i++) {
		one.url = node->static_urls.items[i];
		arrivals_add(w, &all, &one);
	}
	one.url = strategy->url;
	if (node->static_urls.n == 0)
		arrivals_add(w, &all, &one);
	return all;
}

/* The inputs of the run before, to be found by what they are. */
static struct arrivals earlier(struct work *w, const struct flow_node *node)
{
	struct arrivals all = {0};

	for (size_t i = 0; i < node->n_before; i++)
		arrivals_add(w, &all,
			     &(struct arrival){.url = node->before[i].url,
					       .parameters = node->before[i].parameters});
	return all;
}

static const struct flow_input *find_earlier(const struct flow_node *node,
					     const struct arrivals *index, const char *url,
					     const char *parameters)
{
	const struct arrival *found = arrivals_find(index, url, parameters);

	return found ? &node->before[found - index->items] : NULL;
}

static bool is_carried(const struct flow *f, size_t node, const struct arrival *one,
		       const struct flow_input *before)
{
	return !f->is_forced && !f->graph->nodes[node].is_start && !one->is_fresh &&
	       f->nodes[node].is_same && before && input_has_items(before);
}

static void add_input(struct flow_node *node, const struct arrival *one,
		      const struct flow_input *before)
{
	struct flow_input *input = &node->inputs[node->n_inputs++];

	*input = (struct flow_input){.url = one->url, .parameters = one->parameters};
	if (!before)
		return;
	input->state = INPUT_CARRIED;
	input->content_hash = before->content_hash;
	input->item_count = before->item_count;
	input->carried = (size_t)(before - node->before);
}

/* How many of its inputs are to be scraped. */
static size_t add_inputs(struct work *w, struct flow *f, size_t at, struct arrivals *all)
{
	struct flow_node *node = &f->nodes[at];
	const struct arrivals index = earlier(w, node);
	size_t n = 0;

	node->n_inputs = 0;
	node->inputs = ARENA_ARRAY(w->arena, all->n, struct flow_input);
	for (size_t i = 0; i < all->n; i++) {
		const struct arrival *one = &all->items[i];
		const struct flow_input *before =
		    find_earlier(node, &index, one->url, one->parameters);

		if (!is_carried(f, at, one, before)) {
			before = NULL;
			if (f->n_jobs == RUN_JOBS_MAX) {
				all->is_cut = true;
				continue;
			}
			f->n_jobs++;
			n++;
		}
		add_input(node, one, before);
	}
	return n;
}

void flow_begin(struct work *w, struct flow *f, size_t at, const struct arrivals *arrived,
		const struct flow_strategy *strategy)
{
	struct flow_node *node = &f->nodes[at];
	struct arrivals all = asked(w, &f->graph->nodes[at], arrived, strategy);
	const size_t n = add_inputs(w, f, at, &all);

	if (all.is_cut)
		node->error = arena_printf(w->arena,
					   "Not everything that arrived is scraped: a node has %d "
					   "URLs at the most, a run %d jobs, a job %u KB of "
					   "parameters",
					   NODE_INPUTS_MAX, RUN_JOBS_MAX, JOB_PARAMETERS_MAX >> 10);
	node->state = NODE_RUNNING;
	if (n > 0)
		return;
	flow_end(w, f, at);
	if (node->state == NODE_COMPLETED)
		node->state = all.is_cut && node->n_inputs == 0 ? NODE_FAILED : NODE_SKIPPED;
}

void flow_refuse(struct flow *f, size_t node, const char *error)
{
	f->nodes[node].state = NODE_FAILED;
	f->nodes[node].error = error;
}

/* --- how it ends --- */

/* The nodes of which something is missing: what failed there, or before, may be there still. */
static bool *find_partial(struct work *w, const struct flow *f)
{
	bool *partial = ARENA_ARRAY(w->arena, f->graph->n_nodes, bool);

	for (size_t i = 0; i < f->graph->n_nodes; i++) {
		const size_t at = f->graph->order[i];
		const struct flow_node *node = &f->nodes[at];

		partial[at] |= node->n_failed > 0 || node->state == NODE_FAILED;
		for (size_t k = 0; k < f->graph->n_edges; k++)
			if (f->graph->edges[k].source == at)
				partial[f->graph->edges[k].target] |= partial[at];
	}
	return partial;
}

/* Whether everything that arrived before would arrive now if it were there. */
static bool is_whole(struct work *w, const struct flow *f, size_t at)
{
	const bool *partial = find_partial(w, f);

	for (size_t i = 0; i < f->graph->n_edges; i++)
		if (f->graph->edges[i].target == at && partial[f->graph->edges[i].source])
			return false;
	return true;
}

/* What failed is no change: nobody knows what is there. */
static bool has_changes(struct work *w, const struct flow *f, size_t at)
{
	const struct flow_node *node = &f->nodes[at];
	const struct arrivals index = earlier(w, node);
	size_t n_before = 0, n_found = 0;

	if (!node->has_before)
		return false;
	for (size_t i = 0; i < node->n_before; i++)
		n_before += input_has_items(&node->before[i]);
	for (size_t i = 0; i < node->n_inputs; i++) {
		const struct flow_input *input = &node->inputs[i];
		const struct flow_input *before =
		    find_earlier(node, &index, input->url, input->parameters);
		const bool had_items = before && input_has_items(before);

		n_found += had_items;
		if (input_has_items(input) &&
		    (!had_items || strcmp(before->content_hash, input->content_hash) != 0))
			return true;
	}
	return n_found < n_before && is_whole(w, f, at);
}

void flow_end(struct work *w, struct flow *f, size_t at)
{
	struct flow_node *node = &f->nodes[at];
	const char *error = NULL;
	size_t n_good = 0;

	node->n_failed = 0;
	node->item_count = 0;
	for (size_t i = 0; i < node->n_inputs; i++) {
		const struct flow_input *input = &node->inputs[i];

		if (input_has_items(input)) {
			n_good++;
			node->item_count += input->item_count;
		} else {
			node->n_failed++;
			if (!error)
				error = input->error ? input->error : "Job failed";
		}
	}
	node->state = n_good == 0 && node->n_failed > 0 ? NODE_FAILED : NODE_COMPLETED;
	if (node->state == NODE_FAILED)
		node->error = error;
	node->has_changes = has_changes(w, f, at);
}

/* --- the run --- */

bool flow_is_over(const struct flow *f)
{
	for (size_t i = 0; i < f->graph->n_nodes; i++)
		if (!node_has_ended(&f->nodes[i]))
			return false;
	return true;
}

/* The node for which the run has failed; n_nodes: it has not. */
static size_t find_fault(const struct flow *f)
{
	const struct graph *g = f->graph;
	size_t n_terminal = 0, n_failed = 0, first = g->n_nodes;

	for (size_t i = 0; i < g->n_nodes; i++)
		if (g->nodes[i].is_start && f->nodes[i].state == NODE_FAILED)
			return i;
	for (size_t i = 0; i < g->n_nodes; i++) {
		if (!g->nodes[i].is_terminal)
			continue;
		n_terminal++;
		if (f->nodes[i].state != NODE_FAILED)
			continue;
		n_failed++;
		if (first == g->n_nodes)
			first = i;
	}
	return n_failed == n_terminal ? first : g->n_nodes;
}

struct flow_verdict flow_verdict(struct work *w, const struct flow *f)
{
	const size_t fault = find_fault(f);
	struct flow_verdict v = {0};

	for (size_t i = 0; i < f->graph->n_nodes; i++) {
		v.has_changes |= f->nodes[i].has_changes;
		v.item_count += f->nodes[i].item_count;
	}
	if (fault < f->graph->n_nodes)
		v.error = arena_printf(w->arena, "Node '%s' failed: %s", f->graph->nodes[fault].key,
				       f->nodes[fault].error);
	return v;
}
