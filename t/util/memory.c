/* What is in use is known, and what was large goes back to the system. */
#include "util/memory.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>

#ifndef METER_SANITIZERS
static void *small[2]; /* behind large ones, which are not the heap's end then */

/* Bytes that stay behind a large piece, the second of its size. */
static size_t left_over(void)
{
	const size_t n = 8 << 20;
	size_t before = memory_used(), after;

	for (int i = 0; i < 2; i++) {
		char *volatile large = malloc(n);

		memset(large, 1, n);
		small[i] = malloc(64);
		free(large);
	}
	after = memory_used();
	return after > before ? after - before : 0;
}
#endif

int main(void)
{
	size_t before = memory_used(), n = 16 << 20;
	volatile char *much = malloc(n); /* for compilers that see through it */

	for (size_t i = 0; i < n; i += 1024)
		much[i] = 1;
	ok(before > 0 && memory_used() >= before + n / 2, "what is in use is known");
	free((void *)(uintptr_t)much);
#ifndef METER_SANITIZERS
	memory_spare(256 << 10);
	ok(left_over() < 1 << 20, "what was large is given back");
#endif
	return done();
}
