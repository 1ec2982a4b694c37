/* Nodes of a page put together by keys: those with one key make a group. */
#ifndef METER_STRATEGY_GROUP_H
#define METER_STRATEGY_GROUP_H

#include "strategy/map.h"

#define GROUP_END UINT32_MAX

struct group {
	uint32_t first, last; /* node indexes */
	uint32_t n;
};

struct groups {
	struct arena *arena;
	struct group *items; /* in the order of their first nodes */
	size_t n, capacity;
	struct map keys; /* -> index in items */
	uint32_t *next;	 /* by node index: the next one of its group, or GROUP_END */
};

/* Room for the groups of a page with so many nodes. */
struct groups groups_new(struct arena *a, size_t n_nodes);

/* Forgets all groups and keeps the room. */
void groups_clear(struct groups *g);

/* Nodes are to be added in document order, each once. */
void groups_add(struct groups *g, uint64_t key, uint32_t node);

#endif
