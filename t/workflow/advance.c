/* Runs on a database: read, advanced, stored, over several runners' hands. The jobs' ends are the
 * test's; the rules themselves are tested without a database. */
#include "workflow/advance.h"

#include "bounds.h"
#include "extract/operation.h"
#include "store/jobs.h"
#include "store/results.h"
#include "store/run_steps.h"
#include "store/tasks.h"
#include "store/workflow_parts.h"
#include "workflow/edge.h"

static const struct operation table[] = {{"edge", edge_operation}, {NULL, NULL}};

#define LINKS                                                                                      \
	"[{\"name\":\"A\",\"link\":\"/a\"},{\"name\":\"B\",\"link\":\"/b\"},{\"name\":\"no\"}]"

struct scene {
	const char *account, *workflow, *list, *detail, *node_ids[3];
	const char *graph;
	struct workflow_run run;
	struct node_run *nodes;
};

/* shelf -> book -> author, each by links. */
static struct scene scene_of(struct work *w, const char *account)
{
	struct scene s = {.account = account,
			  .workflow = test_workflow(w, account),
			  .list = test_strategy(w, account),
			  .detail = test_strategy(w, account)};

	for (int i = 0; i < 3; i++)
		s.node_ids[i] = id_new(w->arena);
	s.graph = arena_printf(
	    w->arena,
	    "{\"nodes\":["
	    "{\"id\":\"%s\",\"node_key\":\"shelf\",\"strategy_id\":\"%s\",\"input_type\":"
	    "\"static_urls\",\"static_urls\":[\"http://a.test/1\",\"http://a.test/2\"]},"
	    "{\"id\":\"%s\",\"node_key\":\"book\",\"strategy_id\":\"%s\",\"input_type\":"
	    "\"upstream_urls\",\"url_field\":\"link\"},"
	    "{\"id\":\"%s\",\"node_key\":\"author\",\"strategy_id\":\"%s\",\"input_type\":"
	    "\"upstream_data\"}],\"edges\":[{\"source\":0,\"target\":1,\"filter_config\":"
	    "{\"conditions\":[{\"field\":\"name\",\"operator\":\"regex_match\",\"value\":"
	    "\"^[ABC]$\"}]}},{\"source\":1,\"target\":2,\"filter_config\":null}]}",
	    s.node_ids[0], s.list, s.node_ids[1], s.detail, s.node_ids[2], s.detail);
	return s;
}

static void start(struct work *w, struct scene *s, bool is_forced)
{
	struct node_run nodes[3];

	s->run = test_run(w, s->account, s->workflow);
	s->run.graph.data = s->graph;
	s->run.is_forced = is_forced;
	for (int i = 0; i < 3; i++) {
		nodes[i] = test_node_run(w, &s->run, i ? s->detail : s->list, i);
		nodes[i].node_id = s->node_ids[i];
	}
	ok(run_insert(w, &s->run) && node_run_insert_all(w, nodes, 3), "a run begins");
}

/* One claim of the run's task by somebody, to its end. A crash is one that stores nothing. */
static bool advance(struct work *w, struct scene *s, bool crashes, struct advance_next *next)
{
	struct advance *a = advance_begin(w, s->account, s->run.id);
	struct conversation *c = a ? advance_conversation(a) : NULL;
	size_t n;

	while (c && c->want.kind == WANT_OPERATION) {
		struct answer answer = {.result = operation_run(w, table, c->want.operation,
								c->want.request, c->want.body,
								c->want.body_size)};

		if (!c->advance(w, c, &answer))
			return false;
	}
	if (!a || !db_begin(w))
		return false;
	if (advance_store(w, a, next) && !crashes && db_commit(w))
		return run_find(w, s->account, s->run.id, &s->run) &&
		       node_runs(w, s->account, s->run.id, &s->nodes, &n);
	db_rollback(w);
	return crashes;
}

static struct node_input *inputs_of(struct work *w, struct scene *s, int node, size_t *n)
{
	struct node_input *rows;

	return node_inputs_whole(w, s->account, s->nodes[node].id, &rows, n) ? rows : NULL;
}

