/* Hashes by open addressing, and the few searches that are remembered. */
#include "job/crawl_memory.h"

#include "discover/trap.h"

#include <string.h>

/* --- what is stored already --- */

/* Of a SHA-256: that a new URL begins like one that is noted, and is lost, happens once in 10^15
 * looks. */
static uint64_t beginning_of(struct blob hash)
{
	uint64_t beginning;

	memcpy(&beginning, hash.data, sizeof beginning);
	return beginning;
}

/* The place of what begins so, or a free one for it; -1 when neither is near. */
static int64_t place_of(const struct crawl_seen *seen, uint64_t beginning)
{
	for (uint64_t i = 0; i < CRAWL_SEEN_STEPS; i++) {
		const uint64_t place = (beginning % CRAWL_SEEN + i) % CRAWL_SEEN;

		if (seen->hashes[place] == 0 || seen->hashes[place] == beginning)
			return (int64_t)place;
	}
	return -1;
}

bool crawl_seen_has(const struct crawl_seen *seen, struct blob hash)
{
	const uint64_t beginning = beginning_of(hash);
	const int64_t place = place_of(seen, beginning);

	return place >= 0 && seen->hashes[place] == beginning;
}

void crawl_seen_add(struct crawl_seen *seen, struct blob hash)
{
	const uint64_t beginning = beginning_of(hash);
	const int64_t place = place_of(seen, beginning);

	if (place >= 0)
		seen->hashes[place] = beginning;
}

/* --- memories --- */

static void fill(struct crawl_memory *c, struct arena *a)
{
	c->trap = trap_new(a);
	c->found = ARENA_NEW(a, struct crawl_seen);
	c->pages = ARENA_NEW(a, struct crawl_seen);
}

struct crawl_memory *crawl_memory_new(struct arena *a)
{
	struct crawl_memory *c = ARENA_NEW(a, struct crawl_memory);

	fill(c, a);
	return c;
}

static void forget(struct crawl_memory *c)
{
	if (c->arena)
		arena_free(c->arena);
	*c = (struct crawl_memory){0};
}

void crawl_memories_free(struct crawl_memories *m)
{
	for (size_t i = 0; i < CRAWL_MEMORIES; i++)
		forget(&m->list[i]);
}

static bool is_of(const struct crawl_memory *c, const struct discovery *d)
{
	return c->arena && !c->is_used && strcmp(c->discovery_id, d->id) == 0 && c->run == d->run &&
	       c->page_seq == d->page_seq && c->url_seq == d->url_seq;
}

/* Its own, or else the one that was idle the longest; NULL when all are in use. */
static struct crawl_memory *choose(struct crawl_memories *m, const struct discovery *d)
{
	struct crawl_memory *oldest = NULL;

	for (size_t i = 0; i < CRAWL_MEMORIES; i++) {
		struct crawl_memory *c = &m->list[i];

		if (is_of(c, d))
			return c;
		if (!c->is_used && (!oldest || c->used_at < oldest->used_at))
			oldest = c;
	}
	return oldest;
}

struct crawl_memory *crawl_memory_take(struct crawl_memories *m, const struct discovery *d)
{
	struct crawl_memory *c = choose(m, d);

	if (!c)
		return NULL;
	if (!is_of(c, d)) {
		forget(c);
		c->arena = arena_new();
		fill(c, c->arena);
	}
	c->is_used = true;
	c->used_at = ++m->counter;
	return c;
}

void crawl_memory_leave(struct crawl_memory *c, const struct discovery *now)
{
	c->is_used = false;
	if (!now) {
		forget(c);
		return;
	}
	(void)snprintf(c->discovery_id, sizeof c->discovery_id, "%s", now->id);
	c->run = now->run;
	c->page_seq = now->page_seq;
	c->url_seq = now->url_seq;
}
