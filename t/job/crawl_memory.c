/* What searches remember from claim to claim, and when it is not theirs any more. */
#include "job/crawl_memory.h"

#include "tap.h"

static struct blob hash_of(struct work *w, int i)
{
	uint64_t *hash = ARENA_ARRAY(w->arena, 2, uint64_t);

	hash[0] = (uint64_t)i * UINT64_C(0x9E3779B97F4A7C15) + 1;
	hash[1] = (uint64_t)i;
	return (struct blob){hash, 16};
}

static void seen(struct work *w)
{
	struct crawl_seen *s = crawl_memory_new(w->arena)->found;
	int n = 0, wrong = 0;

	ok(!crawl_seen_has(s, hash_of(w, 1)), "nothing is seen at first");
	for (int i = 0; i < 4 * CRAWL_SEEN; i++)
		crawl_seen_add(s, hash_of(w, i));
	for (int i = 0; i < 4 * CRAWL_SEEN; i++)
		n += crawl_seen_has(s, hash_of(w, i));
	for (int i = 4 * CRAWL_SEEN; i < 8 * CRAWL_SEEN; i++)
		wrong += crawl_seen_has(s, hash_of(w, i));
	ok(n > CRAWL_SEEN / 2 && n <= CRAWL_SEEN, "as many as there is room for: %d", n);
	is_int(wrong, 0, "and none that was not added");
}

static void kept(void)
{
	struct crawl_memories m = {0};
	struct discovery d = {.id = "01890000-0000-7000-8000-00000000000a", .page_seq = 5};
	struct crawl_memory *c = crawl_memory_take(&m, &d), *other;

	ok(c && !c->is_known, "a search is new");
	c->is_known = true;
	d.page_seq = 9;
	crawl_memory_leave(c, &d);
	ok(crawl_memory_take(&m, &d) == c && c->is_known, "the next claim goes on with it");
	ok(crawl_memory_take(&m, &d) != c, "but not two at once");
	crawl_memory_leave(c, &d);
	d.url_seq++;
	ok(!crawl_memory_take(&m, &d)->is_known, "nor one that others have gone on with");
	d.run++;
	other = crawl_memory_take(&m, &d);
	ok(other && !other->is_known, "nor another run");
	crawl_memory_leave(other, NULL);
	ok(!other->trap && !other->arena, "what is not to be trusted goes");
	crawl_memories_free(&m);
}

static void too_many(void)
{
	struct crawl_memories m = {0};
	struct discovery d = {.id = "01890000-0000-7000-8000-00000000000a"};
	struct crawl_memory *first = crawl_memory_take(&m, &d);

	for (int i = 1; i < CRAWL_MEMORIES; i++)
		ok(crawl_memory_take(&m, &d), "another");
	ok(!crawl_memory_take(&m, &d), "one too many");
	crawl_memory_leave(first, &d);
	d.page_seq++;
	ok(crawl_memory_take(&m, &d) == first, "takes the place of what is idle");
	crawl_memories_free(&m);
}

int main(void)
{
	struct work w;

	work_begin(&w);
	seen(&w);
	kept();
	too_many();
	work_end(&w);
	return done();
}
