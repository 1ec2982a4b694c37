/* What operators and tools ask: is it alive, is it ready, what can it do. No key needed. */
#include "api/api.h"
#include "bounds.h"
#include "store/schema.h"
#include "util/log.h"

struct status {
	const char *status;
};

SHAPE(status_out, struct status, COLUMN(struct status, status));

static bool get_health(struct call *c)
{
	struct status out = {"ok"};

	return reply_shape(c, &status_out, &out);
}

static bool get_ready(struct call *c)
{
	struct status out = {"ready"};
	int found;

	if (!db_ready(c->work, c->api->db))
		return false;
	if (!schema_is_current(c->work, &found)) {
		if (!error_is(c->work, ERR_UNAVAILABLE)) {
			log_warning(c->work, "not ready: %s", c->work->message);
			fail(c->work, ERR_UNAVAILABLE, "The database schema is out of date");
		}
		return false;
	}
	return reply_shape(c, &status_out, &out);
}

static bool get_document(struct call *c)
{
	c->reply->status = 200;
	openapi_print(&c->reply->body, c->api->router);
	return true;
}

const struct route health_routes[] = {
    {GET, "/healthz", get_health, .out = &status_out, .flags = ROUTE_PUBLIC,
     .summary = "200 while the process answers."},
    {GET, "/readyz", get_ready, .out = &status_out, .flags = ROUTE_PUBLIC,
     .summary = "200 when the database answers and its schema is current, 503 otherwise."},
    {GET, "/openapi.json", get_document, .flags = ROUTE_PUBLIC,
     .summary = "This document (OpenAPI 3.1), made from the tables that the program runs by."},
    {0},
};
