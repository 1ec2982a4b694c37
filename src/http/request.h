/* A request as values: method, path, query, headers, body. Built by fcgi.c within limits. */
#ifndef METER_HTTP_REQUEST_H
#define METER_HTTP_REQUEST_H

#include "util/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum method { METHOD_OTHER, GET, POST, PUT, PATCH, DELETE, HEAD };

struct pair {
	const char *name, *value; /* decoded, UTF-8, no NUL */
};

struct request {
	struct arena *arena;
	enum method method;
	const char *method_name;
	const char *path; /* decoded, without a trailing slash (but "/" itself), no empty segments */
	const struct pair *query;
	size_t n_query;
	const char *body;
	size_t body_size;

	const char *request_id; /* nginx's, or made here; printable */
	const char *remote_address;
	const char *authorization; /* NULL when absent */

	const struct pair *headers; /* named as FastCGI does, without HTTP_: "IDEMPOTENCY_KEY" */
	size_t n_headers;

	const char *problem; /* what was wrong with the request itself; NULL: nothing */
	int problem_status;  /* 400, 413 */

	void *transport; /* fcgi.c's */
};

/* A request header by its lower-case name ("idempotency-key"), NULL when absent. */
const char *request_header(const struct request *r, const char *name);

/* The value of a query name, NULL when absent; the first when repeated. */
const char *request_query(const struct request *r, const char *name);

/* Percent-decoding and splitting of a query string; false when it is malformed (bad escape, NUL,
 * not UTF-8) or has too many pairs. '+' is a space. */
bool query_parse(struct arena *a, const char *query, struct pair **out, size_t *n_out);

/* A path decoded, then cleaned as nginx does it: empty and "." segments go, ".." takes the one
 * before it along. NULL when malformed: no slash in front, a bad escape, control bytes, not UTF-8,
 * or ".." above the root. */
char *path_clean(struct arena *a, const char *raw);

enum method method_of(const char *name);
const char *method_name(enum method m);

#endif
