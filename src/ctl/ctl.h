/* The administrator's commands: one file a subject, each with its rows of the table. */
#ifndef METER_CTL_CTL_H
#define METER_CTL_CTL_H

#include "settings.h"
#include "util/work.h"

#include <getopt.h>
#include <stdbool.h>

#define CTL_OK	    0
#define CTL_FAILED  1 /* the work's message tells why, or the command has said so */
#define CTL_MISUSED 2

struct ctl {
	struct work *work;
	struct db *db;
	const struct settings *settings;
	int argc; /* the command's own arguments; argv[0] is the last word of its name */
	char **argv;
};

enum ctl_needs {
	NEEDS_SCHEMA, /* the database, and up to date */
	NEEDS_DATABASE,
	NEEDS_NOTHING,
};

struct command {
	const char *words; /* "account add" */
	const char *arguments;
	const char *summary;
	int (*run)(struct ctl *c);
	enum ctl_needs needs; /* checked before it runs */
};

/* Each ends with a row of NULLs. */
extern const struct command account_commands[], key_commands[], database_commands[],
    extract_commands[], generate_commands[], queue_commands[], secrets_commands[];

/* The next of the command's own options, or -1 after the last; what is no option follows at
 * c->argv[optind]. '?' was told to the user. */
int ctl_option(struct ctl *c, const struct option *options);

/* The file's bytes, in the arena, with a NUL; "-" is standard input. NULL with a message when it
 * cannot be read or has more than `most` bytes. */
char *ctl_read_file(struct work *w, const char *name, size_t most, size_t *n);

/* Whether exactly n arguments follow the options. */
bool ctl_has(const struct ctl *c, int n);

#endif
