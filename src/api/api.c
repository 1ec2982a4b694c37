/* The frame around every handler. */
#include "api/api.h"
#include "bounds.h"
#include "extract/operation.h"
#include "queue/governor.h"
#include "store/idempotency.h"
#include "store/strategies.h"
#include "util/clock.h"
#include "util/id.h"
#include "util/log.h"
#include "util/secret.h"

#include <errno.h>
#include <limits.h>
#include <malloc.h>

#define RESOURCE(name) extern const struct route name##_routes[];
#include "api/resources.def"
#undef RESOURCE

#define RESOURCE(name) name##_routes,
static const struct route *const resources[] = {
#include "api/resources.def"
};
#undef RESOURCE

struct router *api_router(void)
{
	return router_new(resources, sizeof resources / sizeof resources[0]);
}

/* Keys that may be in use at once; a slot is 64 bytes, so the file has a megabyte. */
#define BUCKET_SLOTS 16384

/* What all processes of the run directory share. Without it headers and figures are lost alone:
 * nginx does the refusing. */
static void open_shared(struct api *api)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof path, "%s/buckets", api->config.run_dir);
	api->buckets = buckets_open(path, BUCKET_SLOTS);
	if (!api->buckets)
		log_error(NULL, "no X-RateLimit headers: cannot map \"%s\": %s", path,
			  strerror(errno));
	(void)snprintf(path, sizeof path, "%s/load", api->config.run_dir);
	api->load = load_open(path);
	if (api->load)
		api->seat = load_sit(api->load, api->config.slow ? POOL_SLOW : POOL_FAST);
	if (!api->seat)
		log_warning(NULL, "this process is missing in /metrics: \"%s\" has no room for it",
			    path);
}

struct api *api_new(const struct api_config *config)
{
	struct api *api = calloc(1, sizeof *api);
	const char *why = NULL;

	if (!api)
		die("out of memory");
	api->config = *config;
	api->router = api_router();
	api->db = db_new(&config->db);
	api->keys = key_cache_new();
	open_shared(api);
	if (config->slow) {
		api->fetcher = fetcher_new(&config->fetch, &why);
		if (!api->fetcher)
			die("METER_EGRESS_ALLOW: %s", why);
		api->extractor = extractor_new(config->extractor);
		api->purse = (struct llm_purse){api->db, config->llm_tokens_month};
		api->llm = llm_new_from(&api->purse, &config->llm);
	}
	return api;
}

void api_free(struct api *api)
{
	llm_free(api->llm);
	extractor_free(api->extractor);
	fetcher_free(api->fetcher);
	db_free(api->db);
	if (api->buckets)
		buckets_close(api->buckets);
	if (api->seat)
		seat_leave(api->seat);
	if (api->load)
		load_close(api->load);
	router_free(api->router);
	free(api->seal_key);
	governor_free(api->governor);
	free(api->keys);
	free(api);
}

const void *call_input(const struct call *c, const char *type_name)
{
	if (!c->route->in || strcmp(c->route->in->type_name, type_name) != 0)
		bug("route %s is not paired with %s", c->route->path, type_name);
	return c->input;
}

/* --- finding and decoding ------------------------------------------------------------------ */

static bool find_route(struct call *c, struct route_match *match)
{
	const struct request *r = c->request;
	struct work *w = c->work;

	*match = router_find(c->api->router, w->arena, r->method, r->path);
	c->route = match->route;
	if (match->route)
		return true;
	if (match->path_known) {
		reply_header(c->reply, "Allow", "%s", match->allow);
		return fail(w, ERR_METHOD, "Method not allowed");
	}
	return fail(w, ERR_NOT_FOUND, "Not found");
}

SHAPE(by_id_in, struct by_id, ID_FIELD(struct by_id, id));

/* An id in the path that has not the form of one names nothing: 404, not 400 (decision 2). */
static bool decode_path(struct call *c, const struct route_match *match)
{
	for (size_t i = 0; i < match->n_params; i++) {
		const struct field *f = shape_field(c->route->in, match->params[i].name);
		const char *value = match->params[i].value;

		if (!f)
			bug("%s: no field %s", c->route->path, match->params[i].name);
		if ((f->check && f->check(value)) ||
		    !shape_decode_text(c->work, f, value, c->input)) {
			const char *thing = c->route->thing ? c->route->thing : "Resource";

			work_forgive(c->work);
			return fail(c->work, ERR_NOT_FOUND, "%s not found", thing);
		}
	}
	return true;
}

