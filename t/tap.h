/* TAP for C tests: prints what was got and what was expected. Run under prove. */
#ifndef METER_T_TAP_H
#define METER_T_TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 4, 5), unused)) static bool
tap_result(bool good, const char *file, int line, const char *format, ...)
{
	va_list args;
	if (tap_count == 0)
		setvbuf(stdout, NULL, _IOLBF, 0);
	printf("%sok %d - ", good ? "" : "not ", ++tap_count);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	if (!good) {
		tap_failed++;
		printf("#   at %s:%d\n", file, line);
	}
	return good;
}

__attribute__((unused)) static bool tap_is_int(int64_t got, int64_t want, const char *file,
					       int line, const char *label)
{
	bool good = tap_result(got == want, file, line, "%s", label);
	if (!good)
		printf("#   got %" PRId64 ", expected %" PRId64 "\n", got, want);
	return good;
}

__attribute__((unused)) static bool tap_is_text(const char *got, const char *want,
						const char *file, int line, const char *label)
{
	bool good = got == want || (got && want && strcmp(got, want) == 0);
	good = tap_result(good, file, line, "%s", label);
	if (!good)
		printf("#   got      %s\n#   expected %s\n", got ? got : "(null)",
		       want ? want : "(null)");
	return good;
}

/* ok(condition, "label %d", …); is_int(got, want, "label"); is_text(got, want, "label") */
#define ok(condition, ...) tap_result(!!(condition), __FILE__, __LINE__, __VA_ARGS__)
#define is_int(got, want, label) tap_is_int((int64_t)(got), (int64_t)(want), __FILE__, __LINE__, label)
#define is_text(got, want, label) tap_is_text(got, want, __FILE__, __LINE__, label)

/* Ends the test: `return done();` */
__attribute__((unused)) static int done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? 1 : 0;
}

/* Ends a test that cannot run here. With CI set, a missing input is a failure. */
__attribute__((unused)) static int skip_all(const char *reason)
{
	const char *ci = getenv("CI");
	if (ci && *ci) {
		printf("1..1\nnot ok 1 - %s\n", reason);
		return 1;
	}
	printf("1..0 # SKIP %s\n", reason);
	return 0;
}

/* The folder with test data of other people: METER_TEST_DATA, default ../shared. */
__attribute__((unused)) static const char *test_data(void)
{
	const char *dir = getenv("METER_TEST_DATA");
	return dir && *dir ? dir : "../shared";
}

/* A whole file, NUL-terminated, malloc; NULL when it cannot be read. */
__attribute__((unused)) static char *read_file(const char *path, size_t *n_out)
{
	FILE *f = fopen(path, "rb");
	char *data = NULL;
	size_t n = 0, room = 0;
	if (!f)
		return NULL;
	for (;;) {
		if (n + 65536 > room) {
			room = (n + 65536) * 2;
			data = realloc(data, room);
		}
		size_t got = fread(data + n, 1, 65535, f);
		n += got;
		if (got == 0)
			break;
	}
	fclose(f);
	data[n] = '\0';
	if (n_out)
		*n_out = n;
	return data;
}

#endif
