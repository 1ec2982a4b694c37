/* Layers by the longest way, lanes for long edges, order by barycentres (Sugiyama, Tagawa, Toda
 * 1981), then places around the middle. */
#include "workflow/layout.h"

#include "bounds.h"

#include <stdlib.h>

#define SWEEPS	  8    /* there and back: more of them change little */
#define LANES_MAX 2000 /* beyond it edges go straight: nobody would follow them in any case */

/* A node, or the place where an edge passes through a layer. */
struct spot {
	size_t layer;
	double weight; /* where its neighbours are; then its place */
	size_t tie;    /* keeps what is equal in order */
	double row;
};

struct link {
	size_t from, to; /* spots in layers next to each other */
};

struct drawing {
	struct spot *spots;
	struct link *links;
	size_t **layers; /* spots from the top */
	size_t *n_in_layer;
	size_t n_spots, n_links, n_layers;
};

/* --- layers --- */

static bool find_layers(struct work *w, size_t n, const struct graph_edge *edges, size_t n_edges,
			struct spot *spots, size_t *n_layers)
{
	size_t *order = ARENA_ARRAY(w->arena, n, size_t);

	*n_layers = n > 0;
	if (!graph_sort(w, n, edges, n_edges, order))
		return fail(w, ERR_UNACCEPTABLE, "Workflow contains a cycle");
	for (size_t i = 0; i < n; i++) {
		const size_t behind = spots[order[i]].layer + 1;

		for (size_t e = 0; e < n_edges; e++) {
			if (edges[e].source != order[i] || spots[edges[e].target].layer >= behind)
				continue;
			spots[edges[e].target].layer = behind;
			if (behind + 1 > *n_layers)
				*n_layers = behind + 1;
		}
	}
	return true;
}

/* How many layers the edges pass through. */
static size_t count_lanes(const struct spot *spots, const struct graph_edge *edges, size_t n_edges)
{
	size_t lanes = 0;

	for (size_t e = 0; e < n_edges; e++)
		lanes += spots[edges[e].target].layer - spots[edges[e].source].layer - 1;
	return lanes;
}

/* --- lanes --- */

/* The edge as links from layer to layer; its lane's spots follow each other. */
static void add_lane(struct drawing *d, const struct graph_edge *edge, struct layout_path *path)
{
	size_t from = edge->source, n = d->spots[edge->target].layer;

	path->points[path->n++].layer = d->spots[from].layer;
	for (size_t layer = d->spots[from].layer + 1; layer < n; layer++) {
		d->spots[d->n_spots] = (struct spot){.layer = layer, .tie = d->n_spots};
		d->links[d->n_links++] = (struct link){from, d->n_spots};
		from = d->n_spots++;
		path->points[path->n].row = (double)from; /* its spot, for now */
		path->points[path->n++].layer = layer;
	}
	d->links[d->n_links++] = (struct link){from, edge->target};
	path->points[path->n++].layer = n;
}

static void add_edges(struct work *w, struct drawing *d, const struct graph_edge *edges,
		      size_t n_edges, bool has_lanes, struct layout_path *paths)
{
	for (size_t e = 0; e < n_edges; e++) {
		const size_t length =
		    d->spots[edges[e].target].layer - d->spots[edges[e].source].layer;

		paths[e].points =
		    ARENA_ARRAY(w->arena, has_lanes ? length + 1 : 2, struct layout_point);
		if (has_lanes) {
			add_lane(d, &edges[e], &paths[e]);
			continue;
		}
		d->links[d->n_links++] = (struct link){edges[e].source, edges[e].target};
		paths[e].points[0].layer = d->spots[edges[e].source].layer;
		paths[e].points[1].layer = d->spots[edges[e].target].layer;
		paths[e].n = 2;
	}
}

static void fill_layers(struct work *w, struct drawing *d)
{
	d->layers = ARENA_ARRAY(w->arena, d->n_layers, size_t *);
	d->n_in_layer = ARENA_ARRAY(w->arena, d->n_layers, size_t);
	for (size_t i = 0; i < d->n_spots; i++)
		d->n_in_layer[d->spots[i].layer]++;
	for (size_t i = 0; i < d->n_layers; i++) {
		d->layers[i] = ARENA_ARRAY(w->arena, d->n_in_layer[i], size_t);
		d->n_in_layer[i] = 0;
	}
	for (size_t i = 0; i < d->n_spots; i++) {
		const size_t layer = d->spots[i].layer;

		d->spots[i].row = (double)d->n_in_layer[layer];
		d->layers[layer][d->n_in_layer[layer]++] = i;
	}
}

