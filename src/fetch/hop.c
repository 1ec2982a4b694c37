/* What is sent where: the caller's request checked, and RFC 9110's rules for redirects. */
#include "fetch/hop.h"
#include "util/text.h"

static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

/* Headers that belong to the connection, or that the transfer writes itself: a second copy would
 * let a caller smuggle a request, or ask for an encoding that nobody counts. */
static const char *const own_headers[] = {
    "Host",
    "Connection",
    "Content-Length",
    "Transfer-Encoding",
    "Accept-Encoding",
    "Trailer",
    "Keep-Alive",
    "Upgrade",
    "Expect",
    "HTTP2-Settings",
    "TE",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_token(const char *s)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	if (!*s)
		return false;
	for (; *s; s++) {
		char c = ascii_lower(*s);

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !strchr(marks, c))
			return false;
	}
	return true;
}

bool hop_is_field_value(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

const char *fetch_header_check(const char *name, const char *value)
{
	if (!is_token(name))
		return "name is not a token";
	for (size_t i = 0; i < COUNT(own_headers); i++)
		if (ascii_equal(name, own_headers[i]))
			return "name is set by the server";
	if (ascii_starts(name, "Proxy-"))
		return "name is set by the server";
	if (!hop_is_field_value(value, strlen(value)))
		return "value has a control character";
	return NULL;
}

static const char *known_method(const char *name)
{
	for (size_t i = 0; i < COUNT(methods); i++)
		if (strcmp(methods[i], name) == 0)
			return methods[i];
	return NULL;
}

struct hop *hop_new(struct work *w, const struct fetch_request *r)
{
	struct hop *h = ARENA_NEW(w->arena, struct hop);
	const char *why = NULL;

	*h = (struct hop){
	    .method = known_method(r->method ? r->method : "GET"),
	    .url = url_parse(w->arena, r->url, &why),
	    .headers = r->headers,
	    .n_headers = r->n_headers,
	    .body = r->body,
	    .body_size = r->body_size,
	};
	if (!h->method)
		return fail_class(w, CLASS_BLOCKED, "Method not allowed: \"%s\"", r->method);
	if (!h->url)
		return fail_class(w, CLASS_BLOCKED, "Invalid URL format: %s", why);
	for (size_t i = 0; i < r->n_headers; i++) {
		const struct fetch_header *field = &r->headers[i];

		if ((why = fetch_header_check(field->name, field->value)))
			return fail_class(w, CLASS_BLOCKED, "Header not allowed: \"%s\": %s",
					  field->name, why);
	}
	return h;
}

bool hop_is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static const char *next_method(const char *method, int status)
{
	if (status == 303 && strcmp(method, "HEAD") != 0)
		return "GET";
	if ((status == 301 || status == 302) && strcmp(method, "POST") == 0)
		return "GET";
	return method;
}

/* A URL of bytes that are not UTF-8 means those bytes: they travel percent-encoded. */
static const char *as_utf8(struct arena *a, const char *location)
{
	struct text out;

	if (utf8_is_valid(location, strlen(location)))
		return location;
	out = text_new(a, 3 * strlen(location));
	for (const char *c = location; *c; c++) {
		if ((unsigned char)*c < 0x80)
			text_add_char(&out, *c);
		else
			text_addf(&out, "%%%02X", (unsigned)(unsigned char)*c);
	}
	return out.data;
}

struct hop *hop_next(struct arena *a, const struct hop *h, int status, const char *location,
		     const char **why)
{
	struct hop *next = ARENA_NEW(a, struct hop);
	struct fetch_header *kept = ARENA_ARRAY(a, h->n_headers, struct fetch_header);
	bool keeps_body, keeps_origin;

	next->url = url_join(a, h->url, as_utf8(a, location), why);
	if (!next->url)
		return NULL;
	next->method = next_method(h->method, status);
	keeps_body = strcmp(next->method, h->method) == 0;
	keeps_origin = url_same_origin(h->url, next->url);
	if (keeps_body) {
		next->body = h->body;
		next->body_size = h->body_size;
	}
	for (size_t i = 0; i < h->n_headers; i++) {
		bool is_of_body = ascii_starts(h->headers[i].name, "Content-");

		if (is_of_body ? keeps_body : keeps_origin)
			kept[next->n_headers++] = h->headers[i];
	}
	next->headers = kept;
	return next;
}
