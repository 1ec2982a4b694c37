/* Replies onto the FastCGI connection. */
#include "http/fcgi_parts.h"

#include "bounds.h"

#include <sys/socket.h>

/* What a reply needs to be sent; in the request's arena. */
struct transport {
	FCGX_Request *f;
	const struct request *request;
	bool head_sent;
};

static void put(struct reply *r, const struct text *t)
{
	struct transport *transport = r->transport;
	if (!r->broken && t->length > 0 &&
	    FCGX_PutStr(t->data, (int)t->length, transport->f->out) < 0)
		r->broken = true;
}

/* Puts the head (once) and what the body holds into libfcgi's buffer, and forgets the body. */
static void put_all(struct reply *r)
{
	struct transport *transport = r->transport;
	if (!transport->head_sent) {
		struct text head = text_new(r->arena, REPLY_HEAD_MAX);
		reply_print_head(r, transport->request->request_id, &head);
		put(r, &head);
		transport->head_sent = true;
	}
	if (transport->request->method != HEAD)
		put(r, &r->body);
	text_clear(&r->body);
}

static void flush(struct reply *r)
{
	struct transport *transport = r->transport;
	put_all(r);
	server_watch(transport->f, REPLY_WRITE_S);
	if (!r->broken && FCGX_FFlush(transport->f->out) < 0)
		r->broken = true;
	server_unwatch();
}

static void cut(struct reply *r)
{
	struct transport *transport = r->transport;

	shutdown(transport->f->ipcFd, SHUT_RDWR);
	transport->f->keepConnection = 0;
}

void reply_connect(struct reply *r, const struct request *request, FCGX_Request *f)
{
	struct transport *transport = ARENA_NEW(r->arena, struct transport);
	*transport = (struct transport){.f = f, .request = request};
	r->transport = transport;
	r->flush = flush;
	r->cut = cut;
}

void reply_send(struct reply *r)
{
	const struct transport *transport = r->transport;
	/* Half a JSON document must not look like a success. */
	if (text_is_full(&r->body) && !r->streaming)
		reply_detail(r, 500, "Internal server error", transport->request->request_id);
	server_watch(transport->f, REPLY_WRITE_S);
	put_all(r);
}
