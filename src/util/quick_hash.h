/* A hash for tables in memory over strangers' bytes. It is seeded for each process, so that nobody
 * can make keys that meet in one bucket; nothing that lasts may depend on it. */
#ifndef METER_UTIL_QUICK_HASH_H
#define METER_UTIL_QUICK_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The seed of this process. */
uint64_t quick_hash_seed(void);

static inline uint64_t quick_hash_word(const char *s, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, s, n);
	return word;
}

/* The halves of the product, so that every bit meets every other. */
static inline uint64_t quick_hash_mix(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Eight bytes at a time, multiplied and folded, as wyhash does (Wang Yi); the last ones overlap. */
static inline uint64_t quick_hash(const char *s, size_t n, uint64_t seed)
{
	uint64_t h = seed ^ n, last;

	for (const char *end = s + n; end - s > 8; s += 8)
		h = quick_hash_mix(h ^ quick_hash_word(s, 8), 0xa0761d6478bd642fu);
	if (n >= 8)
		last = quick_hash_word(s + (n - 1) % 8 + 1 - 8, 8);
	else if (n >= 4)
		last = quick_hash_word(s, 4) | quick_hash_word(s + n - 4, 4) << 32;
	else if (n > 0)
		last = (uint64_t)(unsigned char)s[0] << 16 |
		       (uint64_t)(unsigned char)s[n / 2] << 8 | (unsigned char)s[n - 1];
	else
		last = 0;
	return quick_hash_mix(h ^ last, 0xe7037ed1a0b428dbu);
}

#endif
