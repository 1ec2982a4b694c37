/* What the fuzz targets share: one input, cut in two; and what must always be true.
 *
 * A target defines LLVMFuzzerTestOneInput(). "make fuzz" links it with libFuzzer, "make check" with
 * replay.c, which runs its corpus and the inputs that once were trouble.
 */
#ifndef METER_T_FUZZ_H
#define METER_T_FUZZ_H

#include "util/text.h"
#include "util/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define must_be(condition)                                                                         \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);    \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* The input's first line as a string, and what comes after it, which is no string. */
struct cut {
	char *line;
	char *rest;
	size_t n_rest;
};

/* In the arena, the rest in a block of its own size, so that reading past it is seen. */
__attribute__((unused)) static struct cut cut(struct arena *a, const uint8_t *data, size_t n)
{
	const uint8_t *end = n ? memchr(data, '\n', n) : NULL;
	size_t n_line = end ? (size_t)(end - data) : n;
	struct cut c = {.line = arena_copy(a, data, n_line)};

	c.n_rest = end ? n - n_line - 1 : 0;
	c.rest = arena_alloc_raw(a, c.n_rest);
	if (c.n_rest)
		memcpy(c.rest, end + 1, c.n_rest);
	return c;
}

/* A function that failed has said why, in UTF-8. */
__attribute__((unused)) static void must_have_failed(const struct work *w)
{
	must_be(w->error != ERR_NONE);
	must_be(w->message && *w->message);
	must_be(utf8_is_valid(w->message, strlen(w->message)));
}

#endif
