/* Memory that lives exactly as long as one piece of work.
 *
 * Allocation never fails: when memory is gone the process aborts, and its supervisor answers
 * for the one request it held. Nobody frees single objects. Built with -DARENA_DEBUG every
 * allocation is its own malloc, so that sanitizers see overruns and late uses.
 */
#ifndef METER_UTIL_ARENA_H
#define METER_UTIL_ARENA_H

#include "util/banned.h"

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);

/* Runs the deferred releases, newest first, then gives all memory back. NULL is allowed. */
void arena_free(struct arena *a);

/* As arena_free, but the arena stays usable and keeps as much memory as the last rounds needed, up
 * to a bound, for the next one. */
void arena_reset(struct arena *a);

/* The bytes that arena_reset() keeps at the most. When not told: 1 MiB. */
void arena_keep(struct arena *a, size_t most);

/* `size` bytes, zeroed, aligned for any type. Never NULL, also for size 0. */
void *arena_alloc(struct arena *a, size_t size);

/* As arena_alloc, with undefined contents: for bulk data that is overwritten at once. */
void *arena_alloc_raw(struct arena *a, size_t size);

/* Zeroed room for n elements; aborts when n * size overflows. */
void *arena_array(struct arena *a, size_t n, size_t size);

/* A piece of `size` bytes with the contents of p, a piece of `old` bytes that is given up for it: p
 * itself when it is the arena's newest and there is room behind it. NULL with old 0 is a piece that
 * is not there yet. For what grows. */
void *arena_grow(struct arena *a, void *p, size_t old, size_t size);

/* A copy of n bytes of data with a NUL appended. */
char *arena_copy(struct arena *a, const void *data, size_t n);

/* A copy of a string; NULL stays NULL. */
char *arena_text(struct arena *a, const char *s);

char *arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
char *arena_vprintf(struct arena *a, const char *format, va_list args)
    __attribute__((format(printf, 2, 0), nonnull(2)));

/* Calls release(thing) when the arena is freed or reset: for what is not arena memory. */
void arena_defer(struct arena *a, void (*release)(void *), void *thing);

/* Bytes obtained from the system and not yet given back: for limits and statistics. */
size_t arena_bytes(const struct arena *a);

/* And those of them that are in use. */
size_t arena_used(const struct arena *a);

#define ARENA_NEW(a, type)	((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
