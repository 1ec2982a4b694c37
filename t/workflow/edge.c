/* What goes over an edge: filters, links, parameters, and what is new. */
#include "workflow/edge.h"
#include "bounds.h"
#include "util/json.h"

#include "tap.h"

static const struct operation table[] = {{"edge", edge_operation}, {NULL, NULL}};

/* A target with these members behind one edge with that filter. */
static struct graph *graph_of(struct work *w, const char *target, const char *filter)
{
	return graph_parse(
	    w, arena_printf(w->arena,
			    "{\"nodes\":[{\"id\":\"1\",\"node_key\":\"a\",\"strategy_id\":\"s\","
			    "\"input_type\":\"trigger_only\"},{\"id\":\"2\",\"node_key\":\"b\","
			    "\"strategy_id\":\"s\",%s}],\"edges\":[{\"source\":0,\"target\":1,"
			    "\"filter_config\":%s}]}",
			    target, filter));
}

static bool cross(struct work *w, struct graph *g, const char *wrapper,
		  const struct edge_page *pages, size_t n, struct arrivals *all)
{
	struct ask ask = edge_ask(w, g, &g->edges[0], wrapper, pages, n);
	struct json_object *answer =
	    operation_run(w, table, ask.operation, ask.request, ask.body, ask.body_size);

	return answer && edge_take(w, answer, all);
}

/* "url parameters fresh|…" */
static const char *shown(struct work *w, const struct arrivals *all)
{
	struct text t = text_new(w->arena, 10000);

	for (size_t i = 0; i < all->n; i++)
		text_addf(&t, "%s%s%s%s", i ? "|" : "", all->items[i].url ? all->items[i].url : "",
			  all->items[i].parameters ? all->items[i].parameters : "",
			  all->items[i].is_fresh ? "" : " known");
	return t.data;
}

#define URLS "\"input_type\":\"upstream_urls\",\"url_field\":\"link\""

static void test_links(struct work *w)
{
	struct graph *g = graph_of(w, URLS, "null");
	const struct edge_page pages[] = {
	    {.url = "http://a.test/list/1",
	     .items =
		 "[{\"link\":\"2\"},{\"link\":\"/b#top\"},{\"link\":\"//c.test/x\"},"
		 "{\"link\":\"mailto:x@a.test\"},{\"link\":\"\"},{\"link\":null},{\"name\":\"x\"},"
		 "{\"link\":7},{\"link\":\" http://a.test/b \"},[],5]"},
	    {.url = "http://d.test/", .items = "[{\"link\":[\"e\",\"javascript:1\",null,\"f\"]}]"}};
	struct arrivals all = {0};

	ok(cross(w, g, NULL, pages, 2, &all), "links of two pages");
	is_text(shown(w, &all),
		"http://a.test/list/2|http://a.test/b|http://c.test/x|http://d.test/e|"
		"http://d.test/f",
		"each against its page, once, and only those of the web");
	is_int(all.n_passed, 10, "items that are objects pass");
	is_int(all.n_fresh, 10, "and are all new");
}

static void test_wrapper_and_path(struct work *w)
{
	struct graph *g =
	    graph_of(w, "\"input_type\":\"upstream_urls\",\"url_field\":\"more.url\"", "null");
	const struct edge_page page = {
	    .url = "http://a.test/",
	    .items =
		"[{\"shop\":[{\"more\":{\"url\":\"/x\"}},{\"more.url\":\"/y\"},{\"more\":1}]}]"};
	struct arrivals all = {0};

	ok(cross(w, g, "shop", &page, 1, &all), "items in a wrapper");
	is_text(shown(w, &all), "http://a.test/x|http://a.test/y", "a field may be a path");
}

static void test_news(struct work *w)
{
	struct graph *g = graph_of(w, URLS,
				   "{\"conditions\":[{\"field\":\"ok\",\"operator\":"
				   "\"not_equals\",\"value\":\"no\"}]}");
	const struct edge_page pages[] = {
	    {.url = "http://a.test/",
	     .items = "[{\"link\":\"1\",\"p\":1},{\"link\":\"2\",\"p\":3},{\"link\":\"3\"},"
		      "{\"link\":\"4\",\"ok\":\"no\"}]",
	     .before = "[{\"p\":1,\"link\":\"1\"},{\"link\":\"2\",\"p\":2}]"},
	    {.url = "http://a.test/x",
	     .items = "[{\"link\":\"5\"}]",
	     .before = "[]",
	     .is_same = true}};
	struct arrivals all = {0};

	ok(cross(w, g, NULL, pages, 2, &all), "a page that was there before");
	is_text(shown(w, &all),
		"http://a.test/1 known|http://a.test/2|http://a.test/3|"
		"http://a.test/5 known",
		"new are items that are not the same as any before");
	is_int(all.n_passed, 4, "what the filter keeps");
	is_int(all.n_fresh, 2, "and how much of it is new");
}

