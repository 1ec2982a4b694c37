/* The rules, one by one; t/workflow/random.c has them all at once. */
#include "workflow/rules.h"
#include "bounds.h"

#include "tap.h"

static const struct flow_strategy strategy = {.url = "http://a.test/own", .takes_parameters = true};

/* a -> b -> c, and d on its own. */
static const char snapshot[] =
    "{\"nodes\":["
    "{\"id\":\"1\",\"node_key\":\"a\",\"strategy_id\":\"s\",\"input_type\":\"static_urls\","
    "\"static_urls\":[\"http://a.test/1\",\"http://a.test/1\",\"http://a.test/2\"]},"
    "{\"id\":\"2\",\"node_key\":\"b\",\"strategy_id\":\"s\",\"input_type\":\"upstream_urls\","
    "\"url_field\":\"link\",\"static_parameters\":{\"q\":1}},"
    "{\"id\":\"3\",\"node_key\":\"c\",\"strategy_id\":\"s\",\"input_type\":\"trigger_only\"},"
    "{\"id\":\"4\",\"node_key\":\"d\",\"strategy_id\":\"s\",\"input_type\":\"trigger_only\"}],"
    "\"edges\":[{\"source\":0,\"target\":1},{\"source\":1,\"target\":2}]}";

static struct flow flow_of(struct work *w)
{
	struct flow f = {.graph = graph_parse(w, snapshot)};

	f.nodes = ARENA_ARRAY(w->arena, f.graph->n_nodes, struct flow_node);
	return f;
}

static void arrive(struct work *w, struct arrivals *all, const char *url, bool is_fresh)
{
	all->n_passed++;
	all->n_fresh += is_fresh;
	arrivals_add(w, all, &(struct arrival){.url = url, .is_fresh = is_fresh});
}

static void end_inputs(struct flow_node *node, enum input_state state)
{
	for (size_t i = 0; i < node->n_inputs; i++) {
		if (node->inputs[i].state != INPUT_PENDING)
			continue;
		node->inputs[i].state = state;
		node->inputs[i].item_count = 2;
		node->inputs[i].content_hash = "x";
		node->inputs[i].error = state == INPUT_FAILED ? "404 Not Found" : NULL;
	}
}

static void test_way(struct work *w)
{
	struct flow f = flow_of(w);
	struct arrivals none = {0}, some = {0};
	size_t node = 9;

	ok(flow_next(&f, &node) && node == 0, "a start node may begin");
	flow_begin(w, &f, 0, &none, &strategy);
	is_int(f.nodes[0].n_inputs, 2, "each of its URLs is scraped once");
	ok(f.nodes[0].state == NODE_RUNNING && f.n_jobs == 2, "it runs");
	ok(flow_next(&f, &node) && node == 3, "so may another start node, and no other");
	flow_begin(w, &f, 3, &none, &strategy);
	is_text(f.nodes[3].inputs[0].url, strategy.url, "one without URLs has its strategy's own");
	ok(!flow_next(&f, &node), "the rest waits");
	end_inputs(&f.nodes[0], INPUT_COMPLETED);
	f.nodes[0].inputs[0].state = INPUT_FAILED;
	flow_end(w, &f, 0);
	ok(f.nodes[0].state == NODE_COMPLETED && f.nodes[0].n_failed == 1,
	   "one failed URL fails no node");
	is_int(f.nodes[0].item_count, 2, "items are counted");
	ok(flow_next(&f, &node) && node == 1, "the next one may begin");
	arrive(w, &some, "http://a.test/x", true);
	flow_begin(w, &f, 1, &some, &strategy);
	is_text(f.nodes[1].inputs[0].parameters, "{\"q\":1}", "constants go with every job");
	end_inputs(&f.nodes[1], INPUT_FAILED);
	flow_end(w, &f, 1);
	ok(f.nodes[1].state == NODE_FAILED, "a node of which all failed has failed");
	is_text(f.nodes[1].error, "404 Not Found", "for the first reason");
	flow_begin(w, &f, 2, &none, &strategy);
	ok(f.nodes[2].state == NODE_SKIPPED && f.nodes[2].n_inputs == 0,
	   "where nothing arrives is skipped");
	end_inputs(&f.nodes[3], INPUT_COMPLETED);
	ok(!flow_is_over(&f), "one is still running");
	flow_end(w, &f, 3);
	ok(flow_is_over(&f), "it is over when all have ended");
	ok(!flow_verdict(w, &f).error, "a failed node in between fails no run");
	is_int(flow_verdict(w, &f).item_count, 4, "a run has the items of all nodes");
	f.nodes[2].state = f.nodes[3].state = NODE_FAILED;
	f.nodes[3].error = "Timeout";
	is_text(flow_verdict(w, &f).error, "Node 'd' failed: Timeout", "a failed start node does");
	f.nodes[3].state = NODE_COMPLETED;
	ok(!flow_verdict(w, &f).error, "one of the last ones does not");
}

