/* Random workflows by the rules, beside a model of the same rules that is made in another manner:
 * by definitions over a made-up web, without JSON, states or steps. Both have to come to the same
 * states and items, over several runs with changes, failures and other versions in between. */
#include "workflow/random.h"

#include "bounds.h"
#include "util/json.h"
#include "workflow/edge.h"

#include "tap.h"

static const struct operation table[] = {{"edge", edge_operation}, {NULL, NULL}};

/* --- one run by the rules --- */

/* What one of its nodes had, kept for the run after it. */
struct kept_node {
	struct flow_input *inputs;
	const char **items;
	size_t n;
};

struct kept_run {
	struct kept_node nodes[NODES];
	int versions[NODES];
};

struct sim {
	struct work *w;
	struct world *world;
	const struct graph *graph;
	struct flow flow;
	const struct kept_run *before;
	struct kept_run *now;
};

static const char *items_text(struct work *w, const struct world *world, int node,
			      const struct page *page)
{
	struct text t = text_new(w->arena, 1u << 20);

	print_items(&t, page, world->nodes[node].is_wrapped);
	return t.data;
}

static const struct flow_input *before_of(const struct sim *s, size_t node,
					  const struct flow_input *input, const char **items)
{
	const struct kept_node *before = s->before ? &s->before->nodes[node] : NULL;

	for (size_t i = 0; before && i < before->n; i++) {
		const struct flow_input *b = &before->inputs[i];

		if (strcmp(b->url, input->url) == 0 &&
		    strcmp(b->parameters ? b->parameters : "",
			   input->parameters ? input->parameters : "") == 0) {
			*items = before->items[i];
			return b;
		}
	}
	return NULL;
}

static void collect(struct sim *s, const struct graph_edge *edge, struct arrivals *all)
{
	const struct kept_node *source = &s->now->nodes[edge->source];
	struct edge_page *pages = ARENA_ARRAY(s->w->arena, source->n, struct edge_page);
	struct json_object *answer;
	struct ask ask;
	size_t n = 0;

	for (size_t i = 0; i < source->n; i++) {
		const char *items = NULL;
		const struct flow_input *input = &source->inputs[i],
					*b = before_of(s, edge->source, input, &items);

		if (!input_has_items(input))
			continue;
		pages[n++] = (struct edge_page){
		    .url = input->url,
		    .items = source->items[i],
		    .before = b && input_has_items(b) ? items : NULL,
		    .is_same = b && input_has_items(b) &&
			       strcmp(b->content_hash, input->content_hash) == 0};
	}
	ask = edge_ask(s->w, s->graph, edge,
		       s->world->nodes[edge->source].is_wrapped ? "list" : NULL, pages, n);
	answer = operation_run(s->w, table, "edge", ask.request, ask.body, ask.body_size);
	if (!answer || !edge_take(s->w, answer, all))
		printf("# edge: %s\n", s->w->message);
}

static void begin(struct sim *s, size_t node)
{
	const struct flow_strategy strategy = {.url = own_url(s->w, (int)node),
					       .takes_parameters =
						   s->world->nodes[node].takes_parameters};
	struct flow_node *f = &s->flow.nodes[node];
	struct kept_node *now = &s->now->nodes[node];
	struct arrivals all = {0};

	for (size_t i = 0; i < s->graph->n_edges; i++)
		if (s->graph->edges[i].target == node)
			collect(s, &s->graph->edges[i], &all);
	f->is_same = s->before && s->before->versions[node] == s->now->versions[node];
	flow_begin(s->w, &s->flow, node, &all, &strategy);
	now->inputs = f->inputs;
	now->n = f->n_inputs;
	now->items = ARENA_ARRAY(s->w->arena, f->n_inputs, const char *);
	for (size_t i = 0; i < f->n_inputs; i++)
		if (f->inputs[i].state == INPUT_CARRIED)
			now->items[i] = s->before->nodes[node].items[f->inputs[i].carried];
}

static void scrape(struct sim *s, size_t node, size_t i)
{
	struct flow_input *input = &s->flow.nodes[node].inputs[i];
	struct page page;

	if (!world_page(s->world, (int)node, input->url, input->parameters, &page)) {
		input->state = INPUT_FAILED;
		input->error = "404 Not Found";
		return;
	}
	input->state = INPUT_COMPLETED;
	input->item_count = page.n;
	input->content_hash = s->now->nodes[node].items[i] =
	    items_text(s->w, s->world, (int)node, &page);
}

/* Ends one of its pending inputs, any; without one it ends itself. */
static void go_on(struct sim *s, size_t node)
{
	const struct flow_node *f = &s->flow.nodes[node];
	const size_t first = (size_t)chance((int)f->n_inputs);

	for (size_t i = 0; i < f->n_inputs; i++) {
		const size_t at = (first + i) % f->n_inputs;

		if (f->inputs[at].state == INPUT_PENDING) {
			scrape(s, node, at);
			return;
		}
	}
	flow_end(s->w, &s->flow, node);
}

static struct flow_verdict run(struct sim *s)
{
	const struct world *world = s->world;

