/* The beginning of runs: what cannot be run, and the snapshot of what can. */
#include "workflow/start.h"

#include "store/database.h"
#include "store/workflows.h"
#include "workflow/graph.h"

static const char *new_workflow(struct work *w, const char *account)
{
	const struct workflow f = {
	    .id = id_new(w->arena), .account_id = account, .name = "Shelf", .enabled = true};

	return workflow_insert(w, &f) ? f.id : NULL;
}

static const char *add_node(struct work *w, const char *account, const char *workflow,
			    const char *key, const char *input_type)
{
	const struct workflow_node node = {.id = id_new(w->arena),
					   .account_id = account,
					   .workflow_id = workflow,
					   .strategy_id = test_strategy(w, account),
					   .node_key = key,
					   .input_type = input_type,
					   .url_field = "link",
					   .static_urls = {"[\"https://shop.test/\"]"}};

	return workflow_node_insert_all(w, &node, 1) ? node.id : NULL;
}

static void add_edge(struct work *w, const char *account, const char *workflow, const char *source,
		     const char *target)
{
	const struct workflow_edge edge = {
	    .id = id_new(w->arena),
	    .account_id = account,
	    .workflow_id = workflow,
	    .source_id = source,
	    .target_id = target,
	    .filter_config = {"{\"mode\":\"all\",\"conditions\":[]}"}};

	workflow_edge_insert_all(w, &edge, 1);
}

static bool begin(struct work *w, const struct run_order *o, struct workflow_plan *plan)
{
	bool good =
	    db_begin(w) && workflow_plan(w, o, plan) && workflow_begin(w, plan) && db_commit(w);

	if (!good)
		db_rollback(w);
	return good;
}

static void is_refused(struct work *w, const struct run_order *o, enum error_kind kind,
		       const char *message)
{
	struct workflow_plan plan;

	ok(!begin(w, o, &plan) && error_is(w, kind), "refused");
	is_text(w->message, message, "in words");
	work_forgive(w);
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "one", "pro"), *other = account_add(w, "two", "pro");
	const char *workflow = new_workflow(w, account), *shelf, *book;
	struct run_order o = {
	    .account_id = account, .workflow_id = workflow, .triggered_by = "manual"};
	const struct run_order strange = {
	    .account_id = other, .workflow_id = workflow, .triggered_by = "manual"};
	struct workflow_plan plan;
	struct node_run *nodes;
	const struct graph *g;
	size_t n;

	is_refused(w, &strange, ERR_NOT_FOUND, "Workflow not found");
	is_refused(w, &o, ERR_INVALID, "Workflow has no start node");
	book = add_node(w, account, workflow, "book", "upstream_urls");
	is_refused(w, &o, ERR_INVALID, "Workflow has no start node");
	shelf = add_node(w, account, workflow, "shelf", "static_urls");
	is_refused(w, &o, ERR_INVALID, "Node 'book' has no incoming edge");
	add_edge(w, account, workflow, shelf, book);
	ok(begin(w, &o, &plan), "a run begins");
	ok(plan.is_enabled, "of an enabled workflow");
	is_text(plan.run.status, "pending", "it waits");
	is_refused(w, &o, ERR_CONFLICT, "Workflow run already in progress");

	g = graph_parse(w, plan.run.graph.data);
	ok(g && g->n_nodes == 2 && g->n_edges == 1, "it has the graph");
	ok(g && g->edges[0].source == 1 && g->edges[0].target == 0, "with its edge");
	ok(node_runs(w, account, plan.run.id, &nodes, &n) && n == 2, "and its nodes");
	is_text(nodes[0].node_key, "book", "in the graph's order");
	ok(nodes[0].is_terminal && !nodes[1].is_terminal, "the last one ends it");
	is_text(nodes[1].strategy_name, "Catalogue", "with the strategy's name");
}

int main(void)
{
	return test_with_database(all_tests);
}