/* Ends the pending jobs of a node, each with these items; NULL: it fails. */
static int end_jobs(struct work *w, struct scene *s, int node, const char *const items[])
{
	struct node_input *rows;
	size_t n = 0;
	int ended = 0;

	rows = inputs_of(w, s, node, &n);
	for (size_t i = 0; rows && i < n; i++) {
		const char *found = items[ended];
		uint8_t hash[32];
		int64_t count = 2;
		struct job job = {.id = rows[i].job_id,
				  .account_id = s->account,
				  .item_count = &count,
				  .result_hash = {hash, sizeof hash}};
		const struct new_result result = {.account_id = s->account,
						  .strategy_id = rows[i].strategy_id,
						  .json = found,
						  .size = found ? strlen(found) : 0};
		bool good;

		if (strcmp(rows[i].state, "pending") != 0)
			continue;
		good = db_begin(w) && job_start(w, s->account, job.id);
		if (found) {
			good = good && result_store(w, &result, hash);
			job.content_hash = arena_printf(
			    w->arena, "%02x%02x00000000000000000000000000ab", hash[0], hash[1]);
			good = good && job_complete(w, &job, 1);
		} else {
			good = good && job_fail(w, s->account, job.id, CLASS_HTTP, "404 Not Found");
		}
		if (good && run_job_ended(w, s->account, job.id) && db_commit(w))
			ended++;
		db_rollback(w);
	}
	return ended;
}

static void test_first(struct work *w, struct scene *s)
{
	static const char *const shelves[] = {LINKS, NULL}, *const books[] = {"[]", "[{\"x\":1}]"},
				 *const authors[] = {"[{\"born\":1900}]"};
	struct advance_next next;
	struct node_input *rows;
	size_t n;

	start(w, s, false);
	ok(advance(w, s, true, &next), "its runner dies");
	ok(advance(w, s, false, &next) && !next.is_over, "another one goes on");
	is_text(s->run.status, "running", "it runs");
	is_text(s->nodes[0].status, "running", "from its start");
	is_int(s->nodes[0].input_count, 2, "with two pages");
	is_text(s->nodes[1].status, "pending", "the rest waits");
	ok(advance(w, s, false, &next) && next.delay_ms == RUN_LOOK_MS,
	   "who comes again finds nothing to do");
	rows = inputs_of(w, s, 0, &n);
	ok(rows && n == 2, "and makes no more of them");
	is_int(end_jobs(w, s, 0, shelves), 2, "both jobs end");
	ok(advance(w, s, true, &next) && advance(w, s, false, &next), "the run hears of it");
	is_text(s->nodes[0].status, "completed", "the node ends");
	is_int(s->nodes[0].item_count, 2, "with its items");
	is_int(s->nodes[1].input_count, 2, "the next one has what passes the filter");
	rows = inputs_of(w, s, 1, &n);
	ok(rows && n == 2 && strcmp(rows[1].url, "http://a.test/b") == 0, "as URLs");
	is_int(end_jobs(w, s, 1, books), 2, "they end");
	ok(advance(w, s, false, &next) && !next.is_over, "and the last one begins");
	rows = inputs_of(w, s, 2, &n);
	ok(rows && n == 1 && strcmp(rows[0].url, "https://shop.test/catalogue") == 0,
	   "on its strategy's own page");
	is_int(end_jobs(w, s, 2, authors), 1, "it ends");
	ok(advance(w, s, false, &next) && next.is_over, "and so does the run");
	is_text(s->run.status, "completed", "completed");
	ok(s->run.has_changes && !*s->run.has_changes, "a first run has no changes");
	is_int(*s->run.item_count, 8, "it has the items of all nodes");
	ok(!advance(w, s, false, &next) && error_is(w, ERR_NOT_FOUND), "what is over is over");
	work_forgive(w);
}

static void test_second(struct work *w, struct scene *s)
{
	static const char *const same[] = {LINKS, "[]"},
				 *const changed[] = {"[{\"link\":\"/a\",\"name\":\"A\"},"
						     "{\"name\":\"C\",\"link\":\"/b\"}]",
						     "[]"},
				 *const books[] = {"[{\"x\":2}]"};
	struct advance_next next;
	struct node_input *rows;
	size_t n;

	start(w, s, false);
	ok(advance(w, s, false, &next) && end_jobs(w, s, 0, same) == 2 &&
	       advance(w, s, false, &next),
	   "the second time nothing has changed");
	ok(next.is_over && strcmp(s->run.status, "completed") == 0, "it is over at once");
	ok(strcmp(s->nodes[1].status, "skipped") == 0 && strcmp(s->nodes[2].status, "skipped") == 0,
	   "nothing more was scraped");
	is_int(s->nodes[1].item_count, 4, "items are carried over");
	rows = inputs_of(w, s, 1, &n);
	ok(rows && n == 2 && rows[0].result_hash.size == 32 && rows[0].job_id &&
	       strcmp(rows[0].state, "carried") == 0,
	   "with their job and result");
	ok(s->nodes[0].has_changes && *s->nodes[0].has_changes,
	   "that a page failed before and does not now is a change");

	start(w, s, false);
	ok(advance(w, s, false, &next) && end_jobs(w, s, 0, changed) == 2 &&
	       advance(w, s, false, &next),
	   "the third time one item has changed");
	rows = inputs_of(w, s, 1, &n);
	ok(rows && n == 2 && strcmp(rows[0].state, "carried") == 0 &&
	       strcmp(rows[1].state, "pending") == 0,
	   "it alone travels");
	is_int(end_jobs(w, s, 1, books), 1, "it is scraped");
	ok(advance(w, s, false, &next) && !next.is_over, "and changes what comes after");
	is_int(end_jobs(w, s, 2, books), 1, "which is scraped again");
	ok(advance(w, s, false, &next) && next.is_over && *s->run.has_changes,
	   "the run has changes");
	rows = inputs_of(w, s, 1, &n);
	ok(rows && rows[1].has_changes && *rows[1].has_changes && rows[0].has_changes &&
	       !*rows[0].has_changes,
	   "and what has changed is told");

	start(w, s, true);
	ok(advance(w, s, false, &next) && end_jobs(w, s, 0, changed) == 2 &&
	       advance(w, s, false, &next) && end_jobs(w, s, 1, same) == 2,
	   "by force all is scraped");
	ok(db_begin(w) && run_find_locked(w, s->account, s->run.id, &s->run) &&
	       run_cancel(w, &s->run) && db_commit(w),
	   "it is cancelled");
}

