/* The nodes of a group are chained by one array over all nodes: a page has as many groups as nodes,
 * and most of them have one. */
#include "strategy/group.h"

struct groups groups_new(struct arena *a, size_t n_nodes)
{
	struct groups g = {.arena = a, .keys = map_new(a)};

	g.next = arena_alloc_raw(a, n_nodes * sizeof *g.next);
	return g;
}

void groups_clear(struct groups *g)
{
	map_clear(&g->keys);
	g->n = 0;
}

static struct group *group_new(struct groups *g, uint64_t key, uint32_t node)
{
	if (g->n == g->capacity) {
		size_t capacity = g->capacity ? g->capacity * 2 : 1024;
		struct group *grown = arena_alloc_raw(g->arena, capacity * sizeof *grown);
		if (g->n)
			memcpy(grown, g->items, g->n * sizeof *grown);
		g->items = grown;
		g->capacity = capacity;
	}
	map_put(&g->keys, key, (uint32_t)g->n);
	g->items[g->n] = (struct group){node, node, 0};
	return &g->items[g->n++];
}

void groups_add(struct groups *g, uint64_t key, uint32_t node)
{
	const uint32_t *at = map_get(&g->keys, key);
	struct group *group = at ? &g->items[*at] : group_new(g, key, node);

	g->next[node] = GROUP_END;
	if (group->n++)
		g->next[group->last] = node;
	group->last = node;
}
