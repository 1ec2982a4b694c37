/* For tests whose program is the extractor, too: they start themselves under its name. */
#ifndef METER_T_EXTRACT_OWN_PROGRAM_H
#define METER_T_EXTRACT_OWN_PROGRAM_H

#include "extract/operation.h"
#include "util/log.h"

#include "tap.h"

#include <unistd.h>

static bool is_extractor(char **argv)
{
	return strcmp(argv[0], "meter-extractor") == 0;
}

/* Where this program lies, and nothing is logged from then on: each crash would be a line. NULL:
 * it cannot be told, and the test is skipped. */
static const char *own_program(const char *name)
{
	static char program[4096];

	(void)log_open(name, "/dev/null", LOG_ERROR_LEVEL);
	return readlink("/proc/self/exe", program, sizeof program - 1) < 0 ? NULL : program;
}

#define CANNOT_TELL "cannot tell where this program lies"

/* What main() of a test does whose processes serve the table: the test, with an extractor of them.
 */
__attribute__((unused)) static int own_extractor(char **argv, const char *name,
						 const struct operation *table,
						 void (*test)(struct extractor *x))
{
	const char *program;
	struct extractor *x;

	if (is_extractor(argv))
		return extractor_serve(3, table, argv[1]);
	program = own_program(name);
	if (!program)
		return skip_all(CANNOT_TELL);
	x = extractor_new(program);
	test(x);
	extractor_free(x);
	return done();
}

#endif
