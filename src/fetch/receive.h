/* What comes back on one connection, counted while it comes: headers, bytes before and after
 * decompression. Whatever passes a bound ends the exchange at once. */
#ifndef METER_FETCH_RECEIVE_H
#define METER_FETCH_RECEIVE_H

#include "fetch/decode.h"
#include "fetch/fetch.h"

#include <curl/curl.h>

/* Why we ended an exchange ourselves. */
enum stop {
	STOP_NONE,
	STOP_ENOUGH,  /* the rest of the body is not wanted: no failure */
	STOP_SIZE,    /* more than max_bytes, or more than PAGE_RAW_MAX on the wire */
	STOP_BODIES,  /* all bodies together are more than fetch_bound_bodies() allows */
	STOP_RATIO,   /* a decompression bomb */
	STOP_CODING,  /* the body is not compressed as is said, or in a way we do not know */
	STOP_HEADERS, /* more than HEADERS_MAX of them */
	STOP_ADDRESS, /* the guard refuses the address of the socket */
};

struct reception {
	struct arena *arena;
	size_t max_bytes;
	bool cuts;	 /* a longer body is cut there and no failure */
	bool any_status; /* bodies of failures are wanted too */
	bool follows;	 /* redirects: their bodies are not wanted */

	enum stop stop;
	int status; /* of the last status line; 0: none came yet */
	size_t header_bytes;
	size_t raw_bytes; /* of the body, as they came over the wire */
	const char *location, *content_type, *etag, *last_modified, *date;
	const char *coding;	 /* Content-Encoding */
	struct decoder *decoder; /* NULL: none is needed */
	char *body;		 /* malloc, NUL-terminated; NULL when no byte came */
	size_t body_size, body_room;
};

/* Sets the callbacks of `easy`, which must not outlive r. */
void reception_begin(struct reception *r, CURL *easy, struct arena *a,
		     const struct fetch_request *wanted);

/* Whether a compressed body came to its end, or is none. To be asked when all has come. */
bool reception_is_whole(const struct reception *r);

/* Forgets ETag and Last-Modified when the page changed less than a second before it was sent: it
 * may change again within that second and keep both (RFC 9110, 8.8.2.2; nginx makes an ETag of time
 * and size), and would be taken for unchanged from then on. To be called when all has come. */
void reception_doubt_validators(struct reception *r);

/* Frees the body if nobody took it. */
void reception_release(struct reception *r);

/* Hands the body over to the arena, which frees it at its end. Never NULL. */
const char *reception_take_body(struct reception *r, struct arena *a);

#endif
