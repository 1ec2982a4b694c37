/* libcurl's socket interface: it says which sockets and what time it waits for, and is told when
 * they come (curl_multi_socket_action(3)). */
#include "fetch/sockets.h"
#include "util/clock.h"
#include "util/log.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#define EVENTS_MAX 64 /* of one step; the rest are ready in the next one */

static int watch(CURL *easy, curl_socket_t fd, int what, void *user, void *known)
{
	struct sockets *s = user;
	struct epoll_event event = {.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) |
					      (what & CURL_POLL_OUT ? EPOLLOUT : 0u),
				    .data.fd = fd};

	(void)easy;
	if (what == CURL_POLL_REMOVE || event.events == 0) {
		if (known)
			(void)epoll_ctl(s->fd, EPOLL_CTL_DEL, fd, NULL);
		curl_multi_assign(s->multi, fd, NULL);
		return 0;
	}
	if (epoll_ctl(s->fd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) != 0 &&
	    epoll_ctl(s->fd, known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event) != 0)
		bug("cannot watch a socket: %s", strerror(errno));
	curl_multi_assign(s->multi, fd, s);
	return 0;
}

static int set_timer(CURLM *multi, long timeout_ms, void *user)
{
	struct sockets *s = user;

	(void)multi;
	s->due_ms = timeout_ms < 0 ? -1 : clock_monotonic_ms() + timeout_ms;
	return 0;
}

bool sockets_begin(struct sockets *s, CURLM *multi)
{
	*s = (struct sockets){.multi = multi, .fd = epoll_create1(EPOLL_CLOEXEC), .due_ms = -1};
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, s);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, s);
	return s->fd >= 0;
}

void sockets_end(struct sockets *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

void sockets_wait(const struct sockets *s, int64_t *timeout_ms)
{
	int64_t left_ms = s->due_ms - clock_monotonic_ms();

	if (s->due_ms >= 0 && left_ms < *timeout_ms)
		*timeout_ms = left_ms > 0 ? left_ms : 0;
}

/* What is told for a socket that had an error: nothing, so that libcurl looks for itself. */
static int action_of(uint32_t events)
{
	return (events & EPOLLIN ? CURL_CSELECT_IN : 0) |
	       (events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
}

static void act(struct sockets *s, curl_socket_t fd, int action)
{
	int running;

	if (curl_multi_socket_action(s->multi, fd, action, &running) != CURLM_OK)
		bug("libcurl cannot go on");
}

void sockets_step(struct sockets *s)
{
	struct epoll_event events[EVENTS_MAX];
	int n = epoll_wait(s->fd, events, EVENTS_MAX, 0);

	for (int i = 0; i < n; i++)
		act(s, events[i].data.fd, action_of(events[i].events));
	if (s->due_ms < 0 || s->due_ms > clock_monotonic_ms())
		return;
	s->due_ms = -1;
	act(s, CURL_SOCKET_TIMEOUT, 0);
}
