/* What is a graph, and in which order its nodes come. */
#include "workflow/graph.h"

#include "tap.h"

#define NODE(key, rest)                                                                            \
	"{\"id\":\"id-" key "\",\"node_key\":\"" key "\",\"strategy_id\":\"s\"," rest "}"
#define START(key) NODE(key, "\"input_type\":\"static_urls\",\"static_urls\":[\"http://a.test/\"]")
#define LINKS(key) NODE(key, "\"input_type\":\"upstream_urls\",\"url_field\":\"link\"")

static const struct {
	const char *snapshot, *complaint;
} bad[] = {
    {"[]", NULL},
    {"{\"nodes\":[{}]}", "nodes[0].id is required"},
    {"{\"nodes\":[" NODE("a", "\"input_type\":\"magic\"") "]}", "Invalid input_type: magic"},
    {"{\"nodes\":[" NODE("a", "\"input_type\":\"static_urls\"") "]}",
     "static_urls is required for input_type static_urls"},
    {"{\"nodes\":[" NODE("a", "\"input_type\":\"static_urls\",\"static_urls\":[1]") "]}", NULL},
    {"{\"nodes\":[" NODE("a", "\"input_type\":\"upstream_urls\"") "]}",
     "url_field is required for input_type upstream_urls"},
    {"{\"nodes\":[" START("a") "," START("a") "]}", "Duplicate node_key: a"},
    {"{\"nodes\":[" START("a") "],\"edges\":[{\"source\":0,\"target\":1}]}", NULL},
    {"{\"nodes\":[" START("a") "],\"edges\":[{\"source\":-1,\"target\":0}]}", NULL},
    {"{\"nodes\":[" LINKS("a") "],\"edges\":[{\"source\":0,\"target\":0}]}",
     "Workflow contains a cycle"},
    {"{\"nodes\":[" START("a") "," LINKS("b") "," LINKS(
	 "c") "],\"edges\":["
	      "{\"source\":0,\"target\":1},{\"source\":1,\"target\":2},{\"source\":2,\"target\":1}]"
	      "}",
     "Workflow contains a cycle"},
    {"{\"nodes\":[" START("a") "," LINKS(
	 "b") "],\"edges\":["
	      "{\"source\":0,\"target\":1},{\"source\":0,\"target\":1}]}",
     "Duplicate edge"},
};

static void test_bad(struct work *w)
{
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		work_renew(w);
		ok(!graph_parse(w, bad[i].snapshot), "case %zu is no graph", i);
		ok(bad[i].complaint ? strstr(w->message, bad[i].complaint) != NULL
				    : w->message != NULL,
		   "and why: %s", w->message);
	}
}

static void test_good(struct work *w)
{
	struct graph *g;

	work_renew(w);
	g = graph_parse(w,
			"{\"nodes\":[" LINKS("c") "," START("a") "," LINKS(
			    "b") "],\"edges\":["
				 "{\"source\":1,\"target\":2},{\"source\":2,\"target\":0,"
				 "\"filter_config\":{\"mode\":\"any\"}},{\"source\":1,\"target\":0,"
				 "\"filter_config\":null}]}");
	if (!ok(g != NULL, "a graph with a join"))
		return;
	ok(g->order[0] == 1 && g->order[1] == 2 && g->order[2] == 0, "is put into order");
	ok(g->nodes[1].is_start && !g->nodes[1].is_terminal, "with a start");
	ok(g->nodes[0].is_terminal && !g->nodes[0].is_start, "and an end");
	ok(g->edges[1].filter && !g->edges[2].filter, "filters are with their edges");
	is_text(g->nodes[0].url_field, "link", "fields with their nodes");
	is_text(g->nodes[1].static_urls.items[0], "http://a.test/", "and URLs");
	g = graph_parse(w, "{}");
	ok(g && g->n_nodes == 0, "nothing is a graph, too");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_bad(&w);
	test_good(&w);
	work_end(&w);
	return done();
}
