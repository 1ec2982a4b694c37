/* The event loop of a worker, and the stock way to serve. */
#include "http/fcgi_parts.h"

#include "bounds.h"
#include "util/clock.h"
#include "util/log.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define EVENTS	      64    /* taken from the kernel at once */
#define TICK_MS	      1000  /* between calls of idle */
#define QUIET_MS      300   /* a connection without a request for so long is idle */
#define CLOSE_WAIT_MS "200" /* libfcgi's wait for the peer's end of a closed connection */

static volatile sig_atomic_t stop_asked, retire_asked;
static int wake_fd = -1;

/* What the epoll set knows besides connections; the addresses are the marks. */
static char listening_mark, wake_mark;

static void wake(void)
{
	int saved = errno;
	uint64_t one = 1;
	if (wake_fd >= 0 && write(wake_fd, &one, sizeof one) < 0) {
		/* The counter is full: it wakes all the same. */
	}
	errno = saved;
}

void fcgi_stop(void)
{
	stop_asked = 1;
	wake();
}

void fcgi_retire(void)
{
	retire_asked = 1;
	wake();
}

/* Whose reading or writing is bounded, and until when; the alarm's handler reads it. */
static struct {
	FCGX_Request *volatile request;
	volatile int64_t deadline_ms; /* 0: nobody's */
	volatile sig_atomic_t is_armed;
} watch;

static void alarm_set(int seconds)
{
	struct itimerval timer = {.it_value.tv_sec = seconds};
	watch.is_armed = seconds != 0;
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* A timeout of the socket would not do: with one, any signal ends a read early, SA_RESTART or not,
 * and half a request would be lost because somebody reloads. */
static void on_alarm(int signal)
{
	int saved = errno;
	(void)signal;
	watch.is_armed = 0;
	if (watch.deadline_ms != 0) {
		if (clock_monotonic_ms() >= watch.deadline_ms)
			shutdown(watch.request->ipcFd, SHUT_RDWR);
		alarm_set(1);
	}
	errno = saved;
}

void server_watch(FCGX_Request *f, int seconds)
{
	watch.request = f;
	watch.deadline_ms = clock_monotonic_ms() + INT64_C(1000) * seconds;
	if (!watch.is_armed)
		alarm_set(1);
}

void server_unwatch(void)
{
	watch.deadline_ms = 0;
}

/* libfcgi takes three signals for itself when it starts; they are given back. */
static void library_init(void)
{
	static const int taken[] = {SIGTERM, SIGUSR1, SIGPIPE};
	struct sigaction old[3], ignore = {.sa_handler = SIG_IGN};
	struct sigaction alarm_action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", CLOSE_WAIT_MS, 0);
	for (size_t i = 0; i < 3; i++)
		sigaction(taken[i], NULL, &old[i]);
	if (FCGX_Init() != 0)
		bug("libfcgi cannot be initialised");
	for (size_t i = 0; i < 3; i++)
		sigaction(taken[i], &old[i], NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGALRM, &alarm_action, NULL);
}

static void server_listen(struct server *s)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE,
				    .data.ptr = &listening_mark};
	if (epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, s->loop->listen_fd, &event) < 0)
		bug("cannot wait on the listening socket: %s", strerror(errno));
	s->is_listening = true;
}

static void server_unlisten(struct server *s)
{
	if (s->is_listening)
		epoll_ctl(s->epoll_fd, EPOLL_CTL_DEL, s->loop->listen_fd, NULL);
	s->is_listening = false;
}

void server_pause(struct server *s)
{
	server_unlisten(s);
	s->listen_again_ms = clock_monotonic_ms() + TICK_MS;
}

bool server_answer(struct server *s, FCGX_Request *f)
{
	struct request request;
	struct reply reply;
	bool is_clean = request_read(&request, s->arena, f);
	server_unwatch();
	/* What a slow call waits for need not be woken by our alarm. */
	if (!s->loop->keep_connections)
		alarm_set(0);
	reply_init(&reply, s->arena);
	reply_connect(&reply, &request, f);
	s->loop->serve(&request, &reply, s->loop->data);
	reply_send(&reply);
	arena_reset(s->arena);
	s->served++;
	return is_clean;
}

