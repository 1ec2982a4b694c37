/* Values of a request, read from what the client sent.
 *
 * A path is decoded exactly once and cleaned the way nginx cleans its $uri, so that the location
 * nginx chose and the route chosen here are never about two different paths.
 */
#include "http/request.h"

#include "bounds.h"
#include "util/text.h"

static const char *const method_names[] = {
    [METHOD_OTHER] = "OTHER", [GET] = "GET",	   [POST] = "POST", [PUT] = "PUT",
    [PATCH] = "PATCH",	      [DELETE] = "DELETE", [HEAD] = "HEAD",
};
#define METHODS (sizeof method_names / sizeof method_names[0])

enum method method_of(const char *name)
{
	for (size_t i = GET; i < METHODS; i++)
		if (strcmp(method_names[i], name) == 0)
			return (enum method)i;
	return METHOD_OTHER;
}

const char *method_name(enum method m)
{
	return method_names[m];
}

/* True when the lower-case name with dashes and the FastCGI name are the same header. */
static bool is_header(const char *name, const char *fastcgi_name)
{
	for (; *name && *fastcgi_name; name++, fastcgi_name++) {
		char c = ascii_lower(*fastcgi_name);
		if (c == '_')
			c = '-';
		if (c != *name)
			return false;
	}
	return *name == *fastcgi_name;
}

const char *request_header(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (is_header(name, r->headers[i].name))
			return r->headers[i].value;
	return NULL;
}

const char *request_query(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->n_query; i++)
		if (strcmp(r->query[i].name, name) == 0)
			return r->query[i].value;
	return NULL;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes n bytes into out, which has room for n and a NUL. The decoded length, or -1 for a bad
 * escape or a NUL byte. */
static ptrdiff_t percent_decode(char *out, const char *in, size_t n, bool plus_is_space)
{
	char *p = out;
	for (size_t i = 0; i < n; i++) {
		char c = in[i];
		if (c == '%') {
			int high = n - i > 2 ? hex_digit(in[i + 1]) : -1;
			int low = n - i > 2 ? hex_digit(in[i + 2]) : -1;
			if (high < 0 || low < 0)
				return -1;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		if (c == '\0')
			return -1;
		*p++ = c;
	}
	*p = '\0';
	return p - out;
}

/* Decodes n bytes as text in the arena; NULL when malformed. */
static char *decoded(struct arena *a, const char *in, size_t n, bool plus_is_space)
{
	char *out = arena_alloc_raw(a, n + 1);
	ptrdiff_t length = percent_decode(out, in, n, plus_is_space);
	return length >= 0 && utf8_is_valid(out, (size_t)length) ? out : NULL;
}

bool query_parse(struct arena *a, const char *query, struct pair **out, size_t *n_out)
{
	struct pair *pairs = ARENA_ARRAY(a, QUERY_PAIRS_MAX, struct pair);
	size_t n_pairs = 0;
	for (const char *p = query; *p;) {
		size_t length = strcspn(p, "&");
		size_t name = strcspn(p, "=&");
		size_t value = name < length ? name + 1 : length;
		if (length > 0) {
			if (n_pairs == QUERY_PAIRS_MAX)
				return false;
			pairs[n_pairs].name = decoded(a, p, name, true);
			pairs[n_pairs].value = decoded(a, p + value, length - value, true);
			if (!pairs[n_pairs].name || !pairs[n_pairs].value)
				return false;
			n_pairs++;
		}
		p += length + (p[length] == '&');
	}
	*out = pairs;
	*n_out = n_pairs;
	return true;
}

static bool has_control_bytes(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

/* Takes the last segment off a clean path of *length bytes; false when there is none. */
static bool segment_drop(const char *path, size_t *length)
{
	if (*length == 0)
		return false;
	do
		--*length;
	while (path[*length] != '/');
	return true;
}

char *path_clean(struct arena *a, const char *raw)
{
	char *path = decoded(a, raw, strlen(raw), false);
	size_t length = 0; /* of what is clean so far; it never overtakes the reading */
	if (!path || path[0] != '/' || has_control_bytes(path))
		return NULL;
	for (const char *p = path; *p;) {
		p++;
		size_t n = strcspn(p, "/");
		if (n == 2 && p[0] == '.' && p[1] == '.') {
			if (!segment_drop(path, &length))
				return NULL;
		} else if (n > 0 && !(n == 1 && p[0] == '.')) {
			path[length++] = '/';
			memmove(path + length, p, n);
			length += n;
		}
		p += n;
	}
	if (length == 0)
		path[length++] = '/';
	path[length] = '\0';
	return path;
}
