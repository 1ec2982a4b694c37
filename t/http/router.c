/* Which route serves a method and a path. */
#include "http/router.h"

#include "tap.h"

static const struct route strategies[] = {
    {GET, "/api/strategies", .summary = "list"},
    {GET, "/api/strategies/{id}", .summary = "get"},
    {PATCH, "/api/strategies/{strategy_id}", .summary = "patch"},
    {DELETE, "/api/strategies/{id}", .summary = "delete"},
    {GET, "/api/strategies/audit", .summary = "audit"},
    {POST, "/api/strategies/generate", .summary = "generate"},
    {POST, "/api/strategies/generate/stream", .summary = "stream"},
    {POST, "/api/strategies/{id}/refine", .summary = "refine"},
    {0},
};

static const struct route others[] = {
    {GET, "/", .summary = "root"},
    {GET, "/a/{x}/c", .summary = "names"},
    {GET, "/a/b/{y}", .summary = "literal first"},
    {GET, "/{p}/{q}/{r}/{s}", .summary = "four"},
    {POST, "/discover", .summary = "discover"},
    {GET, "/discoveries/{id}", .summary = "discovery"},
    {0},
};

struct find_case {
	enum method method;
	const char *path;
	const char *summary; /* NULL: none */
	const char *allow;   /* NULL: the path is unknown */
	const char *params;
};

static const struct find_case cases[] = {
    {GET, "/api/strategies", "list", "GET", ""},
    {HEAD, "/api/strategies", "list", "GET", ""},
    {POST, "/api/strategies", NULL, "GET", ""},
    {GET, "/api/strategies/7", "get", "GET, PATCH, DELETE", "id=7;"},
    {PATCH, "/api/strategies/7", "patch", "GET, PATCH, DELETE", "strategy_id=7;"},
    {METHOD_OTHER, "/api/strategies/7", NULL, "GET, PATCH, DELETE", ""},
    {GET, "/api/strategies/audit", "audit", "GET", ""},
    {DELETE, "/api/strategies/audit", NULL, "GET", ""},
    {POST, "/api/strategies/generate", "generate", "POST", ""},
    {HEAD, "/api/strategies/generate", NULL, "POST", ""},
    {POST, "/api/strategies/generate/stream", "stream", "POST", ""},
    {POST, "/api/strategies/x/refine", "refine", "POST", "id=x;"},
    {POST, "/api/strategies/generate/refine", "refine", "POST", "id=generate;"},
    {GET, "/api/strategie", NULL, NULL, ""},
    {GET, "/api/strategies/7/8/9", NULL, NULL, ""},
    {GET, "/", "root", "GET", ""},
    {GET, "/a/b/c", "literal first", "GET", "y=c;"},
    {GET, "/a/z/c", "names", "GET", "x=z;"},
    {GET, "/a/z/d", NULL, NULL, ""},
    {GET, "/1/2/3/4", "four", "GET", "p=1;q=2;r=3;s=4;"},
    {GET, "/1/2/3/4/5/6/7/8/9/10/11/12/13/14", NULL, NULL, ""},
    {GET, "/v1/strategies/7", "get", "GET, PATCH, DELETE", "id=7;"},
    {GET, "/v1", NULL, NULL, ""},
    {POST, "/api/discover", "discover", "POST", ""},
    {POST, "/v1/discover", "discover", "POST", ""},
    {GET, "/api/discoveries/9", "discovery", "GET", "id=9;"},
    {GET, "/discoveries/9", "discovery", "GET", "id=9;"},
};

static const char *params_shown(struct arena *a, const struct route_match *m)
{
	char *shown = arena_text(a, "");
	for (size_t i = 0; i < m->n_params; i++)
		shown = arena_printf(a, "%s%s=%s;", shown, m->params[i].name, m->params[i].value);
	return shown;
}

int main(void)
{
	static const struct route *const lists[] = {strategies, others};
	struct arena *a = arena_new();
	static struct router *r; /* never freed, so it must be found at the end */
	size_t n;
	r = router_new(lists, 2);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct find_case *c = &cases[i];
		const char *label = arena_printf(a, "%s %s", method_name(c->method), c->path);
		struct route_match m = router_find(r, a, c->method, c->path);
		is_text(m.route ? m.route->summary : NULL, c->summary, label);
		is_text(m.allow, c->allow, label);
		is_int(m.path_known, c->allow != NULL, label);
		is_text(params_shown(a, &m), c->params, label);
	}
	const struct route *const *routes = router_routes(r, &n);
	is_int(n, 14, "all routes are listed");
	is_text(routes[0]->summary, "list", "from the first");
	is_text(routes[13]->summary, "discovery", "to the last");
	router_free(r);
	arena_free(a);
	return done();
}