	s->flow = (struct flow){.graph = s->graph,
				.nodes = ARENA_ARRAY(s->w->arena, NODES, struct flow_node),
				.is_forced = world->is_forced};
	s->now = ARENA_NEW(s->w->arena, struct kept_run);
	for (int i = 0; i < world->n; i++) {
		s->now->versions[i] = world->nodes[i].version;
		if (!s->before)
			continue;
		s->flow.nodes[i].has_before = true;
		s->flow.nodes[i].before = s->before->nodes[i].inputs;
		s->flow.nodes[i].n_before = s->before->nodes[i].n;
	}
	while (!flow_is_over(&s->flow)) {
		size_t node;

		if (chance(2) && flow_next(&s->flow, &node)) {
			begin(s, node);
			continue;
		}
		node = (size_t)chance(world->n);
		if (s->flow.nodes[node].state == NODE_RUNNING)
			go_on(s, node);
	}
	return flow_verdict(s->w, &s->flow);
}

/* --- beside the model --- */

static bool is_same_input(struct sim *s, int node, const struct model_input *m)
{
	const struct kept_node *now = &s->now->nodes[node];

	for (size_t i = 0; i < now->n; i++) {
		const struct flow_input *input = &now->inputs[i];

		if (strcmp(input->url, m->url) != 0 ||
		    strcmp(input->parameters ? input->parameters : "", m->parameters) != 0)
			continue;
		if (input->state != m->state)
			return false;
		return !input_has_items(input) ||
		       strcmp(now->items[i], items_text(s->w, s->world, node, &m->page)) == 0;
	}
	return false;
}

static bool is_same_node(struct sim *s, int node, const struct model_node *m)
{
	const struct flow_node *f = &s->flow.nodes[node];
	bool good =
	    f->state == m->state && f->n_inputs == (size_t)m->n && f->has_changes == m->has_changes;

	for (int i = 0; good && i < m->n; i++)
		good = is_same_input(s, node, &m->inputs[i]);
	if (!good)
		printf("# node %d: %s with %zu inputs, changes %d; the model: %s, %d, %d\n", node,
		       node_state_word(f->state), f->n_inputs, f->has_changes,
		       node_state_word(m->state), m->n, m->has_changes);
	return good;
}

static bool is_same_run(struct sim *s, const struct flow_verdict *v, const struct model_run *m)
{
	bool good = (v->error != NULL) == m->has_failed && v->has_changes == m->has_changes &&
		    v->item_count == m->n_items;

	for (int i = 0; i < s->world->n; i++)
		good &= is_same_node(s, i, &m->nodes[i]);
	return good;
}

struct totals {
	int runs, failed, joins, states[NODE_CANCELLED], inputs[INPUT_CANCELLED];
};

static void count(struct totals *t, const struct sim *s, const struct flow_verdict *v)
{
	t->runs++;
	t->failed += v->error != NULL;
	for (int i = 0; i < s->world->n; i++) {
		t->states[s->flow.nodes[i].state]++;
		for (size_t k = 0; k < s->flow.nodes[i].n_inputs; k++)
			t->inputs[s->flow.nodes[i].inputs[k].state]++;
	}
}

/* Some runs of one workflow, each compared with the last that was completed. */
static bool try_graph(int seed, struct totals *totals)
{
	struct world *world = world_new(seed);
	struct model_run *models[RUNS] = {NULL}, *before = NULL;
	struct work w;
	struct sim s = {.w = &w, .world = world};
	bool good = true;

	work_begin(&w);
	s.graph = graph_parse(&w, world_snapshot(&w, world));
	if (!s.graph)
		printf("# graph: %s\n", w.message);
	for (int i = 0; good && s.graph && i < RUNS; i++) {
		struct flow_verdict v;

		world_go_on(world, i);
		models[i] = model_run(world, before);
		v = run(&s);
		good = is_same_run(&s, &v, models[i]);
		count(totals, &s, &v);
		if (!v.error) {
			s.before = s.now;
			before = models[i];
		}
	}
	good = good && s.graph;
	if (!good)
		printf("# of seed %d\n", seed);
	for (int i = 0; i < RUNS; i++)
		free(models[i]);
	free(world);
	work_end(&w);
	return good;
}

int main(void)
{
	const char *option = getenv("METER_TEST_GRAPHS"), *only = getenv("METER_TEST_SEED");
	const int n = option ? (int)strtol(option, NULL, 10) : 1000;
	struct totals t = {0};
	int good = 0;

	if (only) {
		ok(try_graph((int)strtol(only, NULL, 10), &t), "seed %s", only);
		return done();
	}
	for (int i = 0; i < n; i++)
		good += try_graph(i + 1, &t);
	is_int(good, n, "random graphs come to what the model says");
	printf(
	    "# %d runs, %d failed; nodes %d completed, %d failed, %d skipped; inputs %d completed, "
	    "%d carried, %d failed\n",
	    t.runs, t.failed, t.states[NODE_COMPLETED], t.states[NODE_FAILED],
	    t.states[NODE_SKIPPED], t.inputs[INPUT_COMPLETED], t.inputs[INPUT_CARRIED],
	    t.inputs[INPUT_FAILED]);
	ok(t.failed > t.runs / 50 && t.failed < t.runs / 2, "some runs fail");
	ok(t.states[NODE_SKIPPED] > t.runs && t.states[NODE_FAILED] > t.runs / 4,
	   "nodes are skipped, and fail");
	ok(t.inputs[INPUT_CARRIED] > t.runs && t.inputs[INPUT_FAILED] > t.runs,
	   "inputs are carried over, and fail");
	return done();
}