static bool is_path_param(const struct route_match *match, const char *name)
{
	for (size_t i = 0; i < match->n_params; i++)
		if (strcmp(match->params[i].name, name) == 0)
			return true;
	return false;
}

/* Names are clients' text: only what is harmless in a header is repeated. */
static void note_unknown(struct text *unknown, const char *name)
{
	for (const char *p = name; *p; p++)
		if (*p <= ' ' || *p >= 0x7F || *p == ',')
			return;
	if (unknown->length)
		text_add(unknown, ", ");
	text_add(unknown, name);
}

static bool decode_query(struct call *c, const struct route_match *match, struct text *unknown)
{
	const struct request *r = c->request;

	for (size_t i = 0; i < r->n_query; i++) {
		const struct field *f = shape_field(c->route->in, r->query[i].name);

		if (!f || is_path_param(match, f->name)) {
			note_unknown(unknown, r->query[i].name);
			continue;
		}
		(void)shape_decode_text(c->work, f, r->query[i].value, c->input);
	}
	if (!c->work->complaints)
		(void)shape_complete(c->work, c->route->in, c->input);
	return !c->work->complaints;
}

/* A body that says nothing is an empty object: the official client sends some POSTs without. */
static bool decode_body(struct call *c, const struct route_match *match, struct text *unknown)
{
	const struct request *r = c->request;
	struct json_object *body = json_new_object(c->work);

	if (r->body_size) {
		body = json_parse(c->work, r->body, r->body_size);
		if (!body)
			return false;
		if (!json_object_is_type(body, json_type_object))
			return fail(c->work, ERR_INVALID, "the body must be a JSON object");
	}
	for (size_t i = 0; i < match->n_params; i++) /* the path decides, and has been decoded */
		json_drop(body, match->params[i].name);
	c->body = body;
	return shape_decode(c->work, c->route->in, body, c->input, unknown);
}

static bool decode(struct call *c, const struct route_match *match)
{
	const struct route *route = c->route;
	struct text unknown = text_new(c->work->arena, UNKNOWN_NAMES_MAX * UNKNOWN_NAME_MAX);
	bool good;

	if (!route->in)
		return true;
	c->input = arena_alloc(c->work->arena, route->in->size);
	if (!decode_path(c, match))
		return false;
	good = route->method == GET || route->method == DELETE ? decode_query(c, match, &unknown)
							       : decode_body(c, match, &unknown);
	if (unknown.length)
		reply_header(c->reply, "X-Unknown-Fields", "%s", unknown.data);
	return good;
}

/* --- running --------------------------------------------------------------------------------- */

bool call_transaction(struct call *c, bool (*body)(struct call *c, void *data), void *data)
{
	for (int tries = 1; db_begin(c->work); tries++) {
		bool again;

		if (body(c, data) && db_commit(c->work))
			return true;
		again = db_gave_way(c->work) && tries < TRANSACTION_TRIES;
		db_rollback(c->work);
		if (!again)
			return false;
		work_forgive(c->work);
		if (!c->reply->streaming)
			text_clear(&c->reply->body);
	}
	return false;
}

static bool run_handler(struct call *c, void *data)
{
	(void)data;
	return c->route->handler(c);
}

static bool run(struct call *c)
{
	if (c->route->flags & ROUTE_SLOW && !c->api->config.slow)
		return fail(c->work, ERR_INTERNAL, "%s came to the fast pool: see nginx's map",
			    c->route->path);
	if (c->route->flags & ROUTE_WRITES)
		return call_transaction(c, run_handler, NULL);
	return run_handler(c, NULL);
}

/* Somebody who reads a feed and has its token instead of a key. */
static bool has_token(const struct call *c)
{
	return c->route->flags & ROUTE_TOKEN && !c->request->authorization &&
	       request_query(c->request, "token");
}

static bool serve(struct call *c)
{
	struct work *w = c->work;
	struct route_match match;

	if (c->request->problem)
		return fail(w, c->request->problem_status == 413 ? ERR_TOO_LARGE : ERR_INVALID,
			    "%s", c->request->problem);
	if (!find_route(c, &match))
		return false;
	if (!(c->route->flags & ROUTE_PUBLIC) && !has_token(c)) {
		if (!call_authenticate(c))
			return false;
		call_count(c);
	}
	if (!decode(c, &match))
		return false;
	if (!(c->route->flags & ROUTE_PUBLIC) && !db_ready(w, c->api->db))
		return false;
	return run(c);
}

