/* One use of the extractor process: asked, watched and answered, without waiting. */
#include "bounds.h"
#include "extract/pool_parts.h"
#include "extract/sandbox.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/log.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a step of a use came to. */
enum progress {
	STEP_MORE, /* go on */
	STEP_WAIT, /* for the socket */
	STEP_OVER, /* the answer is there, or the reason in w */
};

static int64_t cpu_ms(pid_t pid)
{
	struct timespec used;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
		return 0;
	return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

static void limits_set(struct extractor *x, int64_t most_ms)
{
	struct use *u = &x->use;

	u->start_ms = clock_monotonic_ms();
	u->end_ms = u->start_ms + work_left_ms(u->w, most_ms);
	u->cpu_end_ms = cpu_ms(x->pid) + EXTRACT_CPU_S * 1000;
}

bool extractor_use(struct extractor *x, struct use use)
{
	x->use = use;
	x->use.phase = USE_SENDING;
	if (x->pid == 0) {
		if (!extractor_spawn(use.w, x)) {
			x->use.phase = USE_NONE;
			return false;
		}
		x->use.phase = USE_STARTING;
	}
	limits_set(x, x->use.phase == USE_STARTING ? EXTRACT_START_MS : EXTRACT_WALL_MS);
	return true;
}

/* Asks another process the same. */
static enum progress begin_again(struct extractor *x)
{
	struct use use = x->use;

	use.head_sent = false;
	use.moved = 0;
	return extractor_use(x, use) ? STEP_WAIT : STEP_OVER;
}

/* It waits for nothing but the processor: somebody stopped it, or the machine has no time for it,
 * which is no page's fault. */
static bool out_of_time(struct extractor *x)
{
	struct use *u = &x->use;
	const int ms = (int)(u->end_ms - u->start_ms);
	const bool has_time = work_left_ms(u->w, 1) > 0;

	extractor_stop(x);
	if (has_time && u->phase == USE_STARTING)
		return fail(u->w, ERR_INTERNAL, "\"%s\" does not start in %d ms", x->program, ms);
	if (!has_time || u->was_killed)
		return fail_class(u->w, CLASS_TOO_COMPLEX, "the page took longer than %d ms", ms);
	log_error(u->w, "the extractor was given too little time in %d ms: it is asked once more",
		  ms);
	u->was_killed = true;
	return begin_again(x) == STEP_WAIT;
}

/* Looks at the limits; when one is met, ends the process and fails. */
static bool within_limits(struct extractor *x)
{
	struct use *u = &x->use;

	if (clock_monotonic_ms() >= u->end_ms)
		return out_of_time(x);
	if (cpu_ms(x->pid) >= u->cpu_end_ms) {
		extractor_stop(x);
		return fail_class(u->w, CLASS_TOO_COMPLEX,
				  "the page took more than %d seconds of CPU time", EXTRACT_CPU_S);
	}
	return true;
}

/* A person, or the kernel when another process used up the memory: it need not be the page's fault.
 * What a page does to the process ends in other signals. */
static bool is_from_outside(int by)
{
	return by == SIGKILL || by == SIGTERM || by == SIGINT || by == SIGHUP || by == SIGQUIT;
}

/* The process is gone, or closed its socket, which it has no reason to do. */
static enum progress died(struct extractor *x)
{
	struct work *w = x->use.w;
	int status = extractor_stop(x);
	int by = status >= 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	int code = status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 0;

	if (code == EXIT_CHARSET && !x->has_charsets) {
		x->has_charsets = true;
		return begin_again(x);
	}
	if (is_from_outside(by) && !x->use.was_killed) {
		log_error(w, "the extractor was killed by signal %d: it is asked once more", by);
		x->use.was_killed = true;
		return begin_again(x);
	}
	if (code == EXIT_MEMORY) {
		fail_class(w, CLASS_TOO_COMPLEX, "the page needed too much memory");
		return STEP_OVER;
	}
	if (by == SIGKILL) { /* the kernel's answer to memory that is gone */
		fail_class(w, CLASS_TOO_COMPLEX, "the page used up the machine's memory");
		return STEP_OVER;
	}
	if (by == SIGSYS)
		log_error(w, "the extractor was killed for a forbidden system call");
	else if (by)
		log_error(w, "the extractor was killed by signal %d", by);
	else
		log_error(w, "the extractor ended with status %d", status);
	fail_class(w, CLASS_CRASHED, "the page crashed the extractor");
	return STEP_OVER;
}

static enum progress mistrusts(struct extractor *x, const char *why)
{
	extractor_stop(x);
	log_error(x->use.w, "the extractor's answer was not believed: %s", why);
	fail_class(x->use.w, CLASS_CRASHED, "the page crashed the extractor");
	return STEP_OVER;
}

/* --- bytes --- */

/* Moves what is left of n bytes, from or to data; STEP_MORE when all are. */
static enum progress move(struct extractor *x, void *data, size_t n, bool is_sending)
{
	struct use *u = &x->use;

	while (u->moved < n) {
		char *p = (char *)data + u->moved;
		ssize_t got = is_sending ? send(x->fd, p, n - u->moved, MSG_NOSIGNAL)
					 : recv(x->fd, p, n - u->moved, 0);

		if (got < 0 && errno == EAGAIN)
			return STEP_WAIT;
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return died(x);
		u->moved += (size_t)got;
	}
	u->moved = 0;
	return STEP_MORE;
}

/* The head and what fits of the rest in one message, with the page's descriptor (-1: none) beside
 * it: each message would wake the process up. */
static ssize_t send_head(struct extractor *x, struct ask_head *head, int fd)
{
	union {
		struct cmsghdr align;
		char data[CMSG_SPACE(sizeof(int))];
	} control = {.data = {0}};
	struct iovec pieces[] = {{head, sizeof *head}, {x->use.sent.data, x->use.sent.length}};
	struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
	struct cmsghdr *c;
	ssize_t sent;

	if (fd >= 0) {
		message.msg_control = control.data;
		message.msg_controllen = sizeof control.data;
		c = CMSG_FIRSTHDR(&message);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(c), &fd, sizeof fd);
	}
	do
		sent = sendmsg(x->fd, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent;
}

/* --- the phases --- */

static enum progress step_starting(struct extractor *x)
{
	struct use *u = &x->use;
	enum progress p = move(x, &u->head, sizeof u->head, false);

	if (p == STEP_WAIT)
		return p;
	if (p == STEP_OVER || u->head.kind != ANSWER_READY) {
		extractor_stop(x);
		fail(u->w, ERR_INTERNAL,
		     "\"%s\" does not start: it cannot enter its sandbox, or is another program",
		     x->program);
		return STEP_OVER;
	}
	if (u->only_starts)
		return STEP_OVER;
	u->phase = USE_SENDING;
	limits_set(x, EXTRACT_WALL_MS);
	return STEP_MORE;
}

/* The socket is empty, so that the head fits whatever follows. */
static enum progress step_head_out(struct extractor *x)
{
	struct use *u = &x->use;
	struct ask_head head = {.body_size = u->body_size, .request_size = u->request_size};
	const bool is_beside = u->sent.length > u->request_size || u->body_size == 0;
	int fd = is_beside ? -1 : extractor_page(u->body, u->body_size);
	ssize_t sent;

	(void)snprintf(head.operation, sizeof head.operation, "%s", u->operation);
	if (fd < 0 && !is_beside) {
		fail(u->w, ERR_INTERNAL, "no memory for a page of %zu bytes: %s", u->body_size,
		     strerror(errno));
		return STEP_OVER;
	}
	sent = send_head(x, &head, fd);
	if (fd >= 0)
		close(fd);
	if (sent < (ssize_t)sizeof head)
		return died(x);
	x->n_runs++;
	u->head_sent = true;
	u->moved = (size_t)sent - sizeof head;
	return STEP_MORE;
}

static enum progress step_sending(struct extractor *x)
{
	struct use *u = &x->use;
	enum progress p;

	if (!u->head_sent)
		return step_head_out(x);
	p = move(x, u->sent.data, u->sent.length, true);
	if (p == STEP_MORE)
		u->phase = USE_HEAD_WAITS;
	return p;
}

static enum progress step_head_in(struct extractor *x)
{
	struct use *u = &x->use;
	enum progress p = move(x, &u->head, sizeof u->head, false);

	if (p != STEP_MORE)
		return p;
	if (u->head.size > EXTRACT_REPLY_MAX)
		return mistrusts(x, "it is too large");
	u->data = arena_alloc_raw(x->answer, (size_t)u->head.size);
	u->phase = USE_RECEIVING;
	return STEP_MORE;
}

static enum progress step_receiving(struct extractor *x)
{
	struct use *u = &x->use;
	enum progress p = move(x, u->data, (size_t)u->head.size, false);
	struct json_object *o;

	if (p != STEP_MORE)
		return p;
	o = u->apart && u->head.kind == ANSWER_GOOD
		? json_parse_apart(u->w, u->data, (size_t)u->head.size, u->apart)
		: json_parse(u->w, u->data, (size_t)u->head.size);
	arena_reset(x->answer);
	if (!o)
		return mistrusts(x, u->w->message);
	if (u->head.kind == ANSWER_GOOD)
		u->answer = o;
	else if (u->head.kind == ANSWER_FAILED)
		failure_read(u->w, o);
	else
		return mistrusts(x, "it is of no known kind");
	return STEP_OVER;
}

static enum progress step(struct extractor *x)
{
	switch (x->use.phase) {
	case USE_STARTING:
		return step_starting(x);
	case USE_SENDING:
		return step_sending(x);
	case USE_HEAD_WAITS:
		return step_head_in(x);
	case USE_RECEIVING:
		return step_receiving(x);
	case USE_NONE:
	case USE_OVER:
		break;
	}
	return STEP_OVER;
}

/* --- without waiting --- */

bool extractor_begin(struct work *w, struct extractor *x, const struct ask *ask)
{
	struct use use = {.w = w,
			  .operation = ask->operation,
			  .body = ask->body,
			  .body_size = ask->body_size,
			  .apart = ask->apart};

	if (x->use.phase != USE_NONE)
		bug("the extractor is asked while it is busy");
	arena_reset(x->answer);
	use.sent = text_new(x->answer, EXTRACT_REQUEST_MAX + EXTRACT_BESIDE);
	json_print(&use.sent, ask->request);
	use.request_size = use.sent.length;
	if (text_is_full(&use.sent) || use.request_size > EXTRACT_REQUEST_MAX)
		return fail(w, ERR_TOO_LARGE, "the strategy has more than %u bytes",
			    EXTRACT_REQUEST_MAX);
	if (ask->body_size <= EXTRACT_BESIDE)
		text_add_bytes(&use.sent, ask->body, ask->body_size);
	extractor_replace_if_due(x);
	return extractor_use(x, use);
}

int extractor_fd(const struct extractor *x, bool *writes)
{
	if (x->use.phase == USE_NONE)
		return -1;
	*writes = x->use.phase == USE_SENDING;
	return x->fd;
}

bool extractor_step(struct extractor *x)
{
	enum progress p;

	if (x->use.phase == USE_NONE)
		return false;
	do
		p = step(x);
	while (p == STEP_MORE);
	if (p == STEP_WAIT && within_limits(x))
		return false;
	x->use.phase = USE_OVER;
	return true;
}

struct json_object *extractor_take(struct extractor *x)
{
	struct json_object *answer = x->use.answer;

	x->use = (struct use){.phase = USE_NONE};
	return answer;
}

void extractor_abandon(struct extractor *x)
{
	if (x->use.phase != USE_NONE)
		extractor_stop(x);
	x->use = (struct use){.phase = USE_NONE};
}
