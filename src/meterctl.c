/* meterctl: the administrator's command. Finds the command by its words, connects, runs it. */
#include "ctl/ctl.h"
#include "database.h"

#include "store/schema.h"
#include "util/log.h"

#include <errno.h>

static const struct command *const subjects[] = {
    database_commands, account_commands, key_commands,	   secrets_commands,
    queue_commands,    extract_commands, generate_commands};

#define N_SUBJECTS (sizeof subjects / sizeof subjects[0])

static void print_help(FILE *out)
{
	fprintf(out, "usage: meterctl COMMAND ...\n\n");
	for (size_t i = 0; i < N_SUBJECTS; i++)
		for (const struct command *c = subjects[i]; c->words; c++)
			fprintf(out, "  %s%s%s\n      %s\n", c->words, *c->arguments ? " " : "",
				c->arguments, c->summary);
	fprintf(out,
		"\nThe database is found by the settings, see meter.conf(5). Exit status: 0 done,"
		" 1 failed,\n2 wrong usage.\n");
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

/* The commands that begin with the first word, or that there are none. */
static void print_unknown(int argc, char **argv)
{
	int n_shown = 0;

	for (size_t i = 0; argc > 1 && i < N_SUBJECTS; i++)
		for (const struct command *c = subjects[i]; c->words; c++)
			if (strcspn(c->words, " ") == strlen(argv[1]) &&
			    strncmp(c->words, argv[1], strlen(argv[1])) == 0)
				fprintf(stderr, "%s meterctl %s%s%s\n",
					n_shown++ ? "      " : "usage:", c->words,
					*c->arguments ? " " : "", c->arguments);
	if (n_shown)
		return;
	if (argc > 1)
		fprintf(stderr, "meterctl: there is no command \"%s\"\n", argv[1]);
	fprintf(stderr, "usage: meterctl COMMAND ..., see meterctl --help\n");
}

int ctl_option(struct ctl *c, const struct option *options)
{
	static const struct option none[] = {{0}};

	return getopt_long(c->argc, c->argv, "", options ? options : none, NULL);
}

bool ctl_has(const struct ctl *c, int n)
{
	return c->argc - optind == n;
}

/* How many of the arguments are the command's words; 0 when they are not. */
static int words_of(const struct command *c, int argc, char **argv)
{
	const char *word = c->words;

	for (int i = 0; i < argc; i++) {
		size_t n = strcspn(word, " ");
		if (strlen(argv[i]) != n || memcmp(argv[i], word, n) != 0)
			return 0;
		if (!word[n])
			return i + 1;
		word += n + 1;
	}
	return 0;
}

static const struct command *find_command(int argc, char **argv, int *words)
{
	for (size_t i = 0; i < N_SUBJECTS; i++)
		for (const struct command *c = subjects[i]; c->words; c++)
			if ((*words = words_of(c, argc, argv)) > 0)
				return c;
	return NULL;
}

/* Whether what the command needs is there; the work's message tells what is not. */
static bool is_ready(const struct command *command, struct ctl *c)
{
	int found;

	switch (command->needs) {
	case NEEDS_NOTHING:
		return true;
	case NEEDS_DATABASE:
		return db_ready(c->work, c->db);
	case NEEDS_SCHEMA:
		return db_ready(c->work, c->db) && schema_is_current(c->work, &found);
	}
	bug("command \"%s\" needs what nobody knows", command->words);
}

static int run(const struct command *command, struct ctl *c)
{
	int status = is_ready(command, c) ? command->run(c) : CTL_FAILED;

	if (status == CTL_FAILED && c->work->message)
		fprintf(stderr, "meterctl: %s\n", c->work->message);
	if (status == CTL_MISUSED)
		fprintf(stderr, "usage: meterctl %s%s%s\n", command->words,
			*command->arguments ? " " : "", command->arguments);
	if (fflush(stdout) != 0) {
		fprintf(stderr, "meterctl: cannot write: %s\n", strerror(errno));
		status = CTL_FAILED;
	}
	return status;
}

int main(int argc, char **argv)
{
	struct work w;
	int words;

	if (argc > 1 && is_help(argv[1])) {
		print_help(stdout);
		return CTL_OK;
	}
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("meterctl %s\n", METER_VERSION);
		return CTL_OK;
	}
	const struct command *command = find_command(argc - 1, argv + 1, &words);
	if (!command) {
		print_unknown(argc, argv);
		return CTL_MISUSED;
	}
	log_open("meterctl", NULL, LOG_WARNING_LEVEL);
	work_begin(&w);
	struct ctl c = {
	    .work = &w, .settings = settings_load(), .argc = argc - words, .argv = argv + words};
	c.db = database_new_patient(c.settings);
	int status = run(command, &c);
	work_end(&w);
	db_free(c.db);
	return status;
}
