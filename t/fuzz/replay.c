/* Runs a fuzz target without the fuzzer: the inputs of t/fuzz/NAME.corpus and NAME.regress, and of
 * each some that are nearly like it. NAME is the program's own. With arguments: these files alone.
 */
#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"

#include "tap.h"

#include <glob.h>
#include <libgen.h>

#define MUTANTS 30

static void run(const char *path, int n_mutants)
{
	uint64_t state = 1;
	size_t n;
	char *data = read_file(path, &n), *changed = data ? malloc(2 * n + 64) : NULL;

	if (!changed) {
		ok(false, "%s can be read", path);
		free(data);
		return;
	}
	(void)LLVMFuzzerTestOneInput((const uint8_t *)data, n);
	for (int i = 0; i < n_mutants; i++) {
		size_t n_changed;

		memcpy(changed, data, n);
		n_changed = mutate(&state, changed, n, 2 * n + 64);
		(void)LLVMFuzzerTestOneInput((const uint8_t *)changed, n_changed);
	}
	free(changed);
	free(data);
}

static size_t run_folder(const char *source, const char *name, const char *kind, int n_mutants)
{
	char pattern[4096];
	glob_t found;
	size_t n = 0;

	(void)snprintf(pattern, sizeof pattern, "%s/t/fuzz/%s.%s/*", source, name, kind);
	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			run(found.gl_pathv[i], n_mutants);
		n = found.gl_pathc;
		globfree(&found);
	}
	return n;
}

int main(int argc, char **argv)
{
	const char *source = getenv("METER_TEST_SOURCE");
	char *name = basename(argv[0]);
	size_t n;

	name[strcspn(name, ".")] = '\0';
	for (int i = 1; i < argc; i++) {
		run(argv[i], 0);
		ok(true, "%s", argv[i]);
	}
	if (argc > 1)
		return done();
	source = source ? source : ".";
	n = run_folder(source, name, "corpus", MUTANTS);
	ok(n > 0, "%s: %zu inputs, and %d like each of them", name, n, MUTANTS);
	n = run_folder(source, name, "regress", 0);
	ok(true, "%s: %zu that were trouble once", name, n);
	return done();
}
