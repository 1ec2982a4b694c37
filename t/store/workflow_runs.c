/* Runs of workflows: one at a time, found, ended, cancelled; and their nodes. */
#include "store/workflow_runs.h"

#include "store/workflow_parts.h"

static void test_one_at_a_time(struct work *w, const char *account, const char *other)
{
	const char *workflow = test_workflow(w, account);
	struct workflow_run r = test_run(w, account, workflow), found, *rows;
	static const int64_t items = 21;
	static const bool yes = true;
	int64_t total;
	size_t n;

	ok(run_insert(w, &r) && run_find_whole(w, account, r.id, &found), "a run");
	is_text(found.status, "pending", "waits");
	ok(run_is_active(&found) && !found.has_changes && !found.item_count && !found.is_forced,
	   "and has come to nothing yet");
	is_text(found.graph.data, "{\"nodes\":[]}", "it has its graph");
	ok(!run_find(w, other, r.id, &found) && error_is(w, ERR_NOT_FOUND), "nothing to strangers");
	is_text(w->message, "Workflow run not found", "in these words");
	work_forgive(w);
	ok(run_active(w, account, workflow, &found) && strcmp(found.id, r.id) == 0, "it is active");
	ok(!run_completed_before(w, account, workflow, NULL, &found), "none is completed");
	is_text(w->message, "No completed runs found", "in these words");
	work_forgive(w);
	r.id = id_new(w->arena);
	ok(!run_insert(w, &r) && error_is(w, ERR_CONFLICT), "a second one has to wait");
	work_forgive(w);

	ok(db_begin(w) && run_find_locked(w, account, found.id, &found), "the first is locked");
	found.status = "completed";
	found.has_changes = &yes;
	found.item_count = &items;
	found.started_at = found.completed_at = clock_now();
	ok(run_update(w, &found) && db_commit(w), "and completed");
	ok(!run_active(w, account, workflow, &found), "no run is active any more");
	work_forgive(w);
	ok(run_completed_before(w, account, workflow, NULL, &found), "it is the last that did");
	is_int(*found.item_count, 21, "with its items");
	ok(*found.has_changes && !run_is_active(&found), "and what came of it");
	ok(!run_completed_before(w, account, workflow, found.id, &found), "none was before it");
	work_forgive(w);
	ok(run_insert(w, &r), "another run");
	ok(run_list(w, account, workflow, 10, 0, &rows, &n) && n == 2, "both are in the list");
	is_text(rows[0].id, r.id, "the newest first");
	ok(run_count(w, account, workflow, &total) && total == 2, "and counted");
}

static void test_nodes(struct work *w, const char *account)
{
	static const int64_t version = 3;
	struct workflow_run r = test_run(w, account, test_workflow(w, account));
	const char *strategy = test_strategy(w, account);
	struct node_run nodes[] = {test_node_run(w, &r, strategy, 0),
				   test_node_run(w, &r, strategy, 1)},
			*found;
	size_t n;

	ok(run_insert(w, &r) && node_run_insert_all(w, nodes, 2), "a run with two nodes");
	nodes[0].status = "completed";
	nodes[0].item_count = 20;
	nodes[0].strategy_version = &version;
	nodes[0].completed_at = clock_now();
	ok(node_run_update(w, &nodes[0]), "the first is completed");
	ok(node_runs(w, account, r.id, &found, &n) && n == 2, "both are found");
	is_text(found[0].node_key, "shelf", "in the order of the graph");
	is_int(found[0].item_count, 20, "with their items");
	is_int(*found[0].strategy_version, 3, "and the version");
	ok(!found[0].is_terminal && found[1].is_terminal, "the second ends the graph");
	ok(db_begin(w) && run_find_locked(w, account, r.id, &r) && run_cancel(w, &r) &&
	       db_commit(w) && node_runs(w, account, r.id, &found, &n),
	   "the run is cancelled");
	is_text(r.status, "cancelled", "says so");
	is_text(found[0].status, "completed", "what was over stays");
	is_text(found[1].status, "cancelled", "what was not is");
	ok(found[1].completed_at.us > 0, "and over");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "one", "pro"), *other = account_add(w, "two", "pro");

	test_one_at_a_time(w, account, other);
	test_nodes(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
