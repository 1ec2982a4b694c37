/* What one hop of a fetch sends, and what the next one does after a redirect. */
#ifndef METER_FETCH_HOP_H
#define METER_FETCH_HOP_H

#include "fetch/fetch.h"
#include "util/url.h"

struct hop {
	const char *method;
	const struct url *url;
	const struct fetch_header *headers;
	size_t n_headers;
	const char *body; /* NULL: none */
	size_t body_size;
};

/* Reads a caller's request. NULL and the reason in w when method, URL or a header cannot be sent.
 */
struct hop *hop_new(struct work *w, const struct fetch_request *r);

/* Whether a header may have the value, of n bytes: no control character but the tab. */
bool hop_is_field_value(const char *value, size_t n);

/* True for the statuses that send a client on to their Location (RFC 9110, 15.4). */
bool hop_is_redirect(int status);

/* The hop that a redirect asks for: 301 and 302 turn POST into GET, 303 everything but HEAD, 307
 * and 308 keep method and body. Once the origin changes the caller's headers are left behind for
 * good; only what describes a kept body stays with it. NULL and *why when the location is not a
 * URL that may be fetched. */
struct hop *hop_next(struct arena *a, const struct hop *h, int status, const char *location,
		     const char **why);

#endif
