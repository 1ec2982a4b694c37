/* Blocks that double in size; allocation bumps a pointer. With ARENA_DEBUG every allocation is
 * its own malloc, remembered in a list. */
#include "util/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define BLOCK_FIRST   4096u	 /* a small request fits in one */
#define BLOCK_LARGEST (4u << 20) /* doubling stops here: waste stays below 4 MB */
#define KEPT_MAX      (1u << 20) /* what reset keeps when not told: enough for most requests */
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
	size_t kept_max;
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
	a->kept_max = KEPT_MAX;
	return a;
}

void arena_keep(struct arena *a, size_t most)
{
	a->kept_max = most;
}

static void run_deferred(struct arena *a)
{
	while (a->deferred) {
		struct deferred *d = a->deferred;

		a->deferred = d->next; /* unlinked first: a release may use the arena */
		d->release(d->thing);
	}
}

static void drop_blocks(struct arena *a)
{
	struct block *b = a->blocks;

	while (b) {
		struct block *older = b->next;

		free(b);
		b = older;
	}
	a->blocks = NULL;
	a->bytes = 0;
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

void arena_free(struct arena *a)
{
	if (!a)
		return;
	run_deferred(a);
	drop_blocks(a);
	free(a);
}

void arena_reset(struct arena *a)
{
	size_t size;

	run_deferred(a);
	size = a->bytes < a->kept_max ? a->bytes : a->kept_max;
#ifdef ARENA_DEBUG
	size = 0;
#endif
	/* One block of the whole size serves the next round without another. */
	if (!a->blocks || a->blocks->next || a->blocks->size != size) {
		drop_blocks(a);
		if (size)
			block_add(a, size);
	}
	if (a->blocks)
		a->blocks->used = 0;
	a->next_size = size < BLOCK_FIRST     ? BLOCK_FIRST
		       : size < BLOCK_LARGEST ? size
					      : BLOCK_LARGEST;
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
