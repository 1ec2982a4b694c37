/* Open addressing with linear probing; never more than half full. */
#include "strategy/map.h"

#define MAP_FIRST_CAPACITY 64

static uint64_t key_of(uint64_t hash)
{
	return hash ? hash : 1;
}

static size_t slot_of(const struct map *m, uint64_t key)
{
	size_t i = (size_t)(key ^ (key >> 32)) & (m->capacity - 1);

	while (m->keys[i] && m->keys[i] != key)
		i = (i + 1) & (m->capacity - 1);
	return i;
}

static void map_allocate(struct map *m, size_t capacity)
{
	m->capacity = capacity;
	m->keys = ARENA_ARRAY(m->arena, capacity, uint64_t);
	m->values = arena_alloc_raw(m->arena, capacity * sizeof *m->values);
}

struct map map_new(struct arena *a)
{
	struct map m = {.arena = a};

	map_allocate(&m, MAP_FIRST_CAPACITY);
	return m;
}

uint32_t *map_get(const struct map *m, uint64_t key)
{
	size_t i = slot_of(m, key_of(key));

	return m->keys[i] ? &m->values[i] : NULL;
}

void map_put(struct map *m, uint64_t key, uint32_t value)
{
	size_t i;

	if ((m->n + 1) * 2 > m->capacity) {
		struct map old = *m;
		map_allocate(m, old.capacity * 2);
		for (size_t k = 0; k < old.capacity; k++) {
			if (!old.keys[k])
				continue;
			i = slot_of(m, old.keys[k]);
			m->keys[i] = old.keys[k];
			m->values[i] = old.values[k];
		}
	}
	i = slot_of(m, key_of(key));
	if (!m->keys[i])
		m->n++;
	m->keys[i] = key_of(key);
	m->values[i] = value;
}

void map_clear(struct map *m)
{
	memset(m->keys, 0, m->capacity * sizeof *m->keys);
	m->n = 0;
}

uint64_t hash_bytes(uint64_t h, const void *data, size_t n)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(1099511628211);
	return h;
}

uint64_t hash_text(uint64_t h, const char *s)
{
	return hash_bytes(h, s, strlen(s) + 1);
}

/* Two rounds of multiplication spread the bits: a page takes millions of these. */
uint64_t hash_number(uint64_t h, uint64_t number)
{
	h = (h ^ number) * UINT64_C(0x9e3779b97f4a7c15);
	h = (h ^ (h >> 32)) * UINT64_C(0xd6e8feb86659fd93);
	return h ^ (h >> 32);
}