static void test_parameters(struct work *w)
{
	struct graph *g = graph_of(w,
				   "\"input_type\":\"upstream_data\",\"static_parameters\":"
				   "{\"z\":1,\"q\":\"all\"},\"parameter_config\":{\"q\":\"name\","
				   "\"n\":{\"field\":\"a.b\",\"default\":5}}",
				   "null");
	const struct edge_page page = {
	    .items = "[{\"name\":\"x\",\"a\":{\"b\":2}},{\"a\":{\"b\":2},\"name\":\"x\"},{}]"};
	struct arrivals all = {0};

	ok(cross(w, g, NULL, &page, 1, &all), "parameters from fields");
	is_text(shown(w, &all), "{\"n\":2,\"q\":\"x\",\"z\":1}|{\"n\":5,\"q\":\"all\",\"z\":1}",
		"over constants, each set once");
}

/* No job can be asked with it, and no row is to hold it. */
static void test_large_parameters(struct work *w)
{
	struct graph *g = graph_of(
	    w, "\"input_type\":\"upstream_data\",\"parameter_config\":{\"q\":\"name\"}", "null");
	struct text t = text_new(w->arena, 1u << 20);
	struct arrivals all = {0};

	text_add(&t, "[{\"name\":\"");
	for (unsigned i = 0; i < JOB_PARAMETERS_MAX; i++)
		text_add_char(&t, 'x');
	text_add(&t, "\"},{\"name\":\"y\"}]");
	ok(cross(w, g, NULL, &(struct edge_page){.items = t.data}, 1, &all),
	   "an item with more than a job takes");
	is_text(shown(w, &all), "{\"q\":\"y\"}", "is left out");
	ok(all.is_cut, "which is said");
	is_int(all.n_passed, 2, "though it has passed");
}

static void test_gate(struct work *w)
{
	struct graph *g = graph_of(w, "\"input_type\":\"trigger_only\"", "null");
	struct arrivals all = {0};

	ok(cross(w, g, NULL, &(struct edge_page){.items = "[{},{\"a\":1}]"}, 1, &all),
	   "a gate looks at no field");
	ok(all.n == 0 && all.n_passed == 2, "it counts");
}

static void test_bad(struct work *w)
{
	struct graph *g = graph_of(w, URLS,
				   "{\"conditions\":[{\"field\":\"a\",\"operator\":"
				   "\"regex_match\",\"value\":\"(\"}]}");
	struct json_object *request = json_new_object(w), *pages = json_new_array(w);
	struct arrivals all = {0};

	ok(!cross(w, g, NULL, &(struct edge_page){.items = "[]"}, 1, &all),
	   "a pattern that is none fails");
	work_forgive(w);
	json_add_shared(pages, json_new_object(w));
	json_put_shared(request, "pages", pages);
	ok(!operation_run(w, table, "edge", request, "", 0), "so does a body that is too short");
	work_forgive(w);
	ok(!operation_run(w, table, "edge", request, "{}\n", 3), "or has no list");
	work_forgive(w);
	ok(!operation_run(w, table, "edge", json_new_object(w), "", 0), "or no pages");
	work_forgive(w);
}

static void test_bound(struct work *w)
{
	struct graph *g = graph_of(w, URLS, "null");
	struct text t = text_new(w->arena, 1u << 20);
	struct arrivals all = {0};

	for (int i = 0; i <= NODE_INPUTS_MAX; i++)
		text_addf(&t, "%s{\"link\":\"/%d\"}", i ? "," : "[", i);
	text_add(&t, "]");
	ok(cross(w, g, NULL, &(struct edge_page){.url = "http://a.test/", .items = t.data}, 1,
		 &all),
	   "one more than a node takes");
	ok(all.n == NODE_INPUTS_MAX && all.is_cut, "is left out");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_links(&w);
	test_wrapper_and_path(&w);
	test_news(&w);
	test_parameters(&w);
	test_large_parameters(&w);
	test_gate(&w);
	test_bad(&w);
	test_bound(&w);
	work_end(&w);
	return done();
}