static void test_trouble(struct work *w, struct scene *s)
{
	static const char *const none[] = {NULL, NULL}, *const good[] = {LINKS, LINKS};
	struct advance_next next;

	start(w, s, false);
	ok(advance(w, s, false, &next) && end_jobs(w, s, 0, none) == 2 &&
	       advance(w, s, false, &next),
	   "a start of which all pages fail");
	ok(next.is_over && strcmp(s->run.status, "failed") == 0, "fails the run");
	is_text(s->run.error, "Node 'shelf' failed: 404 Not Found", "for this reason");
	is_text(s->nodes[2].status, "skipped", "nothing arrived at the last one");

	start(w, s, false);
	ok(advance(w, s, false, &next) && db_begin(w) &&
	       run_find_locked(w, s->account, s->run.id, &s->run),
	   "a run");
	s->run.started_at.us -= (RUN_LIFE_S + 1) * INT64_C(1000000);
	ok(run_update(w, &s->run) && db_commit(w), "that takes too long");
	ok(advance(w, s, false, &next) && next.is_over, "is ended");
	is_text(s->run.status, "failed", "and has failed");
	is_text(s->run.error, "Workflow run took longer than an hour", "for this reason");
	is_text(s->nodes[0].status, "cancelled", "what it was doing is cancelled");

	start(w, s, false);
	ok(advance(w, s, false, &next) && end_jobs(w, s, 0, good) == 2, "a run");
	ok(db_begin(w) && strategy_delete(w, s->account, s->detail) && db_commit(w),
	   "of which a strategy goes");
	ok(advance(w, s, false, &next) && next.is_over, "ends");
	is_text(s->nodes[1].error, "Strategy not found", "that node fails");
	is_text(s->run.error, "Node 'author' failed: Strategy not found",
		"so does the run, as its last one has it, too");
	start(w, s, false);
	ok(advance(w, s, false, &next) && db_begin(w) &&
	       advance_fail(w, s->account, s->run.id, "Internal error") && db_commit(w) &&
	       run_find(w, s->account, s->run.id, &s->run),
	   "a run fails by our own fault");
	is_text(s->run.error, "Internal error", "and says so");
}

static void test_bad_filter(struct work *w, const char *account)
{
	static const char *const good[] = {LINKS, LINKS};
	struct scene s = scene_of(w, account);
	struct advance_next next;
	char *graph = arena_text(w->arena, s.graph);

	*strchr(strstr(graph, "^["), '^') = '(';
	s.graph = graph;
	start(w, &s, false);
	ok(advance(w, &s, false, &next) && end_jobs(w, &s, 0, good) == 2 &&
	       advance(w, &s, false, &next),
	   "a filter that cannot be applied");
	is_text(s.nodes[1].status, "failed", "fails its node");
	ok(s.nodes[1].error && strstr(s.nodes[1].error, "filter_config"), "and says why");
}

