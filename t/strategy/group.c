/* Nodes put together by keys. */
#include "strategy/group.h"
#include "tap.h"

int main(void)
{
	struct arena *a = arena_new();
	struct groups g = groups_new(a, 10000);
	uint32_t sum = 0;

	groups_add(&g, 77, 2);
	groups_add(&g, 5, 3);
	groups_add(&g, 77, 4);
	groups_add(&g, 77, 9);
	is_int((int64_t)g.n, 2, "two keys, two groups");
	is_int(g.items[0].n, 3, "of three nodes");
	is_int(g.items[1].n, 1, "and of one");
	for (uint32_t at = g.items[0].first; at != GROUP_END; at = g.next[at])
		sum = sum * 10 + at;
	is_int(sum, 249, "in the order in which they came");
	groups_clear(&g);
	for (uint32_t i = 0; i < 10000; i++)
		groups_add(&g, i % 5000 + 1, i);
	is_int((int64_t)g.n, 5000, "nothing is left of the old ones");
	is_int(g.items[77].n, 2, "nor of their members");
	is_int(g.next[g.items[77].first], 5077, "and there is room for many");
	arena_free(a);
	return done();
}
