/* Pages without end through one process: what it holds after many is what it held after the first
 * thousand. METER_TEST_PAGES says how many (2,000); ./check --full takes 20,000, and a million were
 * run by hand. */
#include "bounds.h"
#include "extract/extract.h"
#include "util/json.h"

#include "fuzz/mutate.h"
#include "tap.h"

#include <glob.h>
#include <unistd.h>

#define FIRST	 1000
#define PAGE_TOP (64u << 10)
#define SEEDS	 100

#ifdef METER_SANITIZERS
#define MEMORY_COUNTS false /* theirs grows by itself */
#else
#define MEMORY_COUNTS true
#endif

static const struct operation table[] = {{"extract", extract_operation}, {NULL, NULL}};

/* Requests, each with a page: the strategies that the fuzzer starts from. */
static struct seed {
	char *request, *page;
	size_t n_request, n_page;
} seeds[SEEDS];
static size_t n_seeds;

static void read_seeds(void)
{
	const char *source = getenv("METER_TEST_SOURCE");
	char pattern[4096];
	glob_t found;

	(void)snprintf(pattern, sizeof pattern, "%s/t/fuzz/strategy.corpus/*",
		       source ? source : ".");
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc && n_seeds < SEEDS; i++) {
		struct seed *s = &seeds[n_seeds];
		size_t n = 0;

		s->request = read_file(found.gl_pathv[i], &n);
		s->n_request = s->request ? strcspn(s->request, "\n") : n;
		if (!s->request || s->n_request == n)
			continue;
		s->page = s->request + s->n_request + 1;
		s->n_page = n - s->n_request - 1;
		n_seeds++;
	}
	globfree(&found);
}

/* A page of up to PAGE_TOP bytes made of pieces of the seeds' pages. */
static size_t make_page(uint64_t *state, char *page)
{
	size_t n = 0;

	for (uint32_t left = noise(state) % 20 + 1; left > 0; left--) {
		const struct seed *s = &seeds[noise(state) % n_seeds];
		size_t from = s->n_page ? noise(state) % s->n_page : 0, size = s->n_page - from;

		if (n + size > PAGE_TOP)
			break;
		memcpy(page + n, s->page + from, size);
		n += size;
	}
	for (int i = 0; i < 5; i++)
		n = mutate(state, page, n, PAGE_TOP);
	return n;
}

static bool run(struct work *w, const struct seed *s, const char *page, size_t n)
{
	struct text out = text_new(w->arena, EXTRACT_REPLY_MAX);
	struct ask ask = {.operation = "extract", .body = page, .body_size = n};
	bool good;

	ask.request = json_parse(w, s->request, s->n_request);
	good = ask.request && operation_call(w, table, &ask, &out);
	if (good)
		good = !json_complaint(out.data, out.length, &(size_t){0});
	else
		good = w->message != NULL;
	work_renew(w);
	return good;
}

/* Bytes of memory that the process has. */
static long memory(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long pages = 0;

	if (f && fscanf(f, "%*d %ld", &pages) != 1)
		pages = 0;
	if (f)
		fclose(f);
	return pages * sysconf(_SC_PAGESIZE);
}

/* What it has when the last pages were ordinary ones, always the same: the arena keeps what the
 * last ones needed. */
static long settled_memory(struct work *w)
{
	for (int i = 0; i < 10; i++)
		for (size_t k = 0; k < n_seeds; k++)
			(void)run(w, &seeds[k], seeds[k].page, seeds[k].n_page);
	return memory();
}

int main(void)
{
	const char *wanted = getenv("METER_TEST_PAGES");
	long n = wanted ? strtol(wanted, NULL, 10) : 2000, first = 0, last;
	char *page = malloc(PAGE_TOP);
	uint64_t state = 1;
	bool good = true;
	struct work w;

	read_seeds();
	ok(n_seeds > 10 && page, "%zu strategies", n_seeds);
	if (n_seeds == 0 || !page)
		return done();
	ok(operations_begin(&w), "ready");
	for (long i = 0; i < n; i++) {
		size_t n_page = make_page(&state, page);

		if (i == FIRST)
			first = settled_memory(&w);
		good = run(&w, &seeds[noise(&state) % n_seeds], page, n_page) && good;
	}
	last = settled_memory(&w);
	ok(good, "%ld pages: each gives JSON or a reason", n);
	ok(last - first <= 1 << 20 || !MEMORY_COUNTS,
	   "memory: %ld KB after %d pages, %ld KB at the end", first / 1024, FIRST, last / 1024);
	work_end(&w);
	for (size_t i = 0; i < n_seeds; i++)
		free(seeds[i].request);
	free(page);
	return done();
}
