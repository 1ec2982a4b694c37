/* Pieces of all sizes: apart, aligned, used again, within the bound. */
#include "extract/heap.h"

#include "tap.h"

#include <setjmp.h>

#define N 4000

static struct {
	unsigned char *p;
	size_t n;
	unsigned char fill;
} pieces[N];

/* Small ones mostly, as Gumbo takes them. */
static size_t size_of(uint32_t noise)
{
	static const size_t most[] = {8, 16, 128, 128, 512, 600, 5000, 100000};

	return noise >> 8 & 0xffff ? (noise >> 8) % most[noise & 7] + 1 : 0;
}

static bool is_whole(size_t i)
{
	for (size_t k = 0; k < pieces[i].n; k++)
		if (pieces[i].p[k] != pieces[i].fill)
			return false;
	return true;
}

static jmp_buf until_spent;

static __attribute__((noreturn)) void spent(void *data)
{
	(void)data;
	longjmp(until_spent, 1);
}

/* Takes and gives at noise: no piece is written by another. */
static void pieces_are_apart(void)
{
	struct arena *a = arena_new();
	struct heap *h = heap_new(a, (size_t)1 << 30, spent, NULL);
	bool whole = true, aligned = true;
	uint32_t x = 1;

	for (int i = 0; i < 30000; i++) {
		size_t at;

		x = x * 1664525 + 1013904223;
		at = (x >> 8) % N;
		if (pieces[at].p) {
			whole = whole && is_whole(at);
			heap_give(h, pieces[at].p);
			pieces[at].p = NULL;
			continue;
		}
		x = x * 1664525 + 1013904223;
		pieces[at].n = size_of(x);
		pieces[at].fill = (unsigned char)i;
		pieces[at].p = heap_take(h, pieces[at].n);
		aligned = aligned && (uintptr_t)pieces[at].p % sizeof(void *) == 0;
		memset(pieces[at].p, pieces[at].fill, pieces[at].n);
	}
	for (size_t i = 0; i < N; i++)
		whole = whole && (!pieces[i].p || is_whole(i));
	ok(whole, "pieces keep what was written to them");
	ok(aligned, "and are aligned for pointers");
	heap_give(h, NULL);
	arena_free(a);
}

/* Takes as much as it can. */
static size_t taken(struct heap *h, size_t n)
{
	static size_t sum;

	sum = 0;
	if (setjmp(until_spent) == 0) {
		for (;;) {
			memset(heap_take(h, n), 1, n);
			sum += n;
		}
	}
	return sum;
}

static void bounds(void)
{
	static const size_t sizes[] = {8, 24, 128, 513, 4096, 4097, 200000, 3u << 20};

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct arena *a = arena_new();
		size_t n = taken(heap_new(a, 4u << 20, spent, NULL), sizes[i]);

		ok(n <= 4u << 20, "pieces of %zu bytes stay within the bound", sizes[i]);
		ok(n > 4u << 10, "and may be taken up to it (%zu bytes)", n);
		arena_free(a);
	}
}

#ifndef ARENA_DEBUG
static void memory_is_used_again(void)
{
	struct arena *a = arena_new();
	struct heap *h = heap_new(a, 4u << 20, spent, NULL);
	size_t n;

	for (size_t i = 0; i < 1000000; i++)
		heap_give(h, heap_take(h, i % 5000));
	ok(true, "what is given back is taken again");
	n = taken(h, 128);
	ok(n > 1u << 20, "small pieces need nothing beside them (%zu bytes)", n);
	ok(heap_pieces(h, 128) >= n / 128, "and can be counted");
	ok(heap_pieces(h, 128) < n / 128 + 300, "nearly");
	arena_free(a);
}
#endif

int main(void)
{
	pieces_are_apart();
	bounds();
#ifndef ARENA_DEBUG
	memory_is_used_again();
#endif
	return done();
}
