/* Routes are rows; the router finds the one for a method and a path. */
#ifndef METER_HTTP_ROUTER_H
#define METER_HTTP_ROUTER_H

#include "http/request.h"
#include "util/shape.h"

struct call; /* api/api.h: the router only hands it on */

enum route_flag {
	ROUTE_SLOW = 1 << 0,     /* the slow pool: uses the network or strangers' bytes, or > 50 ms */
	ROUTE_WRITES = 1 << 1,   /* the frame runs it in a transaction */
	ROUTE_PUBLIC = 1 << 2,   /* no key needed */
	ROUTE_GENERATION = 1 << 3, /* counts against the generation rate class */
	ROUTE_STRICT_400 = 1 << 4, /* 400 also for unacceptable values (strategies, watch) */
	ROUTE_QUOTA = 1 << 5,    /* carries the strategy quota headers */
	ROUTE_LIST = 1 << 6,     /* limit and offset in the query; a bare array in the reply */
	ROUTE_IDEMPOTENT = 1 << 7, /* honours Idempotency-Key */
	ROUTE_EVENTS = 1 << 8,   /* answers with server-sent events */
	ROUTE_TOKEN = 1 << 9,    /* the handler takes a token of the query when there is no key */
};

struct route {
	enum method method;
	const char *path; /* "/api/jobs/{id}"; {names} are fields of `in` */
	bool (*handler)(struct call *c);
	const struct shape *in;  /* path, then query (GET, DELETE) or body; NULL: nothing */
	const struct shape *out; /* of the reply's object or of a list's items; NULL: see summary */
	unsigned flags;
	int status;              /* of success; 0: 200 */
	const char *thing;       /* for "<Thing> not found"; NULL: "Resource" */
	const char *summary;     /* one sentence for the API document */
};

#define ROUTE_PARAMS_MAX 4

struct route_match {
	const struct route *route; /* NULL: see path_known */
	bool path_known;           /* the path exists with another method */
	const char *allow;         /* "GET, DELETE": the methods of that path */
	struct pair params[ROUTE_PARAMS_MAX];
	size_t n_params;
};

/* A compiled table; made once at start. Lists end with a NULL path. malloc, never freed. */
struct router *router_new(const struct route *const *lists, size_t n_lists);

void router_free(struct router *r);

/* Literal segments win over {names}. Aliases (decision 11): "/v1/…" is "/api/…", "/api/discover…"
 * is "/discover…". HEAD finds GET's route. Strings of the match live in the arena. */
struct route_match router_find(const struct router *r, struct arena *a, enum method method,
			       const char *path);

/* All routes in order of the lists, for the API document and tests. */
const struct route *const *router_routes(const struct router *r, size_t *n_out);

#endif
