/* Where nodes are drawn: behind what comes before them, nothing upon another, few crossings. */
#include "workflow/layout.h"

#include "tap.h"

#define N_MAX 30

/* A number that is the same in every run. */
static unsigned next_random(void)
{
	static unsigned state = 12345;

	state = state * 1103515245u + 12345u;
	return state >> 16;
}

static void test_line(struct work *w)
{
	const struct graph_edge edges[] = {{.source = 0, .target = 1}, {.source = 1, .target = 2}};
	struct layout l;

	ok(layout_make(w, 3, edges, 2, &l), "a line of three");
	is_int(l.n_layers, 3, "has three layers");
	ok(l.rows == 1 && l.nodes[0].row == 0 && l.nodes[2].row == 0, "of one row");
	ok(l.nodes[0].layer == 0 && l.nodes[1].layer == 1 && l.nodes[2].layer == 2, "in order");
}

/* From 0 to 3 over 1 and 2, and at once: the long edge passes the others by. */
static void test_long_edge(struct work *w)
{
	const struct graph_edge edges[] = {{.source = 0, .target = 1},
					   {.source = 1, .target = 2},
					   {.source = 2, .target = 3},
					   {.source = 0, .target = 3}};
	struct layout l;

	ok(layout_make(w, 4, edges, 4, &l), "a long edge");
	is_int(l.edges[3].n, 4, "has a place in each layer");
	ok(l.edges[3].points[1].row != l.nodes[1].row && l.edges[3].points[2].row != l.nodes[2].row,
	   "beside the nodes there");
	ok(l.edges[3].points[0].row == l.nodes[0].row && l.edges[3].points[3].row == l.nodes[3].row,
	   "from node to node");
}

/* Two pairs that are given crosswise. */
static void test_crossing(struct work *w)
{
	const struct graph_edge edges[] = {{.source = 0, .target = 3}, {.source = 1, .target = 2}};
	struct layout l;

	ok(layout_make(w, 4, edges, 2, &l), "two pairs");
	ok((l.nodes[0].row < l.nodes[1].row) == (l.nodes[3].row < l.nodes[2].row), "do not cross");
}

static bool is_good(const struct layout *l, size_t n, const struct graph_edge *edges,
		    size_t n_edges)
{
	for (size_t e = 0; e < n_edges; e++)
		if (l->nodes[edges[e].source].layer >= l->nodes[edges[e].target].layer)
			return false;
	for (size_t i = 0; i < n; i++) {
		if (l->nodes[i].row < 0 || l->nodes[i].row > l->rows - 1 ||
		    l->nodes[i].layer >= l->n_layers)
			return false;
		for (size_t k = 0; k < i; k++)
			if (l->nodes[i].layer == l->nodes[k].layer &&
			    l->nodes[i].row == l->nodes[k].row)
				return false;
	}
	return true;
}

static void test_random(struct work *w)
{
	int n_good = 0;

	for (int round = 0; round < 300; round++) {
		const size_t n = 1 + next_random() % N_MAX;
		struct graph_edge edges[N_MAX * N_MAX];
		size_t n_edges = 0;
		struct work part;
		struct layout l;

		for (size_t i = 0; i < n; i++)
			for (size_t k = i + 1; k < n; k++)
				if (next_random() % 5 == 0)
					edges[n_edges++] =
					    (struct graph_edge){.source = i, .target = k};
		work_begin_part(&part, w);
		n_good +=
		    layout_make(&part, n, edges, n_edges, &l) && is_good(&l, n, edges, n_edges);
		work_end(&part);
	}
	is_int(n_good, 300, "random graphs: nothing upon another, nothing backwards");
}

int main(void)
{
	const struct graph_edge cycle[] = {{.source = 0, .target = 1}, {.source = 1, .target = 0}};
	struct layout l;
	struct work w;

	work_begin(&w);
	ok(layout_make(&w, 0, NULL, 0, &l) && l.n_layers == 0, "nothing has no layers");
	test_line(&w);
	test_long_edge(&w);
	test_crossing(&w);
	test_random(&w);
	ok(!layout_make(&w, 2, cycle, 2, &l), "a cycle cannot be drawn");
	is_text(w.message, "Workflow contains a cycle", "says so");
	work_end(&w);
	return done();
}
