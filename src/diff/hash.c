/* Canonical lines, sorted, hashed. */
#include "diff/hash.h"
#include "bounds.h"
#include "util/secret.h"

#include <json-c/json_object.h>

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void content_hash(struct work *w, struct json_object *items, bool ordered,
		  char out[static CONTENT_HASH_SIZE])
{
	size_t n = items ? json_object_array_length(items) : 0;
	const char **lines = ARENA_ARRAY(w->arena, n, const char *);
	struct text all = text_new(w->arena, EXTRACT_REPLY_MAX);
	uint8_t digest[SHA256_SIZE];

	for (size_t i = 0; i < n; i++) {
		struct text line = text_new(w->arena, EXTRACT_REPLY_MAX);

		json_print_sorted(&line, json_object_array_get_idx(items, i));
		lines[i] = line.data;
	}
	if (!ordered)
		qsort(lines, n, sizeof *lines, compare_lines);
	for (size_t i = 0; i < n; i++) {
		text_add(&all, lines[i]);
		text_add_char(&all, '\n'); /* cannot occur inside a line */
	}
	sha256(all.data, all.length, digest);
	memcpy(out, hex_encode(w->arena, digest, (CONTENT_HASH_SIZE - 1) / 2), CONTENT_HASH_SIZE);
}
