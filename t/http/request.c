/* Paths and queries as clients send them, and as they must be read. */
#include "http/request.h"

#include "bounds.h"
#include "tap.h"

struct path_case {
	const char *raw, *clean;
};

static const struct path_case paths[] = {
    {"/", "/"},
    {"//", "/"},
    {"/api/jobs", "/api/jobs"},
    {"/api/jobs/", "/api/jobs"},
    {"//api///jobs//", "/api/jobs"},
    {"/api/%6aobs", "/api/jobs"},
    {"/api%2Fjobs", "/api/jobs"},
    {"/api/./jobs", "/api/jobs"},
    {"/api/../api/jobs", "/api/jobs"},
    {"/api/%2e%2E/jobs", "/jobs"},
    {"/a/b/..", "/a"},
    {"/a/..", "/"},
    {"/a/.", "/a"},
    {"/...", "/..."},
    {"/.a/..b", "/.a/..b"},
    {"/a+b", "/a+b"},
    {"/caf%C3%A9", "/caf\xc3\xa9"},
    {"/%252e", "/%2e"},
    {"", NULL},
    {"api", NULL},
    {"/..", NULL},
    {"/a/../..", NULL},
    {"/%00", NULL},
    {"/%0a", NULL},
    {"/%7f", NULL},
    {"/%", NULL},
    {"/%4", NULL},
    {"/%4g", NULL},
    {"/%c3", NULL},
    {"/%c0%af", NULL},
    {"/\xff", NULL},
};

static void test_paths(struct arena *a)
{
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
		is_text(path_clean(a, paths[i].raw), paths[i].clean, paths[i].raw);
}

struct query_case {
	const char *query;
	const char *read; /* "name=value;" a pair, NULL when malformed */
};

static const struct query_case queries[] = {
    {"", ""},
    {"limit=20", "limit=20;"},
    {"limit=20&offset=40", "limit=20;offset=40;"},
    {"&&a=1&", "a=1;"},
    {"a", "a=;"},
    {"a=", "a=;"},
    {"=1", "=1;"},
    {"a=1=2", "a=1=2;"},
    {"a=b+c%20d%2B", "a=b c d+;"},
    {"a%5B%5D=%26", "a[]=&;"},
    {"n%C3%A9=%E2%82%AC", "n\xc3\xa9=\xe2\x82\xac;"},
    {"a=1%0d%0a", "a=1\r\n;"},
    {"a=%", NULL},
    {"a=%zz", NULL},
    {"%2=1", NULL},
    {"a=%00", NULL},
    {"a=%ff", NULL},
    {"a=1&b=%1", NULL},
};

static const char *query_shown(struct arena *a, const char *query)
{
	struct pair *pairs;
	size_t n;
	char *shown = arena_text(a, "");
	if (!query_parse(a, query, &pairs, &n))
		return NULL;
	for (size_t i = 0; i < n; i++)
		shown = arena_printf(a, "%s%s=%s;", shown, pairs[i].name, pairs[i].value);
	return shown;
}

static void test_queries(struct arena *a)
{
	struct pair *pairs;
	size_t n;
	char many[QUERY_PAIRS_MAX * 4 + 8];
	for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
		is_text(query_shown(a, queries[i].query), queries[i].read, queries[i].query);
	for (size_t i = 0; i <= QUERY_PAIRS_MAX; i++)
		memcpy(many + i * 4, "a=1&", 5);
	ok(!query_parse(a, many, &pairs, &n), "one pair too many");
	many[QUERY_PAIRS_MAX * 4] = '\0';
	ok(query_parse(a, many, &pairs, &n) && n == QUERY_PAIRS_MAX, "as many as there may be");
}

static void test_lookups(void)
{
	static const struct pair query[] = {{"a", "1"}, {"b", "2"}, {"a", "3"}};
	static const struct pair headers[] = {{"IDEMPOTENCY_KEY", "k"}, {"CONTENT_TYPE", "t"}};
	struct request r = {.query = query, .n_query = 3, .headers = headers, .n_headers = 2};
	is_text(request_query(&r, "a"), "1", "the first of a repeated name");
	is_text(request_query(&r, "b"), "2", "another name");
	is_text(request_query(&r, "c"), NULL, "an absent name");
	is_text(request_header(&r, "idempotency-key"), "k", "a header");
	is_text(request_header(&r, "content-type"), "t", "a header without the prefix");
	is_text(request_header(&r, "idempotency-ke"), NULL, "a shorter name");
	is_text(request_header(&r, "idempotency-keys"), NULL, "a longer name");
}

static void test_methods(void)
{
	is_int(method_of("GET"), GET, "GET");
	is_int(method_of("DELETE"), DELETE, "DELETE");
	is_int(method_of("get"), METHOD_OTHER, "methods are upper case");
	is_int(method_of("OTHER"), METHOD_OTHER, "the name of no method");
	is_text(method_name(PATCH), "PATCH", "a name");
}

int main(void)
{
	struct arena *a = arena_new();
	test_paths(a);
	test_queries(a);
	test_lookups();
	test_methods();
	arena_free(a);
	return done();
}
