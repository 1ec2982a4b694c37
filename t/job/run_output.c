/* What a run found: labels, and its items in every arrangement. */
#include "job/run_output.h"

#include "store/results.h"
#include "store/targets.h"
#include "store/workflow_parts.h"

static struct node_input input_of(struct work *w, const struct node_run *node, int64_t number,
				  const char *url, const char *items)
{
	static const int64_t two = 2;
	struct node_input in = {.node_run_id = node->id,
				.account_id = node->account_id,
				.run_id = node->run_id,
				.strategy_id = node->strategy_id,
				.number = number,
				.state = items ? "completed" : "failed",
				.url = url,
				.target = target_name(w, url, NULL, NULL),
				.item_count = items ? &two : NULL};
	uint8_t *hash = arena_alloc(w->arena, 32);

	if (items && result_store(w,
				  &(struct new_result){.account_id = node->account_id,
						       .strategy_id = node->strategy_id,
						       .json = items,
						       .size = strlen(items)},
				  hash))
		in.result_hash = (struct blob){hash, 32};
	return in;
}

static int sent, most;

static bool count_sent(struct run_sink *s)
{
	(void)s;
	return ++sent < most;
}

static const char *printed(struct work *w, const struct run_output *o,
			   bool (*print)(struct work *w, const struct run_output *o,
					 struct run_sink *s))
{
	struct text t = text_new(w->arena, 10000);
	struct run_sink s = {.text = &t};

	return print(w, o, &s) ? t.data : NULL;
}

static const char *chosen(struct work *w, const struct run_output *o, struct run_choice choice)
{
	struct text t = text_new(w->arena, 10000);
	struct run_sink s = {.text = &t};

	return run_output_items(w, o, choice, &s) ? t.data : NULL;
}

static void test_output(struct work *w, const char *account)
{
	struct workflow_run r = test_run(w, account, test_workflow(w, account));
	const char *strategy = test_strategy(w, account), *second = test_strategy(w, account);
	struct node_run nodes[] = {test_node_run(w, &r, strategy, 0),
				   test_node_run(w, &r, second, 1)};
	struct text t = text_new(w->arena, 10000);
	struct run_sink s = {.text = &t, .sent = count_sent};
	struct run_output o;

	nodes[1].strategy_name = "script:book_page";
	ok(run_insert(w, &r) && node_run_insert_all(w, nodes, 2), "a run");
	ok(run_output_load(w, &r, &o) && o.n == 0, "has nothing at first");
	is_text(printed(w, &o, run_output_by_url), "{}", "by page");
	is_text(printed(w, &o, run_output_grouped), "{}", "or by label");
	is_text(chosen(w, &o, (struct run_choice){0}), "[]", "or at all");
	const struct node_input inputs[] = {
	    input_of(w, &nodes[0], 0, "https://shop.test/b", "[{\"n\":1},{\"n\":2}]"),
	    input_of(w, &nodes[0], 1, "https://shop.test/a", "[]"),
	    input_of(w, &nodes[1], 0, "https://shop.test/c", "[{\"n\":3}]"),
	    input_of(w, &nodes[1], 1, "https://shop.test/b", "[{\"n\":4}]"),
	    input_of(w, &nodes[1], 2, "https://shop.test/d", NULL)};
	ok(node_input_insert_all(w, inputs, 5) && run_output_load(w, &r, &o), "and then");
	is_int(o.n, 4, "what did not fail");
	is_int(o.item_count, 8, "counted");
	is_text(printed(w, &o, run_output_by_url),
		"{\"https://shop.test/b\":[{\"n\":1},{\"n\":2},{\"n\":4}],"
		"\"https://shop.test/a\":[],\"https://shop.test/c\":[{\"n\":3}]}",
		"by page, in the order in which pages came");
	is_text(printed(w, &o, run_output_grouped),
		"{\"https://shop.test/b\":{\"Catalogue\":[{\"n\":1},{\"n\":2}],"
		"\"book page\":[{\"n\":4}]},\"https://shop.test/a\":{\"Catalogue\":[]},"
		"\"https://shop.test/c\":{\"book page\":[{\"n\":3}]}}",
		"by label within a page");
	is_text(chosen(w, &o, (struct run_choice){0}), "[{\"n\":1},{\"n\":2},{\"n\":3},{\"n\":4}]",
		"of all nodes");
	is_text(chosen(w, &o, (struct run_choice){.terminal_only = true}), "[{\"n\":3},{\"n\":4}]",
		"of those that nothing comes after");
	is_text(chosen(w, &o, (struct run_choice){.node_run_id = nodes[0].id}),
		"[{\"n\":1},{\"n\":2}]", "of one node");
	most = 2;
	ok(run_output_grouped(w, &o, &s) && sent == 2, "who is gone gets no more");
}

static void all_tests(struct work *w)
{
	is_text(run_label(w, "script:purchasing_reps"), "purchasing reps",
		"a label without its kind");
	is_text(run_label(w, "Books: new_ones"), "new ones", "or a title before it");
	is_text(run_label(w, "Book page"), "Book page", "or as it is");
	is_text(run_label(w, "odd:"), "odd:", "never empty");
	test_output(w, account_add(w, "one", "pro"));
}

int main(void)
{
	return test_with_database(all_tests);
}
