/* The extractor process, seen from outside: made, ended, replaced when it is used up, and waited
 * for. How it is asked without waiting is in use.c. */
#include "bounds.h"
#include "extract/pool_parts.h"
#include "util/clock.h"
#include "util/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILD_FD 3

struct extractor *extractor_new(const char *program)
{
	struct extractor *x = calloc(1, sizeof *x);

	if (x)
		x->program = strdup(program);
	if (!x || !x->program)
		die("out of memory");
	x->answer = arena_new();
	x->fd = -1;
	return x;
}

int extractor_stop(struct extractor *x)
{
	int status = -1;

	if (x->pid > 0) {
		kill(x->pid, SIGKILL);
		while (waitpid(x->pid, &status, 0) < 0)
			if (errno != EINTR)
				break;
	}
	if (x->fd >= 0)
		close(x->fd);
	x->pid = 0;
	x->fd = -1;
	x->n_runs = 0;
	return status;
}

void extractor_free(struct extractor *x)
{
	if (!x)
		return;
	extractor_stop(x);
	arena_free(x->answer);
	free(x->program);
	free(x);
}

/* Nothing of ours goes along: no descriptors but its socket, no environment, no signal settings,
 * and a process group of its own, so that Ctrl-C reaches it through us. */
static int spawn(struct extractor *x, int fd)
{
	static char name[] = "meter-extractor", charsets[] = EXTRACTOR_CHARSETS;
	char *const arguments[] = {name, x->has_charsets ? charsets : NULL, NULL};
	char *const environment[] = {NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, all;
	int error;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&files, 0, 1);
#ifndef METER_SANITIZERS
	posix_spawn_file_actions_adddup2(&files, 0, 2);
#endif
	posix_spawn_file_actions_adddup2(&files, fd, CHILD_FD);
	posix_spawn_file_actions_addclosefrom_np(&files, CHILD_FD + 1);
	posix_spawnattr_init(&how);
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &all);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
					   POSIX_SPAWN_SETPGROUP);
	error = posix_spawn(&x->pid, x->program, &files, &how, arguments, environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	if (error)
		x->pid = 0;
	return error;
}

bool extractor_spawn(struct work *w, struct extractor *x)
{
	int pair[2], error;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return fail(w, ERR_INTERNAL, "cannot make a socket pair: %s", strerror(errno));
	error = spawn(x, pair[1]);
	close(pair[1]);
	x->fd = pair[0];
	if (error) {
		extractor_stop(x);
		return fail(w, ERR_INTERNAL, "cannot start \"%s\": %s", x->program,
			    strerror(error));
	}
	(void)fcntl(x->fd, F_SETFL, O_NONBLOCK);
	return true;
}

void extractor_replace_if_due(struct extractor *x)
{
	if (x->pid > 0 && waitpid(x->pid, NULL, WNOHANG) != 0)
		x->pid = 0; /* reaped: the number may be another's by now */
	if (x->pid == 0 || x->n_runs >= EXTRACT_RECYCLE)
		extractor_stop(x);
}

/* --- what it is given --- */

int extractor_page(const char *body, size_t n)
{
	int fd = memfd_create("page", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	while (fd >= 0 && n > 0) {
		ssize_t written = write(fd, body, n);

		if (written <= 0) {
			int reason = errno;

			close(fd);
			errno = reason;
			return -1;
		}
		body += written;
		n -= (size_t)written;
	}
	if (fd >= 0)
		(void)fcntl(fd, F_ADD_SEALS,
			    F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
	return fd;
}

/* --- waiting --- */

#define TICK_MS 1000

static void wait_until_over(struct extractor *x, void (*tick)(void *), void *tick_data)
{
	int64_t next_tick_ms = clock_monotonic_ms() + TICK_MS;

	while (!extractor_step(x)) {
		bool writes = false;
		struct pollfd ready = {.fd = extractor_fd(x, &writes)};
		int64_t now_ms;

		ready.events = writes ? POLLOUT : POLLIN;
		poll(&ready, 1, EXTRACT_LOOK_MS);
		now_ms = clock_monotonic_ms();
		if (tick && now_ms >= next_tick_ms) {
			tick(tick_data);
			next_tick_ms = now_ms + TICK_MS;
		}
	}
}

bool extractor_start(struct work *w, struct extractor *x)
{
	if (x->pid > 0)
		return true;
	if (!extractor_use(x, (struct use){.w = w, .only_starts = true}))
		return false;
	wait_until_over(x, NULL, NULL);
	extractor_take(x);
	return x->pid > 0;
}

bool extractor_is_there(const struct extractor *x)
{
	return x->pid > 0;
}

struct json_object *extractor_run(struct work *w, struct extractor *x, const struct ask *ask,
				  void (*tick)(void *), void *tick_data)
{
	if (!extractor_begin(w, x, ask))
		return NULL;
	wait_until_over(x, tick, tick_data);
	return extractor_take(x);
}
