/* The extractor process, seen from outside: started, fed, watched and replaced. */
#include "extract/operation.h"
#include "bounds.h"
#include "extract/message.h"
#include "extract/sandbox.h"
#include "util/clock.h"
#include "util/json.h"
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
#define TICK_MS	 1000

struct extractor {
	char *program;
	pid_t pid; /* 0: none */
	int fd;	   /* our end of the socket pair, non-blocking */
	int n_runs;
};

/* One use of the process, and how long it may take. */
struct use {
	struct work *w;
	struct extractor *x;
	int64_t start_ms, end_ms;
	int64_t cpu_end_ms;
	int64_t next_tick_ms;
	void (*tick)(void *);
	void *tick_data;
};

/* --- its life --- */

struct extractor *extractor_new(const char *program)
{
	struct extractor *x = calloc(1, sizeof *x);

	if (x)
		x->program = strdup(program);
	if (!x || !x->program)
		die("out of memory");
	x->fd = -1;
	return x;
}

/* Ends the process and returns its wait status, -1 when that is not known. One that has already
 * ended or is about to keeps its own status. */
static int extractor_stop(struct extractor *x)
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
	free(x->program);
	free(x);
}

/* Nothing of ours goes along: no descriptors but its socket, no environment, no signal settings,
 * and a process group of its own, so that Ctrl-C reaches it through us. */