/* An API's strategy takes parameters from items; what it has not is refused for itself. */
static void test_parameters(struct work *w, const char *account)
{
	static const char *const shelves[] = {
	    "[{\"q\":\"tea\"},{\"q\":\"tea\",\"n\":2},{\"q\":\"cups\"},{\"q\":{\"no\":1}}]", "[]"};
	const struct strategy api = {.id = id_new(w->arena),
				     .account_id = account,
				     .name = "Search",
				     .description = "what is found",
				     .url = "http://shop.test/en/",
				     .scraper_type = "api",
				     .generator = "embedded",
				     .plan = {"{\"endpoint\":\"http://shop.test/api\",\"params\":"
					      "{\"page\":1,\"q\":\"all\"}}"}};
	struct scene s = scene_of(w, account);
	struct advance_next next;
	struct node_input *rows;
	struct job job;
	size_t n;

	s.detail = api.id;
	s.graph = arena_printf(
	    w->arena,
	    "{\"nodes\":[{\"id\":\"%s\",\"node_key\":\"shelf\",\"strategy_id\":\"%s\","
	    "\"input_type\":\"static_urls\",\"static_urls\":[\"http://a.test/1\","
	    "\"http://a.test/2\"]},{\"id\":\"%s\",\"node_key\":\"book\",\"strategy_id\":\"%s\","
	    "\"input_type\":\"upstream_data\",\"static_parameters\":{\"page\":3},"
	    "\"parameter_config\":{\"q\":\"q\"}},{\"id\":\"%s\",\"node_key\":\"author\","
	    "\"strategy_id\":\"%s\",\"input_type\":\"trigger_only\",\"static_parameters\":"
	    "{\"colour\":1}}],\"edges\":[{\"source\":0,\"target\":1},{\"source\":0,\"target\":2}]}",
	    s.node_ids[0], s.list, s.node_ids[1], api.id, s.node_ids[2], api.id);
	ok(db_begin(w) && strategy_insert(w, &api) && db_commit(w), "a strategy of an API");
	start(w, &s, false);
	ok(advance(w, &s, false, &next) && end_jobs(w, &s, 0, shelves) == 2 &&
	       advance(w, &s, false, &next),
	   "a node with parameters begins");
	rows = inputs_of(w, &s, 1, &n);
	if (!ok(rows && n == 3, "one job for each different set"))
		return;
	is_text(rows[0].url, api.url, "on the strategy's own URL");
	is_text(rows[0].parameters.data, "{\"page\":3,\"q\":\"tea\"}", "with what an item says");
	ok(job_find(w, account, rows[1].job_id, &job), "its job");
	is_text(job.parameters.data, "{\"page\":3,\"q\":\"cups\"}", "is asked with it");
	is_text(rows[2].state, "failed", "what cannot be asked has failed");
	ok(rows[2].error && !rows[2].job_id, "without a job: %s", rows[2].error);
	is_text(s.nodes[2].status, "failed", "so has a node of which nothing can");
	is_text(s.nodes[2].error, "unknown parameter \"colour\": the strategy has page, q",
		"and it says why");
	ok(db_begin(w) && run_find_locked(w, account, s.run.id, &s.run) && run_cancel(w, &s.run) &&
	       db_commit(w),
	   "that is enough");
}

/* More than goes over an edge at once: pages that change from run to run, and their items before.
 */
static const char *large_page(struct work *w, int first)
{
	struct text t = text_new(w->arena, 8u << 20);

	for (int i = first; t.length < EDGE_BATCH * 3 / 4; i++)
		text_addf(&t, "%s{\"name\":\"A\",\"link\":\"/%d\",\"rest\":\"%01000d\"}",
			  i == first ? "[" : ",", i % 400, i);
	text_add(&t, "]");
	return t.data;
}

static void test_large(struct work *w, const char *account)
{
	const char *good[500], *first[] = {large_page(w, 0), large_page(w, 5000)},
			       *second[] = {large_page(w, 1), large_page(w, 5000)};
	struct scene s = scene_of(w, account);
	struct advance_next next;
	struct node_input *rows;
	size_t n, n_pending = 0;

	for (int i = 0; i < 500; i++)
		good[i] = "[]";
	start(w, &s, false);
	ok(advance(w, &s, false, &next) && end_jobs(w, &s, 0, first) == 2 &&
	       advance(w, &s, false, &next),
	   "two large pages");
	is_int(s.nodes[1].input_count, 400, "go over an edge one after the other");
	is_int(end_jobs(w, &s, 1, good), 400, "each of their links is scraped once");
	ok(advance(w, &s, false, &next) && next.is_over, "that is all");
	start(w, &s, false);
	ok(advance(w, &s, false, &next) && end_jobs(w, &s, 0, second) == 2 &&
	       advance(w, &s, false, &next),
	   "the same with one item more and one less");
	rows = inputs_of(w, &s, 1, &n);
	for (size_t i = 0; rows && i < n; i++)
		n_pending += strcmp(rows[i].state, "pending") == 0;
	ok(n == 400 && n_pending == 1, "asks for what the new one brings");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "one", "pro");
	struct scene s = scene_of(w, account);

	test_first(w, &s);
	test_second(w, &s);
	test_trouble(w, &s);
	test_bad_filter(w, account);
	test_parameters(w, account);
	test_large(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
