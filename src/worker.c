/* Becoming a worker. */
#include "worker.h"

#include "settings.h"
#include "util/log.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static struct worker_signals handlers;
static volatile sig_atomic_t reopen_asked;
static int notes = -1;

static void on_stop(int signal)
{
	(void)signal;
	handlers.stop();
}

static void on_retire(int signal)
{
	(void)signal;
	handlers.retire();
}

static void on_reopen(int signal)
{
	(void)signal;
	reopen_asked = 1;
}

static void signal_set(int signal, void (*handler)(int))
{
	/* SA_RESTART: a signal must not cut a request in half. */
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	sigaction(signal, &action, NULL);
}

static void signals_set(void)
{
	sigset_t none;
	signal_set(SIGTERM, on_stop);
	signal_set(SIGQUIT, on_retire);
	signal_set(SIGUSR1, on_reopen);
	/* A terminal sends SIGINT and SIGHUP to the whole group: they are for the master. */
	signal_set(SIGINT, SIG_IGN);
	signal_set(SIGHUP, SIG_IGN);
	signal_set(SIGPIPE, SIG_IGN);
	signal_set(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool user_become(const char *name)
{
	errno = 0;
	const struct passwd *user = getpwnam(name);
	if (!user) {
		log_error(NULL, "METER_USER \"%s\" is unknown", name);
		return false;
	}
	if (initgroups(name, user->pw_gid) == 0 && setgid(user->pw_gid) == 0 &&
	    setuid(user->pw_uid) == 0)
		return true;
	log_error(NULL, "cannot become METER_USER \"%s\": %s", name, strerror(errno));
	return false;
}

static void restrict_process(void)
{
	struct rlimit none = {0};
	/* Memory holds keys and customers' data: it belongs into no core file. */
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifndef METER_SANITIZERS /* the leak sanitizer traces its own process */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

bool worker_begin(const struct settings *s, struct worker_signals signals, int note_fd,
		  pid_t master)
{
	handlers = signals;
	notes = note_fd;
	signals_set();
	if (geteuid() == 0 && s->user[0] != '\0' && !user_become(s->user))
		return false;
	restrict_process();
	/* After the change of user, which clears it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	return getppid() == master;
}

void worker_note(enum note_kind kind)
{
	struct note note = {.pid = getpid(), .kind = kind};
	/* EPIPE: there is no master any more, and no news in that. */
	if (notes >= 0 && write(notes, &note, sizeof note) < 0 && errno != EPIPE)
		log_warning(NULL, "cannot tell the master: %s", strerror(errno));
}

void worker_tick(void)
{
	if (!reopen_asked)
		return;
	reopen_asked = 0;
	if (!log_reopen())
		log_error(NULL, "cannot reopen the log: %s", strerror(errno));
}