static int spawn(struct extractor *x, int fd)
{
	static char name[] = "meter-extractor";
	char *const arguments[] = {name, NULL}, *const environment[] = {NULL};
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

/* --- waiting for it --- */

static int64_t cpu_ms(pid_t pid)
{
	struct timespec used;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
		return 0;
	return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

static struct use use_begin(struct work *w, struct extractor *x, int64_t most_ms)
{
	struct use u = {.w = w, .x = x, .start_ms = clock_monotonic_ms()};

	u.end_ms = u.start_ms + work_left_ms(w, most_ms);
	u.cpu_end_ms = cpu_ms(x->pid) + EXTRACT_CPU_S * 1000;
	u.next_tick_ms = u.start_ms + TICK_MS;
	return u;
}

/* Looks at the limits; when one is met, ends the process and fails. */
static bool use_goes_on(struct use *u)
{
	int64_t now = clock_monotonic_ms();

	if (now >= u->end_ms) {
		extractor_stop(u->x);
		return fail_class(u->w, CLASS_TOO_COMPLEX, "the page took longer than %d ms",
				  (int)(u->end_ms - u->start_ms));
	}
	if (cpu_ms(u->x->pid) >= u->cpu_end_ms) {
		extractor_stop(u->x);
		return fail_class(u->w, CLASS_TOO_COMPLEX,
				  "the page took more than %d seconds of CPU time", EXTRACT_CPU_S);
	}
	if (u->tick && now >= u->next_tick_ms) {
		u->tick(u->tick_data);
		u->next_tick_ms = now + TICK_MS;
	}
	return true;
}

/* The process is gone, or closed its socket, which it has no reason to do. */
static void *use_died(struct use *u)
{
	int status = extractor_stop(u->x);
	int by = status >= 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_MEMORY)
		return fail_class(u->w, CLASS_TOO_COMPLEX, "the page needed too much memory");
	if (by == SIGKILL) /* the kernel's answer to memory that is gone */
		return fail_class(u->w, CLASS_TOO_COMPLEX, "the page used up the machine's memory");
	if (by == SIGSYS)
		log_error(u->w, "the extractor was killed for a forbidden system call");
	else if (by)
		log_error(u->w, "the extractor was killed by signal %d", by);
	else
		log_error(u->w, "the extractor ended with status %d", status);
	return fail_class(u->w, CLASS_CRASHED, "the page crashed the extractor");
}

static bool use_wait(struct use *u, short events)
{
	struct pollfd ready = {.fd = u->x->fd, .events = events};

	for (;;) {
		int n = poll(&ready, 1, EXTRACT_LOOK_MS);

		if (!use_goes_on(u))
			return false;
		if (n > 0)
			return true;
	}
}

static bool use_send(struct use *u, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t sent = send(u->x->fd, p, n, MSG_NOSIGNAL);

		if (sent < 0 && errno == EAGAIN) {
			if (!use_wait(u, POLLOUT))
				return false;
			continue;
		}
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return use_died(u);
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

static bool use_receive(struct use *u, void *data, size_t n)
{
	char *p = data;

	while (n > 0) {
		ssize_t got = recv(u->x->fd, p, n, 0);

		if (got < 0 && errno == EAGAIN) {
			if (!use_wait(u, POLLIN))
				return false;
			continue;
		}
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return use_died(u);
		p += got;
		n -= (size_t)got;
	}
	return true;
}

bool extractor_start(struct work *w, struct extractor *x)
{
	int pair[2], error;
	struct answer_head ready;
	struct use u;

	if (x->pid > 0)
		return true;
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
	u = use_begin(w, x, EXTRACT_START_MS);
	if (use_receive(&u, &ready, sizeof ready) && ready.kind == ANSWER_READY)
		return true;
	extractor_stop(x);
	return fail(w, ERR_INTERNAL,
		    "\"%s\" does not start: it cannot enter its sandbox, or is "
		    "another program",
		    x->program);
}

/* --- asking it --- */

/* The page in memory that the process can map and nobody can change any more; -1 with errno. */
static int page_fd(const char *body, size_t n)
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

/* The first message, with the page's descriptor beside it. The socket is empty, so it fits. */
static bool send_head(struct use *u, struct ask_head *head, int fd)
{
	union {
		struct cmsghdr align;
		char data[CMSG_SPACE(sizeof(int))];
	} control = {.data = {0}};
	struct iovec piece = {head, sizeof *head};
	struct msghdr message = {.msg_iov = &piece,
				 .msg_iovlen = 1,
				 .msg_control = control.data,
				 .msg_controllen = sizeof control.data};
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);
	ssize_t sent;

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
	do
		sent = sendmsg(u->x->fd, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == sizeof *head || use_died(u);
}

static bool send_ask(struct use *u, const struct ask *ask)
{
	struct text request = text_new(u->w->arena, EXTRACT_REQUEST_MAX);
	struct ask_head head = {.body_size = ask->body_size};
	int fd;
	bool good;

	json_print(&request, ask->request);
	if (text_is_full(&request))
		return fail(u->w, ERR_TOO_LARGE, "the strategy has more than %u bytes",
			    EXTRACT_REQUEST_MAX);
	(void)snprintf(head.operation, sizeof head.operation, "%s", ask->operation);
	head.request_size = request.length;
	fd = page_fd(ask->body, ask->body_size);
	if (fd < 0)
		return fail(u->w, ERR_INTERNAL, "no memory for a page of %zu bytes: %s",
			    ask->body_size, strerror(errno));
	good = send_head(u, &head, fd) && use_send(u, request.data, request.length);
	close(fd);
	return good;
}

static struct json_object *use_mistrusts(struct use *u, const char *why)
{
	extractor_stop(u->x);
	log_error(u->w, "the extractor's answer was not believed: %s", why);
	return fail_class(u->w, CLASS_CRASHED, "the page crashed the extractor");
}

static struct json_object *receive_answer(struct use *u)
{
	struct answer_head head;
	struct json_object *o;
	char *data;

	if (!use_receive(u, &head, sizeof head))
		return NULL;
	if (head.size > EXTRACT_REPLY_MAX)
		return use_mistrusts(u, "it is too large");
	data = arena_alloc_raw(u->w->arena, (size_t)head.size);
	if (!use_receive(u, data, (size_t)head.size))
		return NULL;
	o = json_parse(u->w, data, (size_t)head.size);
	if (!o)
		return use_mistrusts(u, u->w->message);
	if (head.kind == ANSWER_GOOD)
		return o;
	if (head.kind != ANSWER_FAILED)
		return use_mistrusts(u, "it is of no known kind");
	failure_read(u->w, o);
	return NULL;
}

/* A process that is used up, or that ended between two uses. */
static void replace_if_due(struct extractor *x)
{
	if (x->pid > 0 && waitpid(x->pid, NULL, WNOHANG) != 0)
		x->pid = 0; /* reaped: the number may be another's by now */
	if (x->pid == 0 || x->n_runs >= EXTRACT_RECYCLE)
		extractor_stop(x);
}

struct json_object *extractor_run(struct work *w, struct extractor *x, const char *operation,
				  struct json_object *request, const char *body, size_t body_size,
				  void (*tick)(void *), void *tick_data)
{
	const struct ask ask = {operation, request, body, body_size};
	struct use u;

	replace_if_due(x);
	if (!extractor_start(w, x))
		return NULL;
	x->n_runs++;
	u = use_begin(w, x, EXTRACT_WALL_MS);
	u.tick = tick;
	u.tick_data = tick_data;
	return send_ask(&u, &ask) ? receive_answer(&u) : NULL;
}