static void stock_serve(struct server *s)
{
	FCGX_Request f;
	FCGX_InitRequest(&f, s->loop->listen_fd, FCGI_FAIL_ACCEPT_ON_INTR);
	server_watch(&f, REQUEST_READ_S);
	int result = FCGX_Accept_r(&f);
	if (result == 0) {
		server_answer(s, &f);
		FCGX_Finish_r(&f);
		/* A peer that asked to keep the connection does not get to keep this worker. */
		FCGX_Free(&f, 1);
	} else if (result != -EAGAIN && result != -EINTR) {
		log_warning(NULL, "cannot accept a connection: %s", strerror(-result));
		server_pause(s);
	}
	server_unwatch();
}

static bool has_served_enough(const struct server *s)
{
	return s->loop->recycle > 0 && s->served >= s->life;
}

/* Moves from serving to leaving to closing. */
static void server_advance(struct server *s, int drain_ms)
{
	int64_t now_ms = clock_monotonic_ms();
	if (!s->is_leaving && (stop_asked || retire_asked || has_served_enough(s))) {
		s->is_leaving = true;
		s->end_ms = now_ms + drain_ms;
		s->close_ms = s->end_ms - drain_ms / 4;
		server_unlisten(s);
		if (s->loop->leaving)
			s->loop->leaving(s->loop->data);
	}
	if (s->is_leaving) {
		s->is_closing = stop_asked || now_ms >= s->close_ms;
		if (s->is_closing)
			kept_close_quiet(s, now_ms < s->end_ms ? QUIET_MS : 0);
	} else if (s->n_kept >= CONNECTIONS_MAX) {
		server_unlisten(s);
	} else if (!s->is_listening && now_ms >= s->listen_again_ms) {
		server_listen(s);
	}
}

static void server_handle(struct server *s, void *mark)
{
	uint64_t count;
	if (mark == &wake_mark) {
		if (read(wake_fd, &count, sizeof count) < 0) {
			/* Another wait took it. */
		}
	} else if (mark != &listening_mark) {
		kept_serve(s, mark);
	} else if (s->is_listening) {
		if (s->loop->keep_connections)
			kept_accept(s);
		else
			stock_serve(s);
	}
}

static void server_wait(struct server *s)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(s->epoll_fd, events, EVENTS, s->is_closing ? QUIET_MS / 3 : TICK_MS);
	if (n < 0 && errno != EINTR)
		bug("cannot wait for requests: %s", strerror(errno));
	for (int i = 0; i < n; i++)
		server_handle(s, events[i].data.ptr);
}

static void server_init(struct server *s, const struct fcgi_loop *loop)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = &wake_mark};
	library_init();
	listen_lock_drop();
	*s = (struct server){.loop = loop, .arena = arena_new()};
	/* Workers of one age must not leave together: up to an eighth earlier. */
	s->life = loop->recycle - loop->recycle / 8 * (int)(getpid() % 8) / 8;
	s->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->epoll_fd < 0 || wake_fd < 0 ||
	    epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, wake_fd, &event) < 0)
		bug("cannot make the event loop: %s", strerror(errno));
}

void fcgi_run(const struct fcgi_loop *loop, int drain_ms)
{
	struct server s;
	int64_t tick_ms = 0;
	server_init(&s, loop);
	server_advance(&s, drain_ms);
	while (!s.is_leaving || s.n_kept > 0) {
		if (loop->idle && clock_monotonic_ms() >= tick_ms) {
			loop->idle(loop->data);
			tick_ms = clock_monotonic_ms() + TICK_MS;
		}
		server_wait(&s);
		server_advance(&s, drain_ms);
	}
	close(wake_fd);
	close(s.epoll_fd);
	wake_fd = -1;
	arena_free(s.arena);
}
