/* What a resource file needs: the call, its input, its reply; and how a worker serves requests.
 *
 * A resource file holds handlers and one list of routes; resources.def names the files. The frame
 * (api.c) does what every call needs, in this order: find the route, authenticate, count against
 * the rate, decode path, query and body into the input struct, begin a transaction when the row
 * says WRITES, call the handler, commit or roll back, send, log.
 */
#ifndef METER_API_API_H
#define METER_API_API_H

#include "fetch/mail.h"
#include "http/bucket.h"
#include "http/load.h"
#include "http/fcgi.h"
#include "http/router.h"
#include "job/discovery_config.h"
#include "job/llm_purse.h"
#include "store/db.h"
#include "store/events.h"
#include "util/id.h"
#include "util/json.h"

struct extractor;
struct governor;
struct seal_key;

struct api_config {
	bool slow; /* this worker belongs to the slow pool: it may fetch and extract */
	struct db_settings db;
	struct fetch_settings fetch;
	struct mail_server mail;
	const char *extractor; /* path of meter-extractor */
	const char *run_dir;   /* where runners are woken, and of what processes share */
	int64_t rate, burst, generation_rate, generation_burst;
	int64_t quota_free, quota_hobby, quota_pro;
	struct discovery_limits discovery;
	bool crawls_freely;	 /* not even discoveries ask for robots.txt */
	int64_t gap_ms;		 /* between two requests to a host; see queue/governor.h */
	struct llm_settings llm; /* without its budget, which is in the database */
	int64_t llm_tokens_month;
	const char *secrets_key; /* file of the key that seals webhooks' secrets */
};

struct key_cache; /* auth.c */

/* What one worker process has; made after fork, lives as long as it. */
struct api {
	struct api_config config;
	struct router *router;
	struct db *db;
	struct fetcher *fetcher;     /* slow workers only */
	struct extractor *extractor; /* slow workers only */
	struct llm *llm;	     /* slow workers only; NULL when none is configured */
	struct llm_purse purse;	     /* the model's */
	struct buckets *buckets;
	struct load *load;
	struct seat *seat; /* NULL: not counted */
	struct key_cache *keys;
	struct seal_key *seal_key; /* NULL until it is needed */
	struct governor *governor; /* likewise */
	int64_t sweep_due_ms;
};

struct call {
	struct work *work;
	struct api *api;
	const struct request *request;
	const struct route *route;
	struct reply *reply;
	const char *account_id, *key_id, *tier; /* NULL on public routes */
	uint64_t key_hash;			/* of the key, for its buckets */
	void *input;
	struct json_object *body; /* as it came; NULL: the call has none, see the query */
	bool quota_told;	  /* the reply has the headers of the quota */
};

/* A worker's api. Ends the process with a message when settings cannot work (allow list, missing
 * extractor): only while starting. */
struct api *api_new(const struct api_config *config);

/* Ends the extractor and says goodbye to the database, which otherwise notes a warning. */
void api_free(struct api *api);

/* Answers one request: the `serve` of struct fcgi_loop, with data = struct api. */
void api_serve(struct request *request, struct reply *reply, void *data);

/* Housekeeping, to be called about once a second while nothing is to be served: memory that a large
 * job left free is given back, and slow workers take away what deleted strategies left behind. */
void api_idle(void *data);

/* The route table, without a worker: for the API document and the tests. */
struct router *api_router(void);

/* The decoded input; dies in the first test when a route is paired with the wrong struct. */
#define INPUT(c, type) ((const type *)call_input((c), #type))
const void *call_input(const struct call *c, const char *type_name);

/* An id that a call must give. */
#define ID_FIELD(type, member)                                                                     \
	FIELD(type, member, .required = true, .check = id_check, .check_kind = ERR_INVALID,        \
	      .format = "uuid")

/* What a route takes that has an id in its path and nothing else. */
struct by_id {
	const char *id;
};
extern const struct shape by_id_in;

/* Sends an object described by a shape. status 0: the route's own, or 200. Returns true. */
bool reply_shape(struct call *c, const struct shape *s, const void *in);

/* Makes r the answer to the error in the call's work, with the status that the call's route gives
 * it. The frame does this when a handler returns false; a stream does it by itself. */
void reply_failure(struct call *c, struct reply *r);

/* {"message": "…"} */
bool reply_message(struct call *c, const char *message);

/* --- lists (list.c) --- */

#define LIST_FIELDS(type)                                                                          \
	FIELD(type, limit, .min = 1, .check_kind = ERR_INVALID,                                    \
	      .summary = "How many rows to give at most; more than the maximum is the maximum."),  \
	    FIELD(type, offset, .min = 0, .max = -1, .check_kind = ERR_INVALID,                    \
		  .summary = "How many rows to leave out first.")

/* For the shapes of lists: what instant_parse_since() reads. */
const char *since_check(const char *value);

/* The limit in force: the default when none was asked for, the maximum when too many were. */
int64_t list_limit(int64_t asked, int64_t fallback, int64_t most);

/* Adds X-Total-Count; false beyond COUNT_EXACT_MAX, where nobody counts. */
bool list_count(struct call *c, int64_t total);

/* Adds X-Total-Count as list_count() and, when there is more than the n rows of
 * this page, a Link to the next one. */
void list_headers(struct call *c, size_t n, int64_t limit, int64_t offset, int64_t total);

/* Sends rows as a bare array with these headers. */
bool reply_list(struct call *c, const struct shape *s, const void *rows, size_t n, int64_t limit,
		int64_t offset, int64_t total);

/* --- authentication (auth.c) --- */

struct key_cache *key_cache_new(void);

/* Fills account, key and tier of the call. False with ERR_UNAUTHORIZED, or ERR_UNAVAILABLE when
 * the key is not remembered and the database is away. A key is remembered for KEY_CACHE_MS, which
 * bounds how long a revoked one still works. */
bool call_authenticate(struct call *c);

/* Adds X-RateLimit-Limit, -Remaining and -Reset. */
void call_count(struct call *c);

/* --- quota (quota.c) --- */

/* The account's limit of strategies in the window; QUOTA_UNLIMITED on enterprise. */
int64_t quota_limit(const struct call *c);

/* Adds the X-Strategy-Quota-* headers. */
void quota_headers(struct call *c, const struct quota *q);

/* The same as things stand, on a ROUTE_QUOTA that has not told them yet: the frame does it for
 * every reply to a known account. Keeps the call's error; without a database there are none. */
void quota_tell(struct call *c);

/* --- transactions --- */

/* Runs body in a transaction: commit when it returns true, roll back otherwise. Runs it again, with
 * an empty reply, when it gave way to another transaction. For calls that wait for the network
 * first and so cannot be ROUTE_WRITES. */
bool call_transaction(struct call *c, bool (*body)(struct call *c, void *data), void *data);

/* --- the API document (openapi.c) --- */

/* Appends the OpenAPI 3.1 document made from the routes and their shapes. */
void openapi_print(struct text *t, const struct router *r);

#endif
