/* Inputs that are nearly like others, the same ones in every run. */
#ifndef METER_T_MUTATE_H
#define METER_T_MUTATE_H

#include <stdint.h>
#include <string.h>

/* Knuth's MMIX generator; the high bits are the good ones. */
static inline uint32_t noise(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

/* Changes a few places of the n bytes at data: bytes replaced, pieces copied, removed, repeated.
 * The length stays within room; returned. */
static inline size_t mutate(uint64_t *state, char *data, size_t n, size_t room)
{
	static const char odd[] = "<>/\"'=&;!-#[]{}()\0\xff\xc3 \n";

	for (uint32_t left = noise(state) % 8 + 1; left > 0 && n > 0; left--) {
		size_t from = noise(state) % n, to = noise(state) % n, size = noise(state) % 64 + 1;

		if (size > n - (from > to ? from : to))
			size = 1;
		switch (noise(state) % 5) {
		case 0:
			data[to] = odd[noise(state) % (sizeof odd - 1)];
			break;
		case 1:
			data[to] = (char)noise(state);
			break;
		case 2:
			memmove(data + to, data + from, size);
			break;
		case 3:
			memmove(data + to, data + to + size, n - to - size);
			n -= size;
			break;
		default:
			if (n + size > room)
				break;
			memmove(data + to + size, data + to, n - to);
			n += size;
		}
	}
	return n;
}

#endif
