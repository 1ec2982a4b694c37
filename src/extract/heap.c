/* Chunks that start at multiples of their size: an address without its low bits is the head of its
 * chunk, which knows the size of its pieces. A large piece has a chunk of its own, from malloc.
 * With ARENA_DEBUG every piece is a large one, so that sanitizers see overruns and late uses. */
#include "extract/heap.h"

#include <stdint.h>
#include <stdlib.h>

#define CHUNK	      (32u << 10) /* bytes: a power of two */
#define GROUP_FIRST   (8u * CHUNK)
#define GROUP_LARGEST (4u << 20) /* doubling stops here */
#define GROUP_HEAD    64u	 /* left to the arena, so that a group fills whole pages */
#define STEP	      8u	 /* bytes between the classes of small pieces */
#define SMALL_MAX     512u
#define MEDIUM_MAX    4096u /* up to here there are four classes to a doubling */
#define N_SMALL	      (SMALL_MAX / STEP)
#define N_CLASSES     (N_SMALL + 12u)
#define LARGE	      N_CLASSES /* the class of larger ones */

/* Nearly all pieces are small: what the others need stays out of their way. */
#define RARE __attribute__((noinline))

/* At the start of every chunk. */
struct chunk {
	unsigned int class;
	struct chunk *next, *previous; /* of the large pieces */
	size_t size;		       /* of a large one */
};

#define CHUNK_HEAD 32u /* keeps pieces aligned */
_Static_assert(sizeof(struct chunk) <= CHUNK_HEAD, "the head of a chunk must fit");

/* A piece that was given back. */
struct piece {
	struct piece *next;
};

struct size_class {
	struct piece *given;
	char *next, *end; /* of the chunk in use */
	size_t n_chunks;
};

struct heap {
	struct size_class classes[N_CLASSES];
	struct arena *arena;
	char *chunks, *chunks_end; /* not in use yet */
	size_t group;		   /* bytes of the next group of chunks */
	struct chunk *large;
	size_t n_large;
	size_t left;
	heap_spent spent;
	void *spent_data;
};

static void large_release(void *data)
{
	const struct heap *h = data;

	for (struct chunk *c = h->large, *next; c; c = next) {
		next = c->next;
		free(c);
	}
}

struct heap *heap_new(struct arena *a, size_t most, heap_spent spent, void *data)
{
	struct heap *h = ARENA_NEW(a, struct heap);

	h->arena = a;
	h->left = most;
	h->group = GROUP_FIRST;
	h->spent = spent;
	h->spent_data = data;
	arena_defer(a, large_release, h);
	return h;
}

static void reserve(struct heap *h, size_t n)
{
	if (n > h->left)
		h->spent(h->spent_data);
	h->left -= n;
}

static RARE void *large_take(struct heap *h, size_t n)
{
	size_t size = n + CHUNK_HEAD;
	struct chunk *c;

	if (n > SIZE_MAX / 2)
		h->spent(h->spent_data);
	reserve(h, size);
#ifdef ARENA_DEBUG
	c = malloc(size);
#else
	c = aligned_alloc(CHUNK, (size + CHUNK - 1) / CHUNK * CHUNK);
#endif
	if (!c)
		h->spent(h->spent_data);
	*c = (struct chunk){.class = LARGE, .next = h->large, .size = size};
	if (h->large)
		h->large->previous = c;
	h->large = c;
	h->n_large++;
	return (char *)c + CHUNK_HEAD;
}

static void large_give(struct heap *h, struct chunk *c)
{
	if (c->previous)
		c->previous->next = c->next;
	else
		h->large = c->next;
	if (c->next)
		c->next->previous = c->previous;
	h->left += c->size;
	free(c);
}

#ifdef ARENA_DEBUG

void *heap_take(void *heap, size_t n)
{
	return large_take(heap, n);
}

void heap_give(void *heap, void *p)
{
	if (p)
		large_give(heap, (struct chunk *)((char *)p - CHUNK_HEAD));
}

size_t heap_pieces(const struct heap *h, size_t n)
{
	(void)n;
	return h->n_large;
}

#else

/* Takes room for many chunks at once; the parts of chunks at its ends are lost. */
static void group_new(struct heap *h)
{
	size_t size = h->group - GROUP_HEAD;
	char *start = arena_alloc_raw(h->arena, size), *end = start + size;

	h->chunks = start + -(uintptr_t)start % CHUNK;
	h->chunks_end = end - (uintptr_t)end % CHUNK;
	if (h->group < GROUP_LARGEST)
		h->group *= 2;
}

static char *chunk_new(struct heap *h)
{
	reserve(h, CHUNK);
	if (h->chunks == h->chunks_end)
		group_new(h);
	h->chunks += CHUNK;
	return h->chunks - CHUNK;
}

/* The first piece of a new chunk. */
static RARE void *class_grow(struct heap *h, struct size_class *c, size_t size)
{
	char *chunk = chunk_new(h);

	((struct chunk *)chunk)->class = (unsigned int)(c - h->classes);
	c->next = chunk + CHUNK_HEAD + size;
	c->end = chunk + CHUNK;
	c->n_chunks++;
	return chunk + CHUNK_HEAD;
}

static void *class_take(struct heap *h, struct size_class *c, size_t size)
{
	struct piece *given = c->given;
	char *next = c->next;

	if (given) {
		c->given = given->next;
		return given;
	}
	if ((size_t)(c->end - next) < size)
		return class_grow(h, c, size);
	c->next = next + size;
	return next;
}

static RARE void *medium_take(struct heap *h, size_t n)
{
	unsigned int log = 31 - (unsigned int)__builtin_clz((unsigned int)n - 1);
	size_t quarter = (n - 1) >> (log - 2) & 3;

	return class_take(h, &h->classes[N_SMALL + (log - 9) * 4 + quarter],
			  (5 + quarter) << (log - 2));
}

void *heap_take(void *heap, size_t n)
{
	struct heap *h = heap;

	if (n <= SMALL_MAX) {
		size_t class = (n - !!n) / STEP;

		return class_take(h, &h->classes[class], (class + 1) * STEP);
	}
	return n <= MEDIUM_MAX ? medium_take(h, n) : large_take(h, n);
}

void heap_give(void *heap, void *p)
{
	struct heap *h = heap;
	struct chunk *chunk = (struct chunk *)((uintptr_t)p & -(uintptr_t)CHUNK);
	struct piece *piece = p;

	if (!p)
		return;
	if (chunk->class == LARGE) {
		large_give(h, chunk);
		return;
	}
	piece->next = h->classes[chunk->class].given;
	h->classes[chunk->class].given = piece;
}

size_t heap_pieces(const struct heap *h, size_t n)
{
	size_t class = (n - !!n) / STEP;

	return h->classes[class].n_chunks * ((CHUNK - CHUNK_HEAD) / ((class + 1) * STEP));
}

#endif
