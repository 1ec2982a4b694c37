/* Every line of a file scored against every line, as they stand:
 *
 *   bench/scores [--cutoff SCORE] FILE [DUMP]
 *
 * Prints CPU seconds for making the lines ready and for the scores, and their mean; DUMP gets the
 * scores as floats, row after row. bench/fuzzy runs it.
 */
#include "diff/fuzzy.h"

#include <time.h>

struct options {
	const char *file, *dump;
	double cutoff;
};

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool options_read(struct options *o, char **arguments)
{
	for (char **next = arguments + 1; *next; next++) {
		if (strcmp(*next, "--cutoff") == 0 && next[1])
			o->cutoff = strtod(*++next, NULL);
		else if (!o->file)
			o->file = *next;
		else if (!o->dump)
			o->dump = *next;
		else
			return false;
	}
	return o->file;
}

static struct fuzzy_text **lines_read(struct arena *a, const char *path, size_t *n_out)
{
	FILE *f = fopen(path, "r");
	struct fuzzy_text **lines = NULL;
	char *line = NULL;
	size_t room = 0, n = 0;
	ssize_t got;

	if (!f)
		return NULL;
	while ((got = getline(&line, &room, f)) > 0) {
		if (n % 1024 == 0)
			lines = realloc(lines, (n + 1024) * sizeof *lines);
		if (!lines)
			abort();
		got -= line[got - 1] == '\n';
		lines[n++] = fuzzy_text_new(a, line, (size_t)got);
	}
	free(line);
	fclose(f);
	*n_out = n;
	return lines;
}

static void score_all(struct fuzzy *f, struct fuzzy_text **lines, size_t n, double cutoff,
		      float *scores)
{
	for (size_t i = 0; i < n; i++) {
		fuzzy_load(f, lines[i]);
		for (size_t j = 0; j < n; j++)
			*scores++ = (float)fuzzy_score(f, lines[j], cutoff);
	}
}

static bool dump(const char *path, const float *scores, size_t n)
{
	FILE *f = fopen(path, "wb");
	bool good = f && fwrite(scores, sizeof *scores, n, f) == n;

	return f && fclose(f) == 0 && good;
}

int main(int argc, char **argv)
{
	struct options o = {0};
	struct work w;
	size_t n = 0;

	(void)argc;
	if (!options_read(&o, argv))
		return 2;
	work_begin(&w);
	double start = cpu_s(), sum = 0;
	struct fuzzy *f = fuzzy_new(&w);
	struct fuzzy_text **lines = lines_read(w.arena, o.file, &n);
	float *scores = calloc(n * n + 1, sizeof *scores);
	if (!f || !lines || !scores)
		return 1;
	double ready = cpu_s();
	score_all(f, lines, n, o.cutoff, scores);
	double end = cpu_s();
	for (size_t i = 0; i < n * n; i++)
		sum += (double)scores[i];
	printf("%.4f %.4f %.4f\n", ready - start, end - ready, n ? sum / (double)(n * n) : 0);
	int status = o.dump && !dump(o.dump, scores, n * n);
	free(scores);
	free(lines);
	work_end(&w);
	return status;
}
