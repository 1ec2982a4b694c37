/* The reply being built, and the one place where an error becomes a status and a body. */
#ifndef METER_HTTP_REPLY_H
#define METER_HTTP_REPLY_H

#include "http/request.h"
#include "util/text.h"
#include "util/work.h"

struct reply_header {
	const char *name, *value;
	struct reply_header *next;
};

struct reply {
	struct arena *arena;
	int status;
	const char *content_type; /* application/json unless set */
	struct reply_header *headers;
	struct text body;
	bool streaming; /* the header went out; body is sent as it is written */
	bool broken;    /* the client went away while streaming */
	/* Set by fcgi.c: sends what is in r->body now, and the header before it at the first call. */
	void (*flush)(struct reply *r);
	void (*cut)(struct reply *r); /* set there too: ends the connection as it is */
	void *transport;
};

void reply_init(struct reply *r, struct arena *a);

/* Adds a header. name is static; the value is printed; CR, LF and NUL in it are dropped. */
void reply_header(struct reply *r, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4), nonnull(3)));

/* Starts streaming: sends status and headers now. After it only text_add to r->body and
 * reply_flush; status and headers can no longer change. */
void reply_stream(struct reply *r);
void reply_flush(struct reply *r);

/* Ends a streamed reply that cannot be completed. The connection is closed without the end of the
 * reply, so that neither nginx nor the client takes the part for the whole. */
void reply_cut(struct reply *r);

/* Replaces the body by the error in w: {"detail": "…", "errors": [{"field", "message"}],
 * "request_id": "…"} and the status of its kind; `status` other than 0 overrides the kind's.
 * INTERNAL shows no message of its own. Sets Retry-After when w says so. */
void reply_error(struct reply *r, const struct work *w, const char *request_id, int status);

/* The same with a sentence of our own and no field complaints: for what is refused before there
 * is any work, and for replies that could not be built. */
void reply_detail(struct reply *r, int status, const char *detail, const char *request_id);

/* Appends the header block as FastCGI wants it ("Status: 200 OK", our headers, an empty line).
 * With Content-Length unless the reply is streaming. */
void reply_print_head(const struct reply *r, const char *request_id, struct text *out);

#endif
