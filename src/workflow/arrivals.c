/* A set that keeps the order in which it was filled. */
#include "workflow/arrivals.h"

#include "bounds.h"
#include "util/quick_hash.h"

#define ROOM_FIRST 16

static uint64_t hash_of(const char *url, const char *parameters)
{
	uint64_t h = quick_hash_seed();

	h = quick_hash(url ? url : "", url ? strlen(url) : 0, h);
	return parameters ? quick_hash(parameters, strlen(parameters), h) : h;
}

static bool is_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* The slot where it is, or is to be put. */
static size_t slot_of(const struct arrivals *all, const char *url, const char *parameters)
{
	size_t slot = hash_of(url, parameters) & (all->n_slots - 1);

	while (all->slots[slot]) {
		const struct arrival *other = &all->items[all->slots[slot] - 1];

		if (is_equal(other->url, url) && is_equal(other->parameters, parameters))
			break;
		slot = (slot + 1) & (all->n_slots - 1);
	}
	return slot;
}

/* Twice the room; half of the slots stay free. */
static void make_room(struct work *w, struct arrivals *all)
{
	const size_t room = all->room ? 2 * all->room : ROOM_FIRST;
	struct arrival *items = ARENA_ARRAY(w->arena, room, struct arrival);

	if (all->n)
		memcpy(items, all->items, all->n * sizeof *items);
	all->items = items;
	all->room = room;
	all->n_slots = 2 * room;
	all->slots = ARENA_ARRAY(w->arena, all->n_slots, size_t);
	for (size_t i = 0; i < all->n; i++)
		all->slots[slot_of(all, items[i].url, items[i].parameters)] = i + 1;
}

void arrivals_add(struct work *w, struct arrivals *all, const struct arrival *one)
{
	size_t slot;

	if (all->n == all->room)
		make_room(w, all);
	slot = slot_of(all, one->url, one->parameters);
	if (all->slots[slot]) {
		all->items[all->slots[slot] - 1].is_fresh |= one->is_fresh;
		return;
	}
	if (all->n == NODE_INPUTS_MAX) {
		all->is_cut = true;
		return;
	}
	all->items[all->n] = (struct arrival){.url = arena_text(w->arena, one->url),
					      .parameters = arena_text(w->arena, one->parameters),
					      .is_fresh = one->is_fresh};
	all->slots[slot] = ++all->n;
}

const struct arrival *arrivals_find(const struct arrivals *all, const char *url,
				    const char *parameters)
{
	size_t slot;

	if (all->n == 0)
		return NULL;
	slot = slot_of(all, url, parameters);
	return all->slots[slot] ? &all->items[all->slots[slot] - 1] : NULL;
}
