#include "util/arena.h"

#include "tap.h"

static char order[8];
static size_t order_n;

static void note(void *thing)
{
	order[order_n++] = *(const char *)thing;
}

static void deferred_run_newest_first(void)
{
	struct arena *a = arena_new();
	static char one = '1', two = '2', three = '3';

	arena_defer(a, note, &one);
	arena_defer(a, note, &two);
	arena_reset(a);
	is_text(order, "21", "reset runs the releases, newest first");
	arena_defer(a, note, &three);
	arena_free(a);
	is_text(order, "213", "free runs those added since");
	arena_free(NULL);
	ok(true, "NULL may be freed");
}

static void memory_is_zeroed_and_aligned(void)
{
	struct arena *a = arena_new();
	size_t sizes[] = {0, 1, 7, 16, 100, 5000, 70000, 3, 9000000, 24};
	bool zero = true, aligned = true;

	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
			unsigned char *p = arena_alloc(a, sizes[i]);

			aligned = aligned && (uintptr_t)p % 16 == 0;
			for (size_t k = 0; k < sizes[i]; k++)
				zero = zero && p[k] == 0;
			memset(p, 0xAA, sizes[i]);
		}
		arena_reset(a);
	}
	ok(zero, "memory arrives zeroed, also after a reset");
	ok(aligned, "memory is aligned");
	ok(arena_used(a) == 0, "none is in use after a reset");
	(void)arena_alloc(a, 1000);
	ok(arena_used(a) >= 1000 && arena_used(a) <= arena_bytes(a), "what is in use is known");
	arena_reset(a);
	ok(arena_bytes(a) <= 2u << 20, "a reset gives large blocks back");
	arena_free(a);
}

static void pieces_grow(void)
{
	struct arena *a = arena_new();
	char *p = memcpy(arena_alloc(a, 20), "0123456789abcdefghi", 20), *q;
	size_t before;

	q = arena_grow(a, p, 20, 400);
	is_text(q, "0123456789abcdefghi", "a piece that grows keeps its contents");
#ifndef ARENA_DEBUG
	ok(p == q, "and its place, when nothing is behind it");
#endif
	memset(q + 20, 'x', 380);
	(void)arena_alloc(a, 1);
	p = arena_grow(a, q, 400, 1000);
	ok(p != q, "behind another piece it moves");
	is_int(memcmp(p, q, 400), 0, "with all it had");
	q = arena_grow(a, p, 1000, 9000000);
	is_int(memcmp(p, q, 1000), 0, "what outgrows its block moves as well");
	memset(q, 'y', 9000000);
	before = arena_bytes(a);
	p = arena_copy(a, "", 0);
	for (size_t n = 1; n < 1000; n++)
		p = arena_grow(a, p, n, n + 1);
#ifndef ARENA_DEBUG
	ok(arena_bytes(a) - before < 3000, "growing by bytes takes no more than the bytes");
#else
	(void)before;
#endif
	ok(arena_grow(a, NULL, 0, 10) != NULL, "what grows may begin with nothing");
	arena_free(a);
}

/* What a round needed is there for the next one, in one piece, up to the bound. */
static void memory_is_kept(void)
{
	const size_t most = 8u << 20, huge_page = 2u << 20;
	struct arena *a = arena_new();
	size_t kept;

	arena_keep(a, most);
	for (int i = 0; i < 50000; i++)
		arena_alloc_raw(a, 100);
	arena_reset(a);
	kept = arena_bytes(a);
#ifdef ARENA_DEBUG
	is_int(kept, 0, "a reset keeps nothing that a sanitizer should see");
#else
	ok(kept >= (size_t)50000 * 100, "a reset keeps what was needed");
	for (int i = 0; i < 50000; i++)
		arena_alloc_raw(a, 100);
	is_int(arena_bytes(a), kept, "which is enough for the same again");
#endif
	arena_array(a, 10, 1u << 20);
	arena_reset(a);
	ok(arena_bytes(a) <= most + huge_page, "but no more than it was allowed");
	for (int i = 0; i < 100; i++) {
		arena_alloc_raw(a, 100000);
		arena_reset(a);
	}
	ok(arena_bytes(a) < 1u << 20, "and not for ever");
	arena_free(a);
}

static void text_is_copied(void)
{
	struct arena *a = arena_new();
	char longer[1000];

	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	is_text(arena_text(a, "abc"), "abc", "a string is copied");
	ok(arena_text(a, NULL) == NULL, "NULL stays NULL");
	is_text(arena_copy(a, "abcdef", 3), "abc", "a copy of bytes ends in NUL");
	is_text(arena_printf(a, "%d-%s", 7, "y"), "7-y", "printf, short");
	is_int(strlen(arena_printf(a, "%s%s", longer, longer)), 1998, "printf, long");
	arena_free(a);
}

int main(void)
{
	deferred_run_newest_first();
	memory_is_zeroed_and_aligned();
	pieces_grow();
	memory_is_kept();
	text_is_copied();
	return done();
}
