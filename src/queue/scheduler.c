/* What has to be done now and then, by whoever comes first. */
#include "queue/scheduler.h"

#include "bounds.h"
#include "store/runners.h"
#include "store/tasks.h"
#include "util/clock.h"
#include "util/id.h"
#include "util/log.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS 100 /* between two looks at the runners of this meter-cron */
#define TICK_MS 1000

struct scheduler {
	struct scheduler_config config;
	struct work work;
	struct db *db;
	const char *id;
	int64_t beat_ms, reap_ms, sweep_ms, due_ms, tick_ms; /* when they are due */
	struct retention retention;
	int64_t sweep_steps; /* since it rested last */
};

static volatile sig_atomic_t stop_asked;

void scheduler_stop(void)
{
	stop_asked = 1;
}

static bool is_due(int64_t *at_ms, int64_t every_ms)
{
	int64_t now_ms = clock_monotonic_ms();

	if (now_ms < *at_ms)
		return false;
	*at_ms = now_ms + every_ms;
	return true;
}

/* --- dead runners --- */

static bool is_dead(const struct runner_seat *seat)
{
	return seat->pid != 0 && kill(seat->pid, 0) < 0 && errno == ESRCH;
}

/* What a dead runner held is free at once. Only the task that it was working on is to blame. */
static bool bury(struct scheduler *s, struct runner_seat *seat)
{
	struct runner_mark mark = seat->mark;
	int64_t returned = 0;

	if (mark.owner[0] && !(task_return_all(&s->work, mark.owner,
					       mark.suspect[0] ? mark.suspect : NULL, &returned) &&
			       runner_gone(&s->work, mark.owner)))
		return false;
	if (mark.owner[0])
		log_warning(NULL, "runner %d died: %" PRId64 " tasks put back%s%s", (int)seat->pid,
			    returned, mark.suspect[0] ? ", while working on " : "", mark.suspect);
	*seat = (struct runner_seat){0};
	return true;
}

static bool bury_dead(struct scheduler *s)
{
	for (int i = 0; i < s->config.n_seats; i++)
		if (is_dead(&s->config.seats[i]) && !bury(s, &s->config.seats[i]))
			return false;
	return true;
}

static bool has_dead(const struct scheduler *s)
{
	for (int i = 0; i < s->config.n_seats; i++)
		if (is_dead(&s->config.seats[i]))
			return true;
	return false;
}

/* --- now and then --- */

static bool beat(struct scheduler *s)
{
	char host[256] = "";

	(void)gethostname(host, sizeof host - 1);
	return runner_seen(
	    &s->work,
	    &(struct runner_row){.id = s->id, .kind = "scheduler", .host = host, .pid = getpid()});
}

static bool reap(struct scheduler *s)
{
	int64_t reaped;

	if (!task_reap(&s->work, REAP_MAX, &reaped) || !runner_forget(&s->work))
		return false;
	if (reaped > 0)
		log_warning(NULL, "%" PRId64 " leases were over: their tasks are put back", reaped);
	if (reaped == REAP_MAX)
		s->reap_ms = 0;
	return true;
}

/* What a walk has taken away so far is told when it rests. */
static void tell_removed(struct scheduler *s)
{
	for (int i = 0; i < RETENTION_KINDS; i++)
		if (s->retention.removed[i] > 0)
			log_info(NULL, "%" PRId64 " %s were too old", s->retention.removed[i],
				 retention_name((enum retention_kind)i));
	memset(s->retention.removed, 0, sizeof s->retention.removed);
}

/* A few steps; more of them come after a pause that leaves the database to others. */
static bool sweep(struct scheduler *s)
{
	const int64_t end_ms = clock_monotonic_ms() + SWEEP_STEP_MS / 2;
	bool is_over = false;

	do {
		work_renew(&s->work);
		s->work.db = s->db;
		if (!retention_step(&s->work, &s->retention, &is_over)) {
			s->sweep_ms = clock_monotonic_ms() + SWEEP_REST_MS;
			return false;
		}
		s->sweep_steps++;
	} while (!is_over && s->sweep_steps < SWEEP_STEPS_MAX && clock_monotonic_ms() < end_ms);
	s->sweep_ms = clock_monotonic_ms() + SWEEP_STEP_MS;
	if (!is_over && s->sweep_steps < SWEEP_STEPS_MAX)
		return true;
	s->sweep_steps = 0;
	s->sweep_ms += is_over ? SWEEP_EVERY_MS : SWEEP_REST_MS;
	tell_removed(s);
	return true;
}

static void look(struct scheduler *s)
{
	bool beats = is_due(&s->beat_ms, RUNNER_BEAT_MS),
	     reaps = is_due(&s->reap_ms, REAP_EVERY_MS),
	     sweeps = is_due(&s->sweep_ms, SWEEP_EVERY_MS),
	     due = s->config.due && is_due(&s->due_ms, DUE_EVERY_MS);

	if (!beats && !reaps && !sweeps && !due && !has_dead(s))
		return;
	work_renew(&s->work);
	if (!db_ready(&s->work, s->db))
		return;
	if (!bury_dead(s) || (beats && !beat(s)) || (reaps && !reap(s)) || (sweeps && !sweep(s)))
		log_warning(&s->work, "cannot look after the queue: %s", s->work.message);
	work_forgive(&s->work);
	if (due && !s->config.due(&s->work))
		log_warning(&s->work, "cannot do what is due: %s", s->work.message);
}

void scheduler_run(const struct scheduler_config *config)
{
	const struct timespec pause = {.tv_nsec = LOOK_MS * 1000000};
	struct scheduler s = {.config = *config, .retention = {.limits = config->limits}};
	char id[OWNER_SIZE];

	work_begin(&s.work);
	memcpy(id, id_new(s.work.arena), sizeof id);
	s.id = id;
	s.db = db_new(&config->db);
	if (config->ready)
		config->ready();
	while (!stop_asked) {
		look(&s);
		if (config->tick && is_due(&s.tick_ms, TICK_MS))
			config->tick();
		nanosleep(&pause, NULL);
	}
	work_renew(&s.work);
	if (db_ready(&s.work, s.db))
		(void)runner_gone(&s.work, s.id);
	db_free(s.db);
	work_end(&s.work);
}
