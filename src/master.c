/* Supervising workers: one poll over signals and the workers' notes, no handler does anything. */
#include "master.h"

#include "bounds.h"
#include "util/clock.h"
#include "util/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN_MAX  (2 * WORKERS_MAX) /* while one generation follows another */
#define YOUNG_MS      1000		/* who dies earlier would die again at once */
#define PAUSE_MIN_MS  100
#define PAUSE_MAX_MS  10000
#define KILL_GRACE_MS 2000 /* beyond the drain that a worker keeps by itself */

enum child_state { STARTING, SERVING, LEAVING };

struct child {
	pid_t pid;
	enum child_state state;
	int generation;
	int seat;
	int64_t started_ms;
	int64_t kill_ms; /* 0: never */
};

struct supervisor {
	struct master master;
	struct child children[CHILDREN_MAX];
	int n;
	int generation;
	bool is_stopping;
	int pause_ms; /* before the next start */
	int64_t start_ms;
	int signal_fd;
	int note_read, note_write;
	sigset_t signals;
};

static struct child *child_find(struct supervisor *s, pid_t pid)
{
	for (int i = 0; i < s->n; i++)
		if (s->children[i].pid == pid)
			return &s->children[i];
	return NULL;
}

/* Workers that count: of the present generation, and taking new work soon or already. */
static int children_present(const struct supervisor *s, bool only_serving)
{
	int n = 0;
	for (int i = 0; i < s->n; i++) {
		const struct child *c = &s->children[i];
		n += c->generation == s->generation && c->state != LEAVING &&
		     (c->state == SERVING || !only_serving);
	}
	return n;
}

/* --- starting --- */

static void child_work(const struct supervisor *s, int seat, pid_t master)
{
	const struct master *m = &s->master;
	close(s->signal_fd);
	close(s->note_read);
	if (!worker_begin(m->settings, m->signals, s->note_write, master))
		exit(1);
	exit(m->work(m->settings, seat, m->data));
}

/* The first seat that nobody of this generation has who stays. */
static int free_seat(const struct supervisor *s)
{
	int seat = 0;
	for (int i = 0; i < s->n; i++) {
		const struct child *c = &s->children[i];
		if (c->generation != s->generation || c->state == LEAVING || c->seat != seat)
			continue;
		seat++;
		i = -1;
	}
	return seat;
}

static void child_start(struct supervisor *s)
{
	int seat = free_seat(s);
	pid_t master = getpid(), pid = fork();
	if (pid == 0)
		child_work(s, seat, master);
	if (pid < 0) {
		log_error(NULL, "cannot start a worker: %s", strerror(errno));
		s->pause_ms = PAUSE_MAX_MS;
		s->start_ms = clock_monotonic_ms() + s->pause_ms;
		return;
	}
	s->children[s->n++] = (struct child){
	    .pid = pid,
	    .generation = s->generation,
	    .seat = seat,
	    .started_ms = clock_monotonic_ms(),
	};
}

static void start_missing(struct supervisor *s)
{
	int wanted = s->master.count(s->master.settings);
	while (!s->is_stopping && s->n < CHILDREN_MAX && children_present(s, false) < wanted &&
	       clock_monotonic_ms() >= s->start_ms)
		child_start(s);
}

/* --- ending --- */

static void child_signal(struct supervisor *s, struct child *c, int signal, int64_t patience_ms)
{
	if (signal != SIGUSR1) {
		c->state = LEAVING;
		c->kill_ms = clock_monotonic_ms() + patience_ms +
			     s->master.settings->drain_seconds * 1000 + KILL_GRACE_MS;
	}
	kill(c->pid, signal);
}

static void stop_all(struct supervisor *s)
{
	s->is_stopping = true;
	for (int i = 0; i < s->n; i++)
		child_signal(s, &s->children[i], SIGTERM, 0);
}

/* Lets one worker of an older generation go, or all when the new ones are complete. Somebody may
 * be waiting for the end of an execute: that is what the patience is for. */
static void retire_old(struct supervisor *s)
{
	bool all = children_present(s, true) >= s->master.count(s->master.settings);
	for (int i = 0; i < s->n; i++) {
		struct child *c = &s->children[i];
		if (c->generation == s->generation || c->state == LEAVING)
			continue;
		child_signal(s, c, SIGQUIT, EXECUTE_DEADLINE_MS);
		if (!all)
			return;
	}
}

static void kill_late(struct supervisor *s)
{
	int64_t now_ms = clock_monotonic_ms();
	for (int i = 0; i < s->n; i++) {
		struct child *c = &s->children[i];
		if (c->kill_ms == 0 || now_ms < c->kill_ms)
			continue;
		log_warning(NULL, "worker %d does not end: killed", (int)c->pid);
		kill(c->pid, SIGKILL);
		c->kill_ms = 0;
	}
}

