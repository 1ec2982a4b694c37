/* FastCGI over libfcgi: its protocol structures are known to fcgi*.c alone.
 *
 * Two ways to serve behind one event loop. Stock: libfcgi takes one connection a request, which
 * suits the slow pool. Kept (nginx: fastcgi_keep_conn on): the loop waits on all kept connections
 * with epoll while libfcgi reads and writes each request, which doubles the rate of the fast pool.
 * The latter sets two fields that libfcgi calls private (ipcFd, keepConnection); t/http/fcgi.t
 * guards that, and METER_KEEP_CONNECTIONS=0 brings the stock way back.
 */
#ifndef METER_HTTP_FCGI_H
#define METER_HTTP_FCGI_H

#include "http/reply.h"
#include "http/request.h"

/* Opens a listening socket: "unix:/path" or "/path" (mode 0660), or "host:port". -1 and *why, also
 * when a living process has opened that path: beside it lies a lock, "/path.lock". */
int fcgi_listen(const char *address, int backlog, const char **why);

struct fcgi_loop {
	int listen_fd;
	bool keep_connections;
	int recycle;     /* requests, then return; 0: never */
	/* Answers one request; the arena of request and reply is reset afterwards. */
	void (*serve)(struct request *request, struct reply *reply, void *data);
	/* Called about once a second and before waiting; may be NULL. */
	void (*idle)(void *data);
	/* Called once when the loop stops accepting, so that a successor can start; may be NULL. */
	void (*leaving)(void *data);
	void *data;
};

/* Serves until fcgi_stop() or fcgi_retire() was called, about `recycle` requests were served, or
 * the socket fails; returns when every request it took on is answered, at the latest after
 * drain_ms.
 *
 * Nobody but nginx can end a kept connection without a race: what it sends in the moment in which
 * we close is lost, and POSTs are not sent again. So a worker that retires (also by recycling)
 * goes on serving its connections and leaves the closing to nginx, whose keepalive_time is shorter
 * than the drain. Only in the last quarter, or when the whole service stops, it closes them: after
 * a reply, or when quiet. */
void fcgi_run(const struct fcgi_loop *loop, int drain_ms);

/* Async-signal-safe. Stop: nobody follows, so the connections are closed soon. Retire: others
 * accept on the same socket, so they are given time. */
void fcgi_stop(void);
void fcgi_retire(void);

#endif
