/* Blocks that double in size; allocation bumps a pointer. With ARENA_DEBUG every allocation is
 * its own malloc, remembered in a list. */
#include "util/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define BLOCK_FIRST   4096u	 /* a small request fits in one */
#define BLOCK_LARGEST (4u << 20) /* doubling stops here: waste stays below 4 MB */
#define KEPT_MAX      (1u << 20) /* what reset keeps: enough for nearly every request */
#define ALIGNMENT     16u

struct block {
	struct block *next; /* older */
	size_t size;	    /* of the data that follows */
	size_t used;
	size_t unused; /* keeps the data aligned */
};

struct deferred {
	struct deferred *next;
	void (*release)(void *);
	void *thing;
};

struct arena {
	struct block *blocks; /* newest first; the newest is the one being filled */
	struct deferred *deferred;
	size_t bytes;
	size_t next_size;
};

#define BLOCK_DATA(b) ((char *)(b) + sizeof(struct block))
_Static_assert(sizeof(struct block) % ALIGNMENT == 0, "block data must be aligned");

static void *must(void *p)
{
	if (!p) {
		fputs("out of memory\n", stderr);
		abort();
	}
	return p;
}

struct arena *arena_new(void)
{
	struct arena *a = must(calloc(1, sizeof *a));

	a->next_size = BLOCK_FIRST;
	return a;
}

static void run_deferred(struct arena *a)
{
	while (a->deferred) {
		struct deferred *d = a->deferred;

		a->deferred = d->next; /* unlinked first: a release may use the arena */
		d->release(d->thing);
	}
}

static void drop_blocks(struct arena *a, struct block *keep)
{
	struct block *b = a->blocks;

	while (b) {
		struct block *older = b->next;

		if (b != keep) {
			a->bytes -= b->size;
			free(b);
		}
		b = older;
	}
	a->blocks = keep;
	if (keep) {
		keep->next = NULL;
		keep->used = 0;
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	run_deferred(a);
	drop_blocks(a, NULL);
	free(a);
}

void arena_reset(struct arena *a)
{
	struct block *keep = NULL;

	run_deferred(a);
#ifndef ARENA_DEBUG
	for (struct block *b = a->blocks; b; b = b->next)
		if (b->size <= KEPT_MAX && (!keep || b->size > keep->size))
			keep = b;
#endif
	drop_blocks(a, keep);
	a->next_size = keep ? keep->size : BLOCK_FIRST;
}

static struct block *block_add(struct arena *a, size_t size)
{
	struct block *b = must(malloc(sizeof *b + size));

	b->size = size;
	b->used = 0;
	b->next = a->blocks;
	a->blocks = b;
	a->bytes += size;
	return b;
}

#ifdef ARENA_DEBUG

void *arena_alloc_raw(struct arena *a, size_t size)
{
	struct block *b = block_add(a, size ? size : 1);

	b->used = b->size;
	return BLOCK_DATA(b);
}

#else

static void *alloc_in_new_block(struct arena *a, size_t size)
{
	struct block *head = a->blocks, *b;

	if (size > a->next_size / 2 && head) {
		/* A large piece gets a block of its own behind the one being filled. */
		b = block_add(a, size);
		a->blocks = head;
		b->next = head->next;
		head->next = b;
		b->used = size;
		return BLOCK_DATA(b);
	}
	if (a->next_size < BLOCK_LARGEST)
		a->next_size *= 2;
	b = block_add(a, size > a->next_size ? size : a->next_size);
	b->used = size;
	return BLOCK_DATA(b);
}

void *arena_alloc_raw(struct arena *a, size_t size)
{
	struct block *b = a->blocks;

	if (size > SIZE_MAX / 2)
		must(NULL);
	size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (b && b->size - b->used >= size) {
		void *p = BLOCK_DATA(b) + b->used;

		b->used += size;
		return p;
	}
	return alloc_in_new_block(a, size);
}

#endif

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_alloc_raw(a, size), 0, size);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		must(NULL);
	return arena_alloc(a, total);
}

char *arena_copy(struct arena *a, const void *data, size_t n)
{
	char *copy = arena_alloc_raw(a, n + 1);

	if (n)
		memcpy(copy, data, n);
	copy[n] = '\0';
	return copy;
}

char *arena_text(struct arena *a, const char *s)
{
	return s ? arena_copy(a, s, strlen(s)) : NULL;
}

char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
	char small[256];
	va_list again;
	char *out;
	int n;

	va_copy(again, args);
	n = vsnprintf(small, sizeof small, format, args);
	if (n < 0)
		n = 0;
	if ((size_t)n < sizeof small) {
		out = arena_copy(a, small, (size_t)n);
	} else {
		out = arena_alloc_raw(a, (size_t)n + 1);
		(void)vsnprintf(out, (size_t)n + 1, format, again);
	}
	va_end(again);
	return out;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	char *out;

	va_start(args, format);
	out = arena_vprintf(a, format, args);
	va_end(args);
	return out;
}

void arena_defer(struct arena *a, void (*release)(void *), void *thing)
{
	struct deferred *d = ARENA_NEW(a, struct deferred);

	d->release = release;
	d->thing = thing;
	d->next = a->deferred;
	a->deferred = d;
}

size_t arena_bytes(const struct arena *a)
{
	return a->bytes;
}
