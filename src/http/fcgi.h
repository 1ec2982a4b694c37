/* FastCGI over libfcgi: the only file that knows its protocol structures is fcgi.c.
 *
 * Two loops behind one interface. The stock loop takes one connection a request and suits the slow
 * pool. The kept loop (nginx: fastcgi_keep_conn on) waits on all kept connections with epoll
 * while libfcgi reads and writes each request; it doubles the rate of the fast pool. It sets two
 * fields that libfcgi calls private (ipcFd, keepConnection); t/http/fcgi.t guards that, and
 * METER_KEEP_CONNECTIONS=0 brings the stock loop back.
 */
#ifndef METER_HTTP_FCGI_H
#define METER_HTTP_FCGI_H

#include "http/reply.h"
#include "http/request.h"

/* Opens a listening socket: "unix:/path" or "/path" (mode 0660), or "host:port". -1 and *why. */
int fcgi_listen(const char *address, int backlog, const char **why);

struct fcgi_loop {
	int listen_fd;
	bool keep_connections;
	int recycle;     /* requests, then return; 0: never */
	/* Answers one request; the arena of request and reply is reset afterwards. */
	void (*serve)(struct request *request, struct reply *reply, void *data);
	/* Called about once a second and before waiting; may be NULL. */
	void (*idle)(void *data);
	void *data;
};

/* Serves until fcgi_stop() was called, `recycle` requests were served, or the socket fails. A
 * stopped loop accepts nothing more and serves what its kept connections still bring until nginx
 * closes them or drain_ms is over. */
void fcgi_run(const struct fcgi_loop *loop, int drain_ms);

/* Async-signal-safe: ask the loop to stop. */
void fcgi_stop(void);

#endif
