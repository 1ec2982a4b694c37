/* The memory that Gumbo takes and gives back while it parses one page.
 *
 * Small pieces come from chunks of one size class each, so that a piece needs no header and is used
 * again when it is given back: a fifth of what Gumbo takes is given back at once, and most pieces
 * have a few bytes. All of it lives as long as the arena, so that the tree can be left where it is.
 */
#ifndef METER_EXTRACT_HEAP_H
#define METER_EXTRACT_HEAP_H

#include "util/arena.h"

struct heap;

typedef __attribute__((noreturn)) void (*heap_spent)(void *data);

/* A heap that takes at most `most` bytes. When that or the system's memory is not enough it calls
 * spent(data). In the arena. */
struct heap *heap_new(struct arena *a, size_t most, heap_spent spent, void *data);

/* n bytes with undefined contents, aligned for pointers; never NULL. In the form that Gumbo wants,
 * as is heap_give(). */
void *heap_take(void *heap, size_t n);

/* Takes a piece back. NULL is allowed. */
void heap_give(void *heap, void *p);

/* An upper bound of the pieces of n bytes, at most 512, that were in use at once. */
size_t heap_pieces(const struct heap *h, size_t n);

#endif