/* --- order --- */

/* Where the spot's neighbours on one side are on average; its own row without any. */
static double centre(const struct drawing *d, size_t spot, bool look_back)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < d->n_links; i++) {
		const struct link *l = &d->links[i];

		if ((look_back ? l->to : l->from) != spot)
			continue;
		sum += d->spots[look_back ? l->from : l->to].row;
		n++;
	}
	return n ? sum / (double)n : d->spots[spot].row;
}

static int by_weight(const void *a, const void *b)
{
	const struct spot *const *x = a, *const *y = b;

	if ((*x)->weight != (*y)->weight)
		return (*x)->weight < (*y)->weight ? -1 : 1;
	return ((*x)->tie > (*y)->tie) - ((*x)->tie < (*y)->tie);
}

/* Spots of a layer around the middle, half a row up and down from it. */
static void place_layer(struct work *w, struct drawing *d, size_t layer, bool look_back)
{
	const size_t n = d->n_in_layer[layer];
	struct spot **sorted = ARENA_ARRAY(w->arena, n, struct spot *);

	for (size_t i = 0; i < n; i++) {
		sorted[i] = &d->spots[d->layers[layer][i]];
		sorted[i]->weight = centre(d, d->layers[layer][i], look_back);
	}
	qsort(sorted, n, sizeof(struct spot *), by_weight);
	for (size_t i = 0; i < n; i++) {
		d->layers[layer][i] = (size_t)(sorted[i] - d->spots);
		sorted[i]->row = (double)i - (double)(n - 1) / 2;
	}
}

static void order_layers(struct work *w, struct drawing *d)
{
	for (size_t sweep = 0; sweep < SWEEPS; sweep++)
		for (size_t i = 0; i < d->n_layers; i++)
			place_layer(w, d, sweep % 2 ? d->n_layers - 1 - i : i, sweep % 2 == 0);
}

/* --- all of it --- */

static void read_rows(const struct drawing *d, const struct graph_edge *edges, size_t n_edges,
		      struct layout *out)
{
	for (size_t i = 0; i < d->n_layers; i++)
		if ((double)d->n_in_layer[i] > out->rows)
			out->rows = (double)d->n_in_layer[i];
	const double middle = (out->rows - 1) / 2;

	for (size_t e = 0; e < n_edges; e++) {
		struct layout_path *path = &out->edges[e];

		path->points[0].row = d->spots[edges[e].source].row + middle;
		for (size_t i = 1; i + 1 < path->n; i++)
			path->points[i].row = d->spots[(size_t)path->points[i].row].row + middle;
		path->points[path->n - 1].row = d->spots[edges[e].target].row + middle;
	}
}

bool layout_make(struct work *w, size_t n, const struct graph_edge *edges, size_t n_edges,
		 struct layout *out)
{
	struct drawing d = {.spots = ARENA_ARRAY(w->arena, n + LANES_MAX, struct spot)};
	bool has_lanes;

	*out = (struct layout){.nodes = ARENA_ARRAY(w->arena, n, struct layout_point),
			       .edges = ARENA_ARRAY(w->arena, n_edges, struct layout_path)};
	for (size_t i = 0; i < n; i++)
		d.spots[i].tie = i;
	if (!find_layers(w, n, edges, n_edges, d.spots, &d.n_layers))
		return false;
	d.n_spots = n;
	d.links = ARENA_ARRAY(w->arena, n_edges + LANES_MAX, struct link);
	has_lanes = count_lanes(d.spots, edges, n_edges) <= LANES_MAX;
	add_edges(w, &d, edges, n_edges, has_lanes, out->edges);
	fill_layers(w, &d);
	order_layers(w, &d);
	read_rows(&d, edges, n_edges, out);
	for (size_t i = 0; i < n; i++)
		out->nodes[i] =
		    (struct layout_point){d.spots[i].layer, d.spots[i].row + (out->rows - 1) / 2};
	out->n_layers = d.n_layers;
	return true;
}
