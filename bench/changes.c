/* Two files of stored items compared, as when a job ends:
 *
 *   bench/changes ROUNDS BEFORE AFTER [KEY]
 *
 * Prints CPU milliseconds of a round, and how many items were added, removed and modified, and the
 * fields that differ. Without KEY one is found in each round. bench/diff runs it.
 */
#include "diff/items.h"

#include "util/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static char *read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *data;

	if (!f || fseek(f, 0, SEEK_END) != 0)
		return NULL;
	*n = (size_t)ftell(f);
	rewind(f);
	data = malloc(*n + 1);
	if (!data || fread(data, 1, *n, f) != *n)
		return NULL;
	data[*n] = '\0';
	fclose(f);
	return data;
}

static size_t fields_changed(struct work *w, const struct item_diff *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n_modified; i++) {
		const struct item *before = &d->before.items[d->modified[i].before];
		struct item_fields fields = item_fields(w, &d->after.items[d->modified[i].after]);

		for (size_t k = 0; k < fields.n; k++)
			n += !span_equal(item_member(before, fields.fields[k].name),
					 fields.fields[k].value);
	}
	return n;
}

int main(int argc, char **argv)
{
	size_t n_before, n_after, n_fields = 0;
	char *before, *after;
	struct item_diff d = {0};
	struct work w;
	double start;
	long rounds;

	if (argc < 4 || argc > 5 || (rounds = strtol(argv[1], NULL, 10)) < 1 ||
	    !(before = read_file(argv[2], &n_before)) || !(after = read_file(argv[3], &n_after))) {
		fprintf(stderr, "usage: bench/changes ROUNDS BEFORE AFTER [KEY]\n");
		return 2;
	}
	work_begin(&w);
	arena_keep(w.arena, 64u << 20);
	start = cpu_ms();
	for (long i = 0; i < rounds; i++) {
		struct item_key key = {0};
		struct item_list a, b;

		work_renew(&w);
		if (!item_list_scan(&w, before, n_before, NULL, &a) ||
		    !item_list_scan(&w, after, n_after, NULL, &b)) {
			fprintf(stderr, "%s\n", w.message);
			return 1;
		}
		if (argc == 5) {
			key.fields.items = ARENA_ARRAY(w.arena, 1, const char *);
			key.fields.items[key.fields.n++] = argv[4];
		} else {
			key = item_key_infer(&w, &a, &b);
		}
		item_diff(&w, &a, &b, &key, false, &d);
		n_fields = fields_changed(&w, &d);
	}
	printf("%.4f %zu %zu %zu %zu\n", (cpu_ms() - start) / (double)rounds, d.n_added,
	       d.n_removed, d.n_modified, n_fields);
	work_end(&w);
	free(before);
	free(after);
	return 0;
}
