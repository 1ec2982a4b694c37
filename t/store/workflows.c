/* Workflows: kept with their nodes and edges, changed, and deleted with everything of theirs. */
#include "store/workflows.h"

#include "bounds.h"
#include "store/database.h"
#include "store/workflow_schedules.h"

static const char *new_workflow(struct work *w, const char *account)
{
	const struct workflow f = {
	    .id = id_new(w->arena), .account_id = account, .name = "Shelf", .enabled = true};

	return workflow_insert(w, &f) ? f.id : NULL;
}

static struct workflow_node node_of(struct work *w, const char *account, const char *workflow,
				    const char *key)
{
	return (struct workflow_node){.id = id_new(w->arena),
				      .account_id = account,
				      .workflow_id = workflow,
				      .strategy_id = test_strategy(w, account),
				      .node_key = key,
				      .input_type = "static_urls",
				      .static_urls = {"[\"https://shop.test/\"]"}};
}

static void test_keeping(struct work *w, const char *account, const char *other)
{
	const char *id = new_workflow(w, account);
	struct workflow f, *rows;
	int64_t total;
	size_t n;

	ok(workflow_find(w, account, id, &f) && !f.description && f.enabled, "a workflow is found");
	ok(!workflow_find(w, other, id, &f) && error_is(w, ERR_NOT_FOUND), "not by another");
	is_text(w->message, "Workflow not found", "in these words");
	work_forgive(w);
	ok(db_begin(w) && workflow_find_locked(w, account, id, &f), "it is locked");
	f.name = "Shelves";
	f.description = "all of them";
	f.enabled = false;
	ok(workflow_update(w, &f) && db_commit(w) && workflow_find(w, account, id, &f), "changed");
	is_text(f.name, "Shelves", "with its name");
	is_text(f.description, "all of them", "and its description");
	ok(!f.enabled && f.updated_at.us > f.created_at.us, "and switched off");
	ok(workflow_list(w, account, 10, 0, &rows, &n) && n == 1, "a list has it");
	ok(workflow_count(w, account, &total) && total == 1, "and counts it");
	ok(workflow_list(w, other, 10, 0, &rows, &n) && n == 0, "others have none");
}

static void test_graph(struct work *w, const char *account, const char *other)
{
	const char *id = new_workflow(w, account);
	struct workflow_node nodes[] = {node_of(w, account, id, "shelf"),
					node_of(w, account, id, "book")};
	struct workflow_edge edge = {.id = id_new(w->arena),
				     .account_id = account,
				     .workflow_id = id,
				     .source_id = nodes[0].id,
				     .target_id = nodes[1].id,
				     .filter_config = {"{\"mode\":\"any\"}"}};
	struct workflow_node *found;
	struct workflow_edge *edges;
	struct flow_graph g;
	size_t n;

	nodes[1].url_field = "link";
	ok(workflow_node_insert_all(w, nodes, 2) && workflow_edge_insert_all(w, &edge, 1),
	   "two nodes and an edge");
	ok(workflow_nodes(w, account, id, &found, &n) && n == 2, "are found");
	is_text(found[0].node_key, "shelf", "in their order");
	is_text(found[1].url_field, "link", "with what they have");
	is_text(found[1].strategy_name, "Catalogue", "and the name of their strategy");
	ok(workflow_edges(w, account, id, &edges, &n) && n == 1, "so is the edge");
	is_text(edges[0].source_node_key, "shelf", "from the first");
	is_text(edges[0].target_node_key, "book", "to the second");
	is_text(edges[0].filter_config.data, "{\"mode\":\"any\"}", "with its filter");
	ok(flow_graph_load(w, account, id, &g) && g.n_nodes == 2 && g.n_edges == 1,
	   "both make a graph");
	is_int(flow_graph_place(&g, g.edges[0].target_id), 1, "in which nodes have places");
	is_int(flow_graph_place(&g, id), 2, "and others none");
	ok(workflow_nodes(w, other, id, &found, &n) && n == 0 &&
	       workflow_edges(w, other, id, &edges, &n) && n == 0,
	   "another account finds none");

	edge.id = id_new(w->arena);
	ok(!workflow_edge_insert_all(w, &edge, 1) && error_is(w, ERR_CONFLICT),
	   "the same edge is there once");
	work_forgive(w);
	nodes[1].node_key = "shelf";
	ok(!workflow_node_update(w, &nodes[1]) && error_is(w, ERR_CONFLICT), "a key is taken once");
	work_forgive(w);
	nodes[1].node_key = "volume";
	ok(workflow_node_update(w, &nodes[1]) && workflow_edges(w, account, id, &edges, &n),
	   "a node is renamed");
	is_text(edges[0].target_node_key, "volume", "and its edge with it");
	ok(!workflow_edge_delete(w, other, id, edges[0].id) && error_is(w, ERR_NOT_FOUND),
	   "another account does not delete it");
	work_forgive(w);
	ok(workflow_node_delete(w, account, nodes[1].id) &&
	       workflow_edges(w, account, id, &edges, &n) && n == 0,
	   "a node goes with its edges");
}

static void test_deleting(struct work *w, const char *account)
{
	static const int64_t hour = 3600;
	const char *id = new_workflow(w, account);
	struct workflow_node node = node_of(w, account, id, "shelf"), *nodes;
	const struct schedule s = {.id = id_new(w->arena),
				   .account_id = account,
				   .kind = "workflow",
				   .subject_id = id,
				   .enabled = true,
				   .interval_seconds = &hour,
				   .catch_up = "one",
				   .notify = "always",
				   .anchor_at = clock_now()};
	struct schedule *found;
	struct workflow f;
	size_t n;

	ok(workflow_node_insert_all(w, &node, 1) && schedule_insert(w, &s), "one with a schedule");
	ok(db_begin(w) && workflow_delete(w, account, id) && db_commit(w), "is deleted");
	ok(!workflow_find(w, account, id, &f) && error_is(w, ERR_NOT_FOUND), "is gone");
	work_forgive(w);
	ok(workflow_nodes(w, account, id, &nodes, &n) && n == 0, "with its nodes");
	ok(workflow_schedules(w, account, id, &found, &n) && n == 0, "and its schedule");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "one", "pro"), *other = account_add(w, "two", "pro");

	test_keeping(w, account, other);
	test_graph(w, account, other);
	test_deleting(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
