/* What the nodes of a run scrape: stored, found, counted, cancelled. */
#include "store/workflow_parts.h"

#include "store/results.h"
#include "store/sweep.h"
#include "store/targets.h"

#include "bounds.h"

static struct node_input input_of(struct work *w, const struct node_run *node, int64_t number,
				  const char *url)
{
	return (struct node_input){.node_run_id = node->id,
				   .account_id = node->account_id,
				   .run_id = node->run_id,
				   .strategy_id = node->strategy_id,
				   .number = number,
				   .state = "pending",
				   .url = url,
				   .target = target_name(w, url, NULL, NULL),
				   .job_id = id_new(w->arena)};
}

static void test_inputs(struct work *w, const char *account, const char *other)
{
	static const int64_t three = 3;
	struct workflow_run r = test_run(w, account, test_workflow(w, account));
	const char *strategy = test_strategy(w, account);
	struct node_run node = test_node_run(w, &r, strategy, 0);
	struct node_input inputs[] = {input_of(w, &node, 0, "https://shop.test/1"),
				      input_of(w, &node, 1, "https://shop.test/2")},
			  *rows;
	struct node_progress *progress;
	size_t n;

	inputs[0].state = "completed";
	inputs[0].item_count = &three;
	ok(run_insert(w, &r) && node_run_insert_all(w, &node, 1) &&
	       node_input_insert_all(w, inputs, 2),
	   "a node with two URLs");
	ok(node_inputs(w, account, node.id, &rows, &n) && n == 2, "are found");
	is_text(rows[0].url, "https://shop.test/1", "in their order");
	ok(node_inputs(w, other, node.id, &rows, &n) && n == 0, "strangers find none");
	ok(node_progress_of_run(w, account, r.id, &progress, &n) && n == 1, "how far it is");
	is_int(progress[0].pending, 1, "one waits");
	is_int(progress[0].completed, 1, "one is over");
	is_int(progress[0].items, 3, "with three items");
	ok(run_cancel_active(w, account, r.workflow_id) &&
	       node_inputs(w, account, node.id, &rows, &n),
	   "the rest is cancelled");
	is_text(rows[0].state, "completed", "what was over stays");
	is_text(rows[1].state, "cancelled", "what was not is");
}

/* How many results nobody has. */
static int64_t swept(struct work *w, const char *account)
{
	struct result_sweep s = {
	    .account_id = account, .until = {clock_now().us + 1000000}, .most = 10};

	return result_sweep(w, &s) ? s.removed : -1;
}

/* A job may be forgotten before the run of which it was part. */
static void test_results(struct work *w, const char *account)
{
	struct workflow_run r = test_run(w, account, test_workflow(w, account));
	const char *strategy = test_strategy(w, account);
	struct node_run node = test_node_run(w, &r, strategy, 0);
	struct node_input in = input_of(w, &node, 0, "https://shop.test/1");
	uint8_t hash[32];

	ok(result_store(w,
			&(struct new_result){.account_id = account,
					     .strategy_id = strategy,
					     .json = "[{\"n\":1}]",
					     .size = 9},
			hash),
	   "a result");
	in.result_hash = (struct blob){hash, sizeof hash};
	ok(run_insert(w, &r) && node_run_insert_all(w, &node, 1) &&
	       node_input_insert_all(w, &in, 1),
	   "of a run");
	is_int(swept(w, account), 0, "stays with it");
	test_sql("DELETE FROM %s.node_input");
	is_int(swept(w, account), 1, "and goes after it");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "one", "pro");

	test_inputs(w, account, account_add(w, "two", "pro"));
	test_results(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
