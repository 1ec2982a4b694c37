/* The hash table and its hashes. */
#include "strategy/map.h"
#include "tap.h"

static void test_growth(struct arena *a)
{
	struct map m = map_new(a);
	bool all = true;

	for (uint32_t i = 0; i < 10000; i++)
		map_put(&m, hash_number(HASH_START, i), i);
	for (uint32_t i = 0; i < 10000; i++) {
		const uint32_t *at = map_get(&m, hash_number(HASH_START, i));
		all = all && at && *at == i;
	}
	ok(all, "ten thousand keys are found again");
	is_int((int64_t)m.n, 10000, "each is counted once");
	ok(!map_get(&m, hash_number(HASH_START, 10000)), "what was not put is not found");
	map_put(&m, hash_number(HASH_START, 7), 70);
	is_int(*map_get(&m, hash_number(HASH_START, 7)), 70, "a second value replaces the first");
	map_clear(&m);
	ok(!map_get(&m, hash_number(HASH_START, 7)) && m.n == 0, "what was cleared is gone");
}

static void test_zero(struct arena *a)
{
	struct map m = map_new(a);

	ok(!map_get(&m, 0), "the hash 0 is not there at first");
	map_put(&m, 0, 5);
	is_int(*map_get(&m, 0), 5, "and is a key like others");
}

int main(void)
{
	struct arena *a = arena_new();

	test_growth(a);
	test_zero(a);
	ok(hash_text(hash_text(HASH_START, "ab"), "c") !=
	       hash_text(hash_text(HASH_START, "a"), "bc"),
	   "texts are hashed with their ends");
	arena_free(a);
	return done();
}