static void test_second_run(struct work *w)
{
	static const struct flow_input before[] = {
	    {.url = "http://a.test/x",
	     .parameters = "{\"q\":1}",
	     .state = INPUT_COMPLETED,
	     .content_hash = "x",
	     .item_count = 3},
	    {.url = "http://a.test/y", .parameters = "{\"q\":1}", .state = INPUT_FAILED}};
	struct flow f = flow_of(w);
	struct arrivals all = {0};

	f.nodes[1] = (struct flow_node){
	    .has_before = true, .is_same = true, .before = before, .n_before = 2};
	arrive(w, &all, "http://a.test/x", false);
	flow_begin(w, &f, 1, &all, &strategy);
	ok(f.nodes[1].state == NODE_SKIPPED && !f.nodes[1].has_changes,
	   "a node whose input is known is skipped");
	ok(f.nodes[1].inputs[0].state == INPUT_CARRIED && f.nodes[1].item_count == 3,
	   "with the items of the run before");
	f.nodes[1].state = NODE_PENDING;
	arrive(w, &all, "http://a.test/y", false);
	flow_begin(w, &f, 1, &all, &strategy);
	ok(f.nodes[1].inputs[1].state == INPUT_PENDING, "what failed before is tried again");
	f.nodes[1].n_inputs = 0;
	f.nodes[1].state = NODE_PENDING;
	f.nodes[1].is_same = false;
	flow_begin(w, &f, 1, &all, &strategy);
	ok(f.nodes[1].inputs[0].state == INPUT_PENDING, "with another strategy all is");
	f.nodes[1].n_inputs = 0;
	f.nodes[1].state = NODE_PENDING;
	f.nodes[1].is_same = true;
	f.is_forced = true;
	flow_begin(w, &f, 1, &all, &strategy);
	ok(f.nodes[1].inputs[0].state == INPUT_PENDING, "and by force");
	end_inputs(&f.nodes[1], INPUT_COMPLETED);
	flow_end(w, &f, 1);
	ok(f.nodes[1].has_changes, "what has items for the first time is a change");
}

static void test_caps(struct work *w)
{
	struct flow f = flow_of(w);
	struct arrivals all = {0};

	f.n_jobs = RUN_JOBS_MAX - 1;
	arrive(w, &all, "http://a.test/x", true);
	arrive(w, &all, "http://a.test/y", true);
	flow_begin(w, &f, 1, &all, &strategy);
	is_int(f.nodes[1].n_inputs, 1, "a run makes so many jobs");
	ok(f.nodes[1].error != NULL, "what is left out is told");
	flow_begin(w, &f, 2, &all, &strategy);
	ok(f.nodes[2].state == NODE_FAILED && f.nodes[2].error, "a node that gets none has failed");
	flow_refuse(&f, 3, "Strategy not found");
	is_text(f.nodes[3].error, "Strategy not found", "so has one that cannot begin");
}

static void test_words(void)
{
	for (int i = NODE_PENDING; i <= NODE_CANCELLED; i++)
		ok(node_state_of(node_state_word((enum node_state)i)) == (enum node_state)i,
		   "a node may be %s", node_state_word((enum node_state)i));
	for (int i = INPUT_PENDING; i <= INPUT_CANCELLED; i++)
		ok(input_state_of(input_state_word((enum input_state)i)) == (enum input_state)i,
		   "an input may be %s", input_state_word((enum input_state)i));
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_way(&w);
	test_second_run(&w);
	test_caps(&w);
	test_words();
	work_end(&w);
	return done();
}