/* The status that clients get for this error; 0: the kind's own. */
static int status_of_error(const struct call *c)
{
	bool strict = c->route && c->route->flags & ROUTE_STRICT_400;

	/* Strategies and watch answer 400 for every bad value (decision 2); what is no complaint
	 * about a field, as "nothing could be extracted", stays 422. */
	if (strict && c->work->complaints && error_is(c->work, ERR_UNACCEPTABLE))
		return error_status(ERR_INVALID);
	return 0;
}

void reply_failure(struct call *c, struct reply *r)
{
	reply_error(r, c->work, c->request->request_id, status_of_error(c));
}

static void log_call(const struct call *c, int64_t started_ms)
{
	const struct request *r = c->request;
	const struct work *w = c->work;
	struct arena *a = w->arena;
	bool failed = w->error != ERR_NONE;

	log_event(w, "method", r->method_name, "path", r->path, "route",
		  c->route ? c->route->path : NULL, "status",
		  arena_printf(a, "%d", c->reply->status), "ms",
		  arena_printf(a, "%lld", (long long)(clock_monotonic_ms() - started_ms)), "remote",
		  r->remote_address, "error", failed ? error_word(w->error) : NULL, "class",
		  failed && w->class ? error_class_word(w->class) : NULL, "detail",
		  failed ? w->message : NULL, "doing", failed ? w->doing : NULL, NULL);
}

void api_serve(struct request *request, struct reply *reply, void *data)
{
	struct api *api = data;
	struct work work = {
	    .arena = request->arena, .db = api->db, .request_id = request->request_id};
	struct call call = {.work = &work, .api = api, .request = request, .reply = reply};
	int64_t started_us = clock_monotonic_us();

	seat_begin(api->seat, started_us);
	if (!serve(&call)) {
		if (work.error == ERR_NONE)
			fail(&work, ERR_INTERNAL, "a handler failed without a reason");
		if (work.error == ERR_INTERNAL)
			log_error(&work, "%s", work.message);
		if (!reply->streaming)
			reply_failure(&call, reply);
	}
	quota_tell(&call);
	log_call(&call, started_us / 1000);
	seat_end(api->load, api->seat, clock_monotonic_us());
}

/* Every process of the slow pool does this, each at its own time: the sweep is a few deletes by
 * key, and finding nothing is one index look-up. */
#define LEFTOVERS_EVERY_MS 60000
#define SWEEP_ROWS	   500

static bool sweep(struct work *w, bool *left)
{
	int64_t removed;

	if (!strategy_sweep(w, SWEEP_ROWS, left) || !idempotency_sweep(w, SWEEP_ROWS, &removed))
		return false;
	*left = *left || removed == SWEEP_ROWS;
	return true;
}

void api_idle(void *data)
{
	struct api *api = data;
	struct work w;
	bool left;

	if (mallinfo2().fordblks > KEPT_FREE_MAX)
		malloc_trim(0);
	if (!api->config.slow || clock_monotonic_ms() < api->sweep_due_ms)
		return;
	work_begin(&w);
	left = false;
	if (db_ready(&w, api->db) && !sweep(&w, &left))
		log_warning(&w, "cannot sweep: %s", w.message);
	api->sweep_due_ms = clock_monotonic_ms() + (left ? 0 : LEFTOVERS_EVERY_MS);
	work_end(&w);
}

/* --- replies ---------------------------------------------------------------------------------- */

static int success_status(const struct call *c)
{
	return c->route->status ? c->route->status : 200;
}

bool reply_shape(struct call *c, const struct shape *s, const void *in)
{
	if (!c->reply->streaming)
		c->reply->status = success_status(c);
	shape_encode(&c->reply->body, s, in);
	return true;
}

bool reply_message(struct call *c, const char *message)
{
	c->reply->status = success_status(c);
	text_add(&c->reply->body, "{\"message\":");
	text_add_json(&c->reply->body, message, strlen(message));
	text_add_char(&c->reply->body, '}');
	return true;
}
