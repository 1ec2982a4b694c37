/* meter-cron: runs what waits in the queue. Reads the settings and leaves the rest to the master,
 * the scheduler (its first worker) and the runners (the others). */
#include "settings.h"

#include "bounds.h"
#include "database.h"
#include "master.h"
#include "program.h"
#include "queue/scheduler.h"
#include "queue/wake.h"
#include "schedule/due.h"
#include "util/clock.h"
#include "util/log.h"

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <sys/mman.h>
#include <unistd.h>

#define PROGRAM	  "meter-cron"
#define SEATS_MAX (2 * RUNNERS_MAX) /* while one generation follows another */

static struct {
	int wake_fd;
	const char *run_dir;
	struct runner_seat *seats; /* in memory shared with all workers */
} cron;

static int worker_count(const struct settings *s)
{
	return 1 + (int)s->runners;
}

/* --- the workers --- */

static void note_ready(void)
{
	worker_note(NOTE_READY);
}

static void note_leaving(void)
{
	worker_note(NOTE_LEAVING);
}

/* Two runners may look for a seat at the same time. */
static struct runner_seat *take_seat(void)
{
	for (int i = 0; i < SEATS_MAX; i++) {
		pid_t nobody = 0;

		if (__atomic_compare_exchange_n(&cron.seats[i].pid, &nobody, getpid(), false,
						__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			return &cron.seats[i];
	}
	return NULL;
}

static int run_runner(const struct settings *s)
{
	struct runner_seat *seat = take_seat();
	struct runner_config config = {
	    .db = database_settings(s),
	    .fetch = program_fetch(s),
	    .mail = program_mail(s),
	    .llm = program_llm(s),
	    .llm_tokens_month = s->llm_tokens_month,
	    .extractor = s->extractor,
	    .secrets_key = s->secrets_key,
	    .fetches = (int)s->fetches,
	    .recycle = s->recycle,
	    .gap_ms = s->host_gap_ms,
	    .obeys_robots = strcmp(s->robots, "always") == 0,
	    .crawls_freely = strcmp(s->robots, "never") == 0,
	    .visits = s->discover_visits,
	    .drain_ms = s->drain_seconds * 1000 < RUNNER_DRAIN_MS ? s->drain_seconds * 1000
								  : RUNNER_DRAIN_MS,
	    .wake_fd = cron.wake_fd,
	    .ready = note_ready,
	    .leaving = note_leaving,
	    .tick = worker_tick,
	};

	if (!seat) {
		log_error(NULL, "no seat for another runner");
		return 1;
	}
	config.mark = &seat->mark;
	runner_run(&config);
	if (!seat->mark.owner[0]) /* else somebody still has to put back what it held */
		*seat = (struct runner_seat){0};
	return 0;
}

/* Ticks all schedules that are due, and wakes the runners for them. */
static bool run_due(struct work *w)
{
	const struct instant now = clock_now();
	struct due_report report = {.is_more = true};
	struct db *db = w->db;
	int64_t jobs = 0;

	for (int i = 0; i < DUE_ROUNDS && report.is_more; i++) {
		work_renew(w);
		w->db = db;
		if (!schedules_tick(w, now, &report))
			return false;
		jobs += report.jobs;
		if (report.runs + report.skipped + report.missed > 0)
			log_event(w, "ticks", arena_printf(w->arena, "%" PRId64, report.runs),
				  "jobs", arena_printf(w->arena, "%" PRId64, report.jobs),
				  "skipped", arena_printf(w->arena, "%" PRId64, report.skipped),
				  "missed", arena_printf(w->arena, "%" PRId64, report.missed),
				  NULL);
	}
	if (jobs > 0)
		wake_send(cron.run_dir);
	return true;
}

static int run_scheduler(const struct settings *s)
{
	struct scheduler_config config = {.db = database_settings(s),
					  .seats = cron.seats,
					  .n_seats = SEATS_MAX,
					  .limits = database_limits(s),
					  .ready = note_ready,
					  .tick = worker_tick,
					  .due = run_due};

	scheduler_run(&config);
	return 0;
}

static int worker_run(const struct settings *s, int seat, void *data)
{
	(void)data;
	return seat == 0 ? run_scheduler(s) : run_runner(s);
}

static void worker_stop(void)
{
	scheduler_stop();
	runner_stop();
}

static void worker_retire(void)
{
	scheduler_stop();
	runner_retire();
}

/* --- the master --- */

static const struct settings *begin(void)
{
	return program_begin(PROGRAM);
}

/* The pools' workers send wake-ups as METER_USER. */
static void wake_open(const struct settings *s)
{
	const struct passwd *user = geteuid() == 0 && s->user[0] ? getpwnam(s->user) : NULL;

	cron.run_dir = s->run_dir;
	cron.wake_fd = wake_listen(s->run_dir);
	if (cron.wake_fd < 0) /* only the haste is lost: runners look for themselves */
		log_error(NULL, "no wake-ups: cannot listen in METER_RUN_DIR \"%s\": %s",
			  s->run_dir, strerror(errno));
	else if (user)
		wake_give(s->run_dir, user->pw_uid);
}

static void seats_open(void)
{
	void *seats = mmap(NULL, SEATS_MAX * sizeof *cron.seats, PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (seats == MAP_FAILED)
		die("no memory for %d seats: %s", SEATS_MAX, strerror(errno));
	cron.seats = seats;
}

static void options_read(int argc, char **argv)
{
	static const struct option options[] = {PROGRAM_OPTIONS, {NULL, 0, NULL, 0}};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;)
		program_option(c, PROGRAM, "");
	if (optind < argc)
		program_misused(PROGRAM, "");
}

int main(int argc, char **argv)
{
	const struct settings *s;
	int status;

	options_read(argc, argv);
	s = begin();
	program_check_schema(s, 0);
	seats_open();
	wake_open(s);
	log_info(NULL, "%d runners with %d fetches each", (int)s->runners, (int)s->fetches);
	status = master_run(&(struct master){
	    .settings = s,
	    .count = worker_count,
	    .work = worker_run,
	    .signals = {worker_stop, worker_retire},
	    .reload = begin,
	});
	wake_close(s->run_dir, cron.wake_fd);
	log_info(NULL, PROGRAM " ended");
	return status;
}
