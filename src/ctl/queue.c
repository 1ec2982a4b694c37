/* The queue: what waits, what became of jobs, and another chance for one. */
#include "ctl/ctl.h"

#include "store/db.h"
#include "store/queue.h"
#include "store/runners.h"
#include "util/id.h"

#include <inttypes.h>

#define JOBS_SHOWN 50 /* when nobody says how many */
#define JOBS_MAX   10000

static int print_queue(struct ctl *c)
{
	struct queue_part *rows;
	int64_t runners;
	size_t n;

	if (ctl_option(c, NULL) != -1 || !ctl_has(c, 0))
		return CTL_MISUSED;
	if (!runner_count(c->work, "runner", &runners) || !queue_parts(c->work, &rows, &n))
		return CTL_FAILED;
	printf("runners\t%" PRId64 "\n", runners);
	for (size_t i = 0; i < n; i++) {
		const char *word = priority_word(rows[i].priority);

		printf("%s\t%s\t%s\t%" PRId64 "\toldest %" PRId64 " s\t%" PRId64 " leases over\n",
		       rows[i].kind, rows[i].state, word ? word : "?", rows[i].n, rows[i].oldest_s,
		       rows[i].overdue);
	}
	return CTL_OK;
}

static void print_job(const struct queue_job *j)
{
	char created[INSTANT_TEXT_SIZE];

	instant_print(j->created_at, created);
	printf("%s\t%s\t%s\t%" PRId64 "\t%s\t%s\t%s\n", j->id, created, j->status, j->attempts,
	       j->error_class ? j->error_class : "-", j->url, j->error ? j->error : "");
}

static bool limit_read(const char *text, int64_t *out)
{
	char *end;

	*out = strtol(text, &end, 10);
	return *text && !*end && *out >= 1 && *out <= JOBS_MAX;
}

/* A status that there is not would find nothing, as if there were no such jobs. */
static bool status_read(const char *text, const char **out)
{
	static const char *const words[] = {"pending", "running", "completed", "failed"};

	*out = NULL;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(text, words[i]) == 0)
			*out = words[i];
	return *out != NULL;
}

static int print_jobs(struct ctl *c)
{
	static const struct option options[] = {
	    {"status", required_argument, NULL, 's'}, {"limit", required_argument, NULL, 'l'}, {0}};
	const char *status = NULL;
	int64_t limit = JOBS_SHOWN;
	struct queue_job *rows;
	size_t n;

	for (int option; (option = ctl_option(c, options)) != -1;) {
		if (option == 's' ? !status_read(optarg, &status)
				  : option != 'l' || !limit_read(optarg, &limit))
			return CTL_MISUSED;
	}
	if (!ctl_has(c, 0))
		return CTL_MISUSED;
	if (!queue_jobs(c->work, status, limit, &rows, &n))
		return CTL_FAILED;
	for (size_t i = 0; i < n; i++)
		print_job(&rows[i]);
	return CTL_OK;
}

static int requeue(struct ctl *c)
{
	bool good = true;

	if (ctl_option(c, NULL) != -1 || optind >= c->argc)
		return CTL_MISUSED;
	for (int i = optind; i < c->argc; i++)
		if (!id_is_valid(c->argv[i]))
			return CTL_MISUSED;
	if (!db_begin(c->work))
		return CTL_FAILED;
	for (int i = optind; good && i < c->argc; i++)
		good = queue_again(c->work, c->argv[i]);
	good = good && db_commit(c->work);
	db_rollback(c->work);
	return good ? CTL_OK : CTL_FAILED;
}

const struct command queue_commands[] = {
    {"queue", "", "print what waits to be done, how long, and how many runners are alive",
     print_queue, NEEDS_SCHEMA},
    {"jobs", "[--status STATUS] [--limit N]",
     "print the newest jobs of all accounts: id, time, status, attempts, class, URL, error",
     print_jobs, NEEDS_SCHEMA},
    {"requeue", "JOB ...", "let failed jobs run again, all or none", requeue, NEEDS_SCHEMA},
    {0},
};
