/* The engine on pages, again and again, for bench/extract: says what each run cost.
 *
 *   bench/engine meter REQUEST FILE...   the "extract" operation: bytes to items as JSON
 *   bench/engine gumbo REQUEST FILE...   Gumbo alone: parse and free, with malloc
 *
 * A line "run" on standard input: one run over all files, answered with its milliseconds of CPU
 * time and the peak of the process's memory in KB. A line "show": the answers, one a line.
 */
#include "bounds.h"
#include "extract/extract.h"
#include "util/json.h"

#include <gumbo.h>
#include <time.h>

struct page {
	char *data;
	size_t n;
};

struct engine {
	struct work w;
	const char *request;
	bool shows;
};

static bool page_read(struct page *p, const char *path)
{
	FILE *f = fopen(path, "rb");
	long n = -1;
	bool good;

	if (f && fseek(f, 0, SEEK_END) == 0)
		n = ftell(f);
	p->n = n > 0 ? (size_t)n : 0;
	p->data = malloc(p->n + 1);
	good =
	    n >= 0 && p->data && fseek(f, 0, SEEK_SET) == 0 && fread(p->data, 1, p->n, f) == p->n;
	if (f)
		fclose(f);
	return good;
}

/* As the extractor process does it. */
static void run_meter(struct engine *e, const struct page *p)
{
	struct work *w = &e->w;
	struct text out = text_new(w->arena, EXTRACT_REPLY_MAX);
	struct json_object *request = json_parse(w, e->request, strlen(e->request));
	bool good = request && extract_operation(w, request, p->data, p->n, &out);

	if (e->shows)
		puts(good ? out.data : "{}");
	if (!good)
		fprintf(stderr, "engine: %s\n", w->message);
	work_renew(w);
}

/* As little as Gumbo can be asked for: keeping errors makes it slower. */
static void run_gumbo(struct engine *e, const struct page *p)
{
	GumboOptions options = kGumboDefaultOptions;

	(void)e;
	options.max_errors = 0;
	gumbo_destroy_output(&options, gumbo_parse_with_options(&options, p->data, p->n));
}

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Of this program alone: getrusage() would count what the process was before it. */
static long peak_kb(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[128];
	long kb = 0;

	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, "VmHWM:", 6) == 0)
			kb = strtol(line + 6, NULL, 10);
	if (f)
		fclose(f);
	return kb;
}

static void serve(struct engine *e, void (*run)(struct engine *, const struct page *),
		  const struct page *pages, int n)
{
	char line[64];

	while (fgets(line, sizeof line, stdin)) {
		double start = cpu_ms();

		e->shows = strcmp(line, "show\n") == 0;
		for (int i = 0; i < n; i++)
			run(e, &pages[i]);
		if (!e->shows)
			printf("%.4f %ld\n", cpu_ms() - start, peak_kb());
		fflush(stdout);
	}
}

int main(int argc, char **argv)
{
	bool is_meter = argc > 1 && strcmp(argv[1], "meter") == 0;
	int n = argc - 3;
	struct engine e = {0};
	struct page *pages;

	if (n < 1 || (!is_meter && strcmp(argv[1], "gumbo") != 0)) {
		fputs("usage: engine meter|gumbo REQUEST FILE...\n", stderr);
		return 2;
	}
	if (is_meter && !operations_begin(&e.w))
		return 1;
	e.request = argv[2];
	pages = calloc((size_t)n, sizeof *pages);
	for (int i = 0; i < n; i++) {
		if (pages && page_read(&pages[i], argv[3 + i]))
			continue;
		fprintf(stderr, "cannot read \"%s\"\n", argv[3 + i]);
		return 1;
	}
	serve(&e, is_meter ? run_meter : run_gumbo, pages, n);
	if (is_meter)
		work_end(&e.w);
	for (int i = 0; i < n; i++)
		free(pages[i].data);
	free(pages);
	return 0;
}
