/* The table of routes, compiled: one pattern a distinct path, in buckets by number of segments.
 *
 * A bucket is in order of precedence, so the first pattern that fits is the right one. The whole
 * table has some dozens of paths, about ten a bucket; walking ten is quicker than hashing once.
 */
#include "http/router.h"

#include "util/log.h"
#include "util/text.h"

#define SEGMENTS_MAX 12 /* of a route's path: the longest has seven */
#define METHODS	     (HEAD + 1)

struct segment {
	const char *text; /* not NUL-terminated */
	size_t length;
};

struct segments {
	struct segment items[SEGMENTS_MAX];
	size_t n;
};

struct pattern {
	struct segments
	    path; /* of one of its routes: where {names} are, not what they are called */
	bool is_name[SEGMENTS_MAX];
	const struct route *routes[METHODS];
	char allow[64]; /* all six methods need 37 */
};

struct bucket {
	struct pattern *patterns;
	size_t n;
};

struct router {
	struct bucket buckets[SEGMENTS_MAX + 1]; /* by number of segments */
	const struct route **routes;
	size_t n_routes;
};

/* Splits a path that starts with a slash; false when it has more segments than any route. */
static bool path_split(const char *path, struct segments *out)
{
	out->n = 0;
	for (const char *p = path; *p && p[1];) {
		p++;
		if (out->n == SEGMENTS_MAX)
			return false;
		size_t length = strcspn(p, "/");
		out->items[out->n++] = (struct segment){p, length};
		p += length;
	}
	return true;
}

static bool segment_equal(const struct segment *a, const struct segment *b)
{
	return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* A {name} is equal to any other {name}. */
static bool pattern_equal(const struct pattern *a, const struct pattern *b)
{
	for (size_t i = 0; i < a->path.n; i++) {
		if (a->is_name[i] != b->is_name[i])
			return false;
		if (!a->is_name[i] && !segment_equal(&a->path.items[i], &b->path.items[i]))
			return false;
	}
	return a->path.n == b->path.n;
}

/* True when `a` is tried before `b`: leftmost literal first. */
static bool pattern_precedes(const struct pattern *a, const struct pattern *b)
{
	for (size_t i = 0; i < a->path.n; i++)
		if (a->is_name[i] != b->is_name[i])
			return b->is_name[i];
	return false;
}

static void *grown(void *items, size_t n, size_t size)
{
	void *more = reallocarray(items, n, size);
	if (!more)
		bug("no memory for the routes");
	return more;
}

/* The pattern's own place in its bucket, made when it is new. */
static struct pattern *pattern_place(struct bucket *bucket, const struct pattern *pattern)
{
	size_t at = 0;
	for (size_t i = 0; i < bucket->n; i++)
		if (pattern_equal(&bucket->patterns[i], pattern))
			return &bucket->patterns[i];
	while (at < bucket->n && !pattern_precedes(pattern, &bucket->patterns[at]))
		at++;
	bucket->patterns = grown(bucket->patterns, bucket->n + 1, sizeof *bucket->patterns);
	memmove(bucket->patterns + at + 1, bucket->patterns + at,
		(bucket->n - at) * sizeof *bucket->patterns);
	bucket->patterns[at] = *pattern;
	bucket->n++;
	return &bucket->patterns[at];
}

static void allow_print(struct pattern *pattern)
{
	size_t n = 0;
	for (int m = GET; m < METHODS; m++)
		if (pattern->routes[m])
			n += (size_t)snprintf(pattern->allow + n, sizeof pattern->allow - n, "%s%s",
					      n ? ", " : "", method_name((enum method)m));
}

static void route_add(struct router *r, const struct route *route)
{
	struct pattern pattern = {0};
	size_t n_names = 0;
	if (route->path[0] != '/' || !path_split(route->path, &pattern.path))
		bug("route with a bad path: %s", route->path);
	for (size_t i = 0; i < pattern.path.n; i++) {
		pattern.is_name[i] = pattern.path.items[i].text[0] == '{';
		n_names += pattern.is_name[i];
	}
	if (n_names > ROUTE_PARAMS_MAX)
		bug("route with too many names: %s", route->path);
	struct pattern *place = pattern_place(&r->buckets[pattern.path.n], &pattern);
	if (place->routes[route->method])
		bug("route listed twice: %s %s", method_name(route->method), route->path);
	place->routes[route->method] = route;
	allow_print(place);
	r->routes = grown(r->routes, r->n_routes + 1, sizeof(const struct route *));
	r->routes[r->n_routes++] = route;
}

struct router *router_new(const struct route *const *lists, size_t n_lists)
{
	struct router *r = calloc(1, sizeof *r);
	if (!r)
		bug("no memory for the routes");
	for (size_t i = 0; i < n_lists; i++)
		for (const struct route *route = lists[i]; route->path; route++)
			route_add(r, route);
	return r;
}

void router_free(struct router *r)
{
	for (size_t i = 0; i < sizeof r->buckets / sizeof r->buckets[0]; i++)
		free(r->buckets[i].patterns);
	free(r->routes);
	free(r);
}

const struct route *const *router_routes(const struct router *r, size_t *n_out)
{
	*n_out = r->n_routes;
	return r->routes;
}

static bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* The path that an alias stands for, or the path itself. */
static const char *alias_resolve(struct arena *a, const char *path)
{
	if (starts_with(path, "/v1/"))
		path = arena_printf(a, "/api%s", path + strlen("/v1"));
	if (starts_with(path, "/api/discover"))
		path += strlen("/api");
	return path;
}

static bool pattern_fits(const struct pattern *pattern, const struct segments *path)
{
	for (size_t i = 0; i < path->n; i++)
		if (!pattern->is_name[i] &&
		    !segment_equal(&pattern->path.items[i], &path->items[i]))
			return false;
	return true;
}

/* Names come from the route's own path: routes of one pattern may call a segment differently. */
static void params_fill(struct route_match *match, struct arena *a, const struct pattern *pattern,
			const struct segments *path)
{
	struct segments names;
	if (!path_split(match->route->path, &names) || names.n != path->n)
		bug("route with a bad path: %s", match->route->path);
	for (size_t i = 0; i < path->n; i++) {
		if (!pattern->is_name[i])
			continue;
		const struct segment *name = &names.items[i], *value = &path->items[i];
		match->params[match->n_params++] = (struct pair){
		    .name = arena_copy(a, name->text + 1, name->length - 2),
		    .value = arena_copy(a, value->text, value->length),
		};
	}
}

struct route_match router_find(const struct router *r, struct arena *a, enum method method,
			       const char *path)
{
	struct route_match match = {0};
	struct segments segments;
	if (!path_split(alias_resolve(a, path), &segments))
		return match;
	const struct bucket *bucket = &r->buckets[segments.n];
	for (size_t i = 0; i < bucket->n; i++) {
		const struct pattern *pattern = &bucket->patterns[i];
		if (!pattern_fits(pattern, &segments))
			continue;
		match.path_known = true;
		match.allow = pattern->allow;
		match.route = pattern->routes[method];
		if (!match.route && method == HEAD)
			match.route = pattern->routes[GET];
		if (match.route)
			params_fill(&match, a, pattern, &segments);
		return match;
	}
	return match;
}