/* --- what happened --- */

static void log_death(const struct child *c, int status)
{
	if (WIFSIGNALED(status))
		log_error(NULL, "worker %d was killed by signal %d (%s)", (int)c->pid,
			  WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) != 0)
		log_error(NULL, "worker %d ended with status %d", (int)c->pid, WEXITSTATUS(status));
	else
		log_debug(NULL, "worker %d ended", (int)c->pid);
}

static void child_gone(struct supervisor *s, struct child *c, int status)
{
	int64_t now_ms = clock_monotonic_ms();
	log_death(c, status);
	if (c->state != LEAVING && now_ms - c->started_ms < YOUNG_MS) {
		s->pause_ms = s->pause_ms ? s->pause_ms * 2 : PAUSE_MIN_MS;
		if (s->pause_ms > PAUSE_MAX_MS)
			s->pause_ms = PAUSE_MAX_MS;
		s->start_ms = now_ms + s->pause_ms;
	} else if (c->state != LEAVING) {
		s->pause_ms = 0;
	}
	*c = s->children[--s->n];
}

static void reap(struct supervisor *s)
{
	pid_t pid;
	int status;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct child *c = child_find(s, pid);
		if (c)
			child_gone(s, c, status);
	}
}

static void notes_read(struct supervisor *s)
{
	struct note note;
	while (read(s->note_read, &note, sizeof note) == sizeof note) {
		struct child *c = child_find(s, note.pid);
		if (!c || c->state == LEAVING)
			continue;
		switch (note.kind) {
		case NOTE_READY:
			c->state = SERVING;
			retire_old(s);
			break;
		case NOTE_LEAVING:
			c->state = LEAVING;
			break;
		}
	}
}

/* --- reloading --- */

/* Bad settings end the process that reads them; better a child than the service. */
static bool settings_are_good(const struct supervisor *s)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		s->master.reload();
		_exit(0);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static void reload(struct supervisor *s)
{
	if (s->master.reload && !settings_are_good(s)) {
		log_error(NULL, "the new settings are bad: the old ones stay");
		return;
	}
	if (s->master.reload)
		s->master.settings = s->master.reload();
	log_info(NULL, "replacing the workers");
	s->generation++;
	s->start_ms = 0;
}

static void reopen_logs(struct supervisor *s)
{
	if (!log_reopen())
		log_error(NULL, "cannot reopen the log: %s", strerror(errno));
	for (int i = 0; i < s->n; i++)
		child_signal(s, &s->children[i], SIGUSR1, 0);
}

static void signals_read(struct supervisor *s)
{
	struct signalfd_siginfo info;
	while (read(s->signal_fd, &info, sizeof info) == sizeof info) {
		if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
			stop_all(s);
		else if (info.ssi_signo == SIGHUP && !s->is_stopping)
			reload(s);
		else if (info.ssi_signo == SIGUSR1)
			reopen_logs(s);
	}
}

/* --- the loop --- */

static void supervisor_init(struct supervisor *s, const struct master *m)
{
	static const int wanted[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGCHLD};
	int pipe_fds[2];
	*s = (struct supervisor){.master = *m};
	sigemptyset(&s->signals);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		sigaddset(&s->signals, wanted[i]);
	sigprocmask(SIG_BLOCK, &s->signals, NULL);
	s->signal_fd = signalfd(-1, &s->signals, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signal_fd < 0 || pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) < 0)
		die("cannot make a master: %s", strerror(errno));
	s->note_read = pipe_fds[0];
	s->note_write = pipe_fds[1];
}

/* Milliseconds until something is due by itself; a second at the most. */
static int wait_ms(const struct supervisor *s)
{
	int64_t now_ms = clock_monotonic_ms(), left_ms = s->start_ms - now_ms;
	return left_ms > 0 && left_ms < 1000 ? (int)left_ms : 1000;
}

int master_run(const struct master *m)
{
	struct supervisor s;
	supervisor_init(&s, m);
	while (!s.is_stopping || s.n > 0) {
		start_missing(&s);
		struct pollfd fds[] = {{.fd = s.signal_fd, .events = POLLIN},
				       {.fd = s.note_read, .events = POLLIN}};
		poll(fds, 2, wait_ms(&s));
		/* Notes first: they tell whether a death was expected. */
		notes_read(&s);
		signals_read(&s);
		reap(&s);
		kill_late(&s);
	}
	return 0;
}
