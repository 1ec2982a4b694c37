/* Blocks that double in size; allocation bumps a pointer. Large ones are mappings of their own, on
 * ordinary pages: where memory is in pieces, making a huge page costs more than the faults that it
 * saves. With ARENA_DEBUG every allocation is its own malloc, remembered in a list. */
#include "util/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>

#define BLOCK_FIRST   4096u				  /* a small request fits in one */
#define BLOCK_LARGEST ((4u << 20) - sizeof(struct block)) /* doubling stops here */
#define KEPT_MAX      (1u << 20) /* what reset keeps when not told: enough for most requests */
#define FORGET	      16u	 /* of it that fades with each reset: one in so many */
#define ALIGNMENT     16u
#define PAGE	      4096u /* bytes; mappings are made of them */

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
	size_t needed; /* by a round; a running maximum */
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
	a->kept_max = most > BLOCK_FIRST ? most : BLOCK_FIRST;
}

static void run_deferred(struct arena *a)
{
	while (a->deferred) {
		struct deferred *d = a->deferred;

		a->deferred = d->next; /* unlinked first: a release may use the arena */
		d->release(d->thing);
	}
}

#ifdef ARENA_DEBUG

static struct block *block_new(size_t n)
{
	struct block *b = must(malloc(sizeof *b + n));

	b->size = n;
	return b;
}

static void block_free(struct block *b)
{
	free(b);
}

#else

static bool is_mapped(size_t size)
{
	return size >= BLOCK_LARGEST;
}

/* A mapping of its own goes back to the system when it is freed, whatever malloc thinks. */
static void *map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return must(p == MAP_FAILED ? NULL : p);
}

/* The size of a block that is to have n bytes. */
static size_t block_size(size_t n)
{
	size_t pages = (sizeof(struct block) + n + PAGE - 1) / PAGE;

	return is_mapped(n) ? pages * PAGE - sizeof(struct block) : n;
}

static struct block *block_new(size_t n)
{
	size_t size = block_size(n), all = sizeof(struct block) + size;
	struct block *b = is_mapped(size) ? map(all) : must(malloc(all));

	b->size = size;
	return b;
}

static void block_free(struct block *b)
{
	if (is_mapped(b->size))
		munmap(b, sizeof *b + b->size);
	else
		free(b);
}

#endif

/* Gives back all blocks but one, which may be NULL. */
static void drop_blocks(struct arena *a, struct block *kept)
{
	struct block *b = a->blocks;

	while (b) {
		struct block *older = b->next;

		if (b != kept)
			block_free(b);
		b = older;
	}
	a->blocks = kept;
	a->bytes = 0;
	if (kept) {
		kept->next = NULL;
		kept->used = 0;
		a->bytes = kept->size;
	}
}

static struct block *block_add(struct arena *a, size_t n)
{
	struct block *b = block_new(n);

	b->used = 0;
	b->next = a->blocks;
	a->blocks = b;
	a->bytes += b->size;
	return b;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	run_deferred(a);
	drop_blocks(a, NULL);
	free(a);
}

#ifdef ARENA_DEBUG

void arena_reset(struct arena *a)
{
	run_deferred(a);
	drop_blocks(a, NULL);
}

#else

/* What the rounds need: as much as this one took, or a little less than was needed before, so that
 * one hungry round in many is forgotten. */
static size_t needed(struct arena *a)
{
	size_t n = BLOCK_FIRST + arena_used(a);

	a->needed -= a->needed / FORGET;
	if (a->needed < n)
		a->needed = n;
	return a->needed;
}

/* A block that holds n bytes and not much more. */
static struct block *find_block(const struct arena *a, size_t n, size_t most)
{
	struct block *b = a->blocks;

	while (b && (b->size < n || b->size > most || b->size > 2 * block_size(n)))
		b = b->next;
	return b;
}

/* One block is kept, so that the next round needs no other. */
void arena_reset(struct arena *a)
{
	size_t most = a->kept_max - sizeof(struct block), n;
	struct block *kept;

	run_deferred(a);
	n = needed(a);
	if (n > most)
		n = most;
	kept = find_block(a, n, block_size(most));
	drop_blocks(a, kept);
	if (!kept)
		block_add(a, n);
	a->next_size = n < BLOCK_LARGEST ? n : BLOCK_LARGEST;
}

#endif

#ifdef ARENA_DEBUG

void *arena_alloc_raw(struct arena *a, size_t size)
{
	struct block *b = block_add(a, size ? size : 1);

	b->used = b->size;
	return BLOCK_DATA(b);
}

static bool stretch(struct arena *a, const void *p, size_t old, size_t size)
{
	(void)a, (void)p, (void)old, (void)size;
	return false;
}

#else

static size_t aligned(size_t size)
{
	return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

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
	a->next_size = a->next_size < BLOCK_LARGEST / 2 ? a->next_size * 2 : BLOCK_LARGEST;
	b = block_add(a, size > a->next_size ? size : a->next_size);
	b->used = size;
	return BLOCK_DATA(b);
}

void *arena_alloc_raw(struct arena *a, size_t size)
{
	struct block *b = a->blocks;

	if (size > SIZE_MAX / 2)
		must(NULL);
	size = aligned(size);
	if (b && b->size - b->used >= size) {
		void *p = BLOCK_DATA(b) + b->used;

		b->used += size;
		return p;
	}
	return alloc_in_new_block(a, size);
}

/* Makes p larger where it lies. False when something is behind it. */
static bool stretch(struct arena *a, const void *p, size_t old, size_t size)
{
	struct block *b = a->blocks;
	size_t start = b->used - aligned(old);

	if (aligned(old) > b->used || BLOCK_DATA(b) + start != p || size > SIZE_MAX / 2 ||
	    aligned(size) > b->size - start)
		return false;
	b->used = start + aligned(size);
	return true;
}

#endif

void *arena_grow(struct arena *a, void *p, size_t old, size_t size)
{
	if (!p)
		return arena_alloc_raw(a, size);
	if (size > old && stretch(a, p, old, size))
		return p;
	return memcpy(arena_alloc_raw(a, size), p, old < size ? old : size);
}

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

size_t arena_used(const struct arena *a)
{
	size_t n = 0;

	for (const struct block *b = a->blocks; b; b = b->next)
		n += b->used;
	return n;
}
