/* Kept connections: each waits in the epoll set until nginx sends a request on it.
 *
 * libfcgi is made to believe that it accepted the connection itself (ipcFd) and will keep it
 * (keepConnection). It has no listening socket, so when the peer is gone FCGX_Accept_r fails in
 * place of waiting for another one.
 */
#include "http/fcgi_parts.h"

#include "bounds.h"
#include "util/clock.h"
#include "util/log.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct kept {
	FCGX_Request fcgi;
	int64_t used_ms; /* when it came, or was last served */
	struct kept *previous, *next;
};

static void kept_add(struct server *s, struct kept *k)
{
	k->next = s->kept;
	if (s->kept)
		s->kept->previous = k;
	s->kept = k;
	s->n_kept++;
}

/* Forgets a connection that is closed. */
static void kept_remove(struct server *s, struct kept *k)
{
	if (k->next)
		k->next->previous = k->previous;
	if (k->previous)
		k->previous->next = k->next;
	else
		s->kept = k->next;
	s->n_kept--;
	free(k);
}

/* Out of descriptors or memory: the connection stays in the backlog, and asking again at once
 * would only burn the processor. */
static bool is_shortage(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

void kept_accept(struct server *s)
{
	/* One at a time: what is left in the backlog is for whoever is free first. */
	int fd = accept4(s->loop->listen_fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0) {
		if (is_shortage(errno)) {
			log_warning(NULL, "cannot accept a connection: %s", strerror(errno));
			server_pause(s);
		}
		return;
	}
	struct kept *k = calloc(1, sizeof *k);
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = k};
	if (!k || epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
		free(k);
		close(fd);
		server_pause(s);
		return;
	}
	FCGX_InitRequest(&k->fcgi, -1, 0);
	k->fcgi.ipcFd = fd;
	k->fcgi.keepConnection = 1;
	k->used_ms = clock_monotonic_ms();
	kept_add(s, k);
}

void kept_serve(struct server *s, struct kept *k)
{
	server_watch(&k->fcgi, REQUEST_READ_S);
	if (FCGX_Accept_r(&k->fcgi) < 0) {
		server_unwatch();
		kept_remove(s, k);
		return;
	}
	if (!server_answer(s, &k->fcgi) || s->is_closing)
		k->fcgi.keepConnection = 0;
	FCGX_Finish_r(&k->fcgi);
	server_unwatch();
	if (k->fcgi.ipcFd < 0)
		kept_remove(s, k);
	else
		k->used_ms = clock_monotonic_ms();
}

static bool is_readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	return poll(&p, 1, 0) > 0;
}

void kept_close_quiet(struct server *s, int quiet_ms)
{
	int64_t before_ms = clock_monotonic_ms() - quiet_ms;
	for (struct kept *k = s->kept, *next; k; k = next) {
		next = k->next;
		if (k->used_ms > before_ms || (quiet_ms > 0 && is_readable(k->fcgi.ipcFd)))
			continue;
		close(k->fcgi.ipcFd);
		kept_remove(s, k);
	}
}
