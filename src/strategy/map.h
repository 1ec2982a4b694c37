/* A growing hash table from 64-bit hashes to small numbers, and the hashes that go into it.
 *
 * The hash is the key: of the some hundred thousand things of one page two practically never share
 * one, and if somebody makes a page in which they do, two groups become one and nothing breaks.
 */
#ifndef METER_STRATEGY_MAP_H
#define METER_STRATEGY_MAP_H

#include "util/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct map {
	struct arena *arena;
	uint64_t *keys; /* 0: free */
	uint32_t *values;
	size_t capacity; /* a power of two */
	size_t n;
};

struct map map_new(struct arena *a);

/* The number kept for key, or NULL. Valid until the next map_put. */
uint32_t *map_get(const struct map *m, uint64_t key);

void map_put(struct map *m, uint64_t key, uint32_t value);

/* Takes everything out and keeps the room. */
void map_clear(struct map *m);

#define HASH_START UINT64_C(14695981039346656037)

/* FNV-1a over n bytes, going on from h. */
uint64_t hash_bytes(uint64_t h, const void *data, size_t n);

/* The same over a text and its end, so that "ab","c" and "a","bc" differ. */
uint64_t hash_text(uint64_t h, const char *s);

/* Folds a number into h. */
uint64_t hash_number(uint64_t h, uint64_t number);

#endif
