/* One URL to bytes, under the egress rules. The only code that opens connections on behalf of
 * users.
 *
 * A fetcher drives any number of transfers with one libcurl multi handle; fetch() waits for one.
 * Names are resolved with c-ares, every answer is judged (fetch/guard.h), the address is pinned,
 * and judged again in the open-socket and the pre-request callback. Redirects are followed by
 * hand, each hop as a new request. Time, bytes (before and after decompression), headers and hops
 * are bounded.
 */
#ifndef METER_FETCH_FETCH_H
#define METER_FETCH_FETCH_H

#include "util/work.h"

#include <stddef.h>
#include <stdint.h>

struct fetcher; /* malloc; lives as long as its process */

struct fetch_settings {
	const char *user_agent;
	const char *allow;	/* networks beyond public unicast: "127.0.0.0/8,10.1.0.0/16" */
	const char *dns_server; /* "127.0.0.1:5353" for tests; NULL: the system's */
	const char *ca_file;	/* NULL: the system's */
};

struct fetch_header {
	const char *name, *value;
};

struct url;

/* Who is asked before each hop of a fetch is sent, redirects included, and told what came of it:
 * the hosts' governor. */
struct hop_gate {
	/* 0: the hop may go now. Otherwise the time on clock_monotonic_ms() before which it shall
	 * not be sent, or HOP_REFUSED with the reason in w. */
	int64_t (*ask)(struct work *w, const struct url *url, void *data);
	/* status 0: there was no answer, for the reason in w. retry_after_s 0: the site did not
	 * say. NULL: nobody wants to know. */
	void (*tell)(struct work *w, const struct url *url, int status, int retry_after_s,
		     void *data);
	void *data;
};

#define HOP_REFUSED (-1)

struct fetch_request {
	const char *method;		    /* NULL: GET */
	const char *url;		    /* http or https; parsed by util/url.h */
	const struct fetch_header *headers; /* sent to the first origin only */
	size_t n_headers;
	const char *body;
	size_t body_size;
	const char *accept; /* NULL: a browser's Accept for pages */
	size_t max_bytes;   /* 0: PAGE_MAX */
	bool cut;	    /* a longer body is cut at max_bytes; false: it is a failure */
	int64_t timeout_ms; /* 0: FETCH_TIMEOUT_MS; all hops together */
	bool any_status;    /* false: a status of 400 or more, or no body, is a failure */
	bool is_patient;    /* it may be silent while it works, as long as timeout_ms lasts */
	bool no_redirects;  /* a redirect is an answer like any other: headers and body go nowhere
			       else */
	bool is_own; /* an endpoint that the administrator configured: the egress rules do not
			apply */
	const struct hop_gate *gate; /* NULL: every hop goes at once */
};

struct fetch_response {
	int status;
	const char *url;		  /* after redirects, canonical */
	const char *location;		  /* of a redirect that was not to be followed, or NULL */
	const char *content_type;	  /* NULL when the header is absent */
	const char *etag, *last_modified; /* NULL when absent, or not to be relied upon */
	int retry_after_s;		  /* that the site asked for; 0: it did not */
	const char *body;		  /* NUL-terminated */
	size_t body_size;
	size_t wire_size;    /* bytes received, before decompression */
	const char *address; /* the one connected to */
	int redirects;
	int64_t dns_ms, connect_ms, first_byte_ms, total_ms;
	int64_t held_ms; /* that the gate held its hops back; not in the others */
};

/* What forbids a request header, or NULL: no token, a control character in the value, or a header
 * that belongs to the connection (Host, Content-Length …). For complaints at the API, and checked
 * again by fetch(). */
const char *fetch_header_check(const char *name, const char *value);

/* Reads the allow list; NULL and a complaint in *why when it is malformed. */
struct fetcher *fetcher_new(const struct fetch_settings *s, const char **why);
void fetcher_free(struct fetcher *f);

/* Bounds the bytes of all bodies that this process holds, from their first byte to the end of their
 * works' arenas (0: no bound, as at first). What would pass it fails with ERR_UNAVAILABLE, but for
 * bodies of up to BODY_SMALL: so those go on, and memory is bounded by both. */
void fetch_bound_bodies(size_t most);

/* Whether half of it is taken: no time to begin further fetches. */
bool fetch_is_full(void);

/* Fetches and waits. NULL with a class and the contract's wording:
 *   Page not accessible: 404 Not Found             (http; blocked for 401 403 407 429 451)
 *   Connection timeout: target site did not respond (timeout)
 *   Could not resolve host "x.example"              (dns)
 *   Connection refused / reset …                    (connect)
 *   TLS error: certificate has expired …            (tls)
 *   Address not allowed: …                          (blocked; the same text for every reason)
 *   Page too large: more than 20 MB                 (too_large; also bombs and headers)
 *   Too many redirects: more than 10                (http)
 *   Page is empty                                   (empty)
 * The response is in w's arena. `tick` (may be NULL) is called about once a second. */
struct fetch_response *fetch(struct work *w, struct fetcher *f, const struct fetch_request *r,
			     void (*tick)(void *), void *tick_data);

#endif
