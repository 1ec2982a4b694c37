/* What the files of the FastCGI loop share, and nobody else includes. */
#ifndef METER_HTTP_FCGI_PARTS_H
#define METER_HTTP_FCGI_PARTS_H

#include "http/fcgi.h"

#include <fcgiapp.h>

struct kept; /* a kept connection */

struct server {
	const struct fcgi_loop *loop;
	struct arena *arena; /* of the request being served */
	int epoll_fd;
	bool is_listening; /* the listening socket is in the epoll set */
	bool is_leaving;   /* accepts nothing more */
	bool is_closing;   /* ends its connections */
	int served, life; /* requests */
	int64_t listen_again_ms;  /* not before: accepting failed for want of descriptors */
	int64_t close_ms, end_ms; /* when leaving: begin to close; return */
	struct kept *kept;
	size_t n_kept;
};

/* fcgi.c: a request that libfcgi has accepted is read, served and answered. The caller finishes
 * it. False when the connection cannot bring another one. */
bool server_answer(struct server *s, FCGX_Request *f);

/* fcgi.c: takes the listening socket out of the set for a second. */
void server_pause(struct server *s);

/* fcgi.c: when reading or writing of f takes longer than that many seconds from now (give or take
 * one), its connection is shut down, and libfcgi gives it up. Costs no system call but one a second;
 * f must live until server_unwatch(). */
void server_watch(FCGX_Request *f, int seconds);
void server_unwatch(void);

/* fcgi_listen.c: a worker lets go of what keeps a second master away; only its master is to. */
void listen_lock_drop(void);

/* fcgi_kept.c: takes one connection from the listening socket into the set. */
void kept_accept(struct server *s);

/* fcgi_kept.c: serves the next request of a connection, or learns that it is closed. */
void kept_serve(struct server *s, struct kept *k);

/* fcgi_kept.c: closes the connections that brought nothing for quiet_ms. */
void kept_close_quiet(struct server *s, int quiet_ms);

/* fcgi_read.c: fills in the request; its strings live as long as f and the arena. Returns false
 * when input of this request may be left on the connection. */
bool request_read(struct request *r, struct arena *a, FCGX_Request *f);

/* fcgi_write.c: sends what the reply holds, or the rest of it when it was streamed. */
void reply_connect(struct reply *r, const struct request *request, FCGX_Request *f);
void reply_send(struct reply *r);

#endif
