/* What a page loaded, given with a request in the place of a browser that watches: the answers of
 * an API, or a call to be made.
 *
 *   [{"url": "https://shop.test/api/list?page=1", "method": "GET", "content_type":
 * "application/json", "body": "{…}" or the JSON itself, "request_body": "…", "headers": {"Accept":
 * "…"}}, …]
 *   {"log": {"entries": […]}}              a HAR file as browsers save it
 *   "curl 'https://…' -H 'Accept: …'"      a command as browsers copy it: the call is made
 *
 * A list may have commands among its responses. Nothing in a body is looked at here. Of the headers
 * of a request those are kept that a server needs to answer in the same way and that are no secret;
 * the names of others that the browser did not add by itself are told.
 */
#ifndef METER_EXTRACT_CAPTURE_H
#define METER_EXTRACT_CAPTURE_H

#include "util/work.h"

#include <json-c/json_object.h>

struct capture {
	const char *url;	     /* canonical */
	const char *method;	     /* upper case */
	struct json_object *headers; /* of the request, name to value; never NULL */
	const char *sent;	     /* the request's body; NULL: none */

	/* --- the answer --- */
	bool is_open; /* there is none yet: the call has to be made */
	const char *content_type;
	const char *body; /* bytes as fetched, or UTF-8 */
	size_t body_size;
	bool is_base64;		   /* the body is, as HAR has it */
	bool is_text;		   /* the body is UTF-8, whatever the content type says */
	struct json_object *value; /* in the body's place: JSON that was given as such */
};

struct captures {
	struct capture *items; /* CAPTURES_MAX of them fit */
	size_t n;
	const char **dropped; /* names of headers that were not kept; HEADERS_DROPPED_MAX fit */
	size_t n_dropped;
};

struct captures captures_new(struct work *w);

/* Appends what was given (NULL: nothing). Addresses are relative to base. False with complaints on
 * "capture", "capture[2].url" …; a HAR entry that is no API's answer is left out silently. */
bool captures_read(struct work *w, struct json_object *given, const char *base,
		   struct captures *out);

/* True when some call has to be made. */
bool captures_open(const struct captures *all);

/* --- internal to capture*.c --- */

/* The next one to be filled, or NULL when there are too many. */
struct capture *capture_add(struct work *w, struct captures *out);

/* Keeps a request's header or notes that it was dropped. */
void capture_header(struct work *w, struct captures *out, struct capture *c, const char *name,
		    const char *value);

/* Sets the address; false, after a complaint on the field, when it is none. */
bool capture_address(struct work *w, struct capture *c, const char *base, const char *url,
		     const char *field);

/* Sets the method; false, after a complaint on the field, when it is neither GET nor POST. */
bool capture_method(struct work *w, struct capture *c, const char *method, const char *field);

/* Reads a curl command. field: what complaints name. */
bool capture_curl(struct work *w, const char *line, const char *base, const char *field,
		  struct captures *out);

/* Reads a HAR's "log". */
bool capture_har(struct work *w, struct json_object *log, const char *base, struct captures *out);

#endif
