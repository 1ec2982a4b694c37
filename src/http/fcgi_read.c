/* From FastCGI parameters to a struct request, within limits.
 *
 * Parameters are walked once. One that decides something must be there at most once: libfcgi
 * would show the first of two and another reader the second. X-Forwarded-* decide nothing.
 */
#include "http/fcgi_parts.h"

#include "bounds.h"
#include "util/encode.h"
#include "util/secret.h"
#include "util/text.h"

enum param { METHOD, URI, LENGTH, TYPE, ADDRESS, ID, AUTHORIZATION, IDEMPOTENCY_KEY, PARAMS };

static const char *const param_names[PARAMS] = {
    [METHOD] = "REQUEST_METHOD",
    [URI] = "REQUEST_URI",
    [LENGTH] = "CONTENT_LENGTH",
    [TYPE] = "CONTENT_TYPE",
    [ADDRESS] = "REMOTE_ADDR",
    [ID] = "REQUEST_ID",
    [AUTHORIZATION] = "HTTP_AUTHORIZATION",
    [IDEMPOTENCY_KEY] = "HTTP_IDEMPOTENCY_KEY",
};

#define HTTP_PREFIX "HTTP_"

/* The first problem is the one to tell. */
static void note_problem(struct request *r, int status, const char *problem)
{
	if (r->problem)
		return;
	r->problem = problem;
	r->problem_status = status;
}

/* The parameter of that name, PARAMS when it is none of ours. */
static enum param param_find(const char *name)
{
	for (int i = 0; i < PARAMS; i++)
		if (strcmp(param_names[i], name) == 0)
			return (enum param)i;
	return PARAMS;
}

static size_t params_count(char **envp)
{
	size_t n = 0;
	while (envp[n])
		n++;
	return n;
}

static void header_add(struct request *r, struct pair *headers, const char *name, const char *value)
{
	headers[r->n_headers++] = (struct pair){name, value};
}

/* Splits "NAME=value" in place (libfcgi only frees these) and sorts the parameters into values
 * and headers. */
static void params_read(struct request *r, char **envp, const char *values[PARAMS])
{
	struct pair *headers = ARENA_ARRAY(r->arena, params_count(envp), struct pair);
	size_t total = 0;
	r->headers = headers;
	for (char **p = envp; *p; p++) {
		char *value = strchr(*p, '=');
		size_t length = strlen(*p);
		total += length;
		if (!value)
			continue;
		*value++ = '\0';
		enum param param = param_find(*p);
		bool is_http = strncmp(*p, HTTP_PREFIX, strlen(HTTP_PREFIX)) == 0;
		bool is_utf8 = utf8_is_valid(value, length - (size_t)(value - *p));
		if (param < PARAMS && (values[param] || !is_utf8))
			note_problem(r, 400,
				     values[param] ? "repeated header" : "malformed header");
		else if (param < PARAMS)
			values[param] = value;
		if (is_utf8 && (is_http || param == TYPE))
			header_add(r, headers, *p + (is_http ? strlen(HTTP_PREFIX) : 0), value);
	}
	if (total > PARAMS_MAX)
		note_problem(r, 400, "headers are too large");
}

/* nginx's id when it is one that can be printed, else a new one in the same form. */
static const char *request_id(struct arena *a, const char *given)
{
	unsigned char bytes[16];
	size_t n = given ? strlen(given) : 0;
	if (n > 0 && n <= REQUEST_ID_MAX &&
	    strspn(given, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == n)
		return given;
	secret_random(bytes, sizeof bytes);
	return hex_encode(a, bytes, sizeof bytes);
}

/* Path and query both come from REQUEST_URI, so that they are of one reading. */
static void uri_read(struct request *r, const char *uri)
{
	struct pair *query = NULL;
	size_t length = uri ? strcspn(uri, "?#") : 0;
	r->path = uri ? path_clean(r->arena, arena_copy(r->arena, uri, length)) : NULL;
	if (!r->path) {
		r->path = "/";
		note_problem(r, 400, "malformed path");
	}
	if (!uri || uri[length] != '?')
		return;
	const char *text = uri + length + 1;
	size_t size = strcspn(text, "#");
	if (size > QUERY_MAX ||
	    !query_parse(r->arena, arena_copy(r->arena, text, size), &query, &r->n_query))
		note_problem(r, 400, "malformed query string");
	r->query = query;
}

/* The announced size of the body: -1 when it is no number, BODY_MAX + 1 for any greater one. */
static int64_t length_read(const char *s)
{
	int64_t n = 0;
	for (; s && *s; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		n = n * 10 + (*s - '0');
		if (n > BODY_MAX)
			n = (int64_t)BODY_MAX + 1;
	}
	return n;
}

/* Reads the body and the end-of-input record behind it: left unread, the record would spoil the
 * next request of a kept connection. */
static bool body_read(struct request *r, const char *length_text, FCGX_Stream *in)
{
	int64_t length = length_read(length_text);
	if (length < 0 || length > BODY_MAX) {
		note_problem(r, length < 0 ? 400 : 413,
			     length < 0 ? "malformed Content-Length" : "request body is too large");
		length = 0;
	}
	char *body = arena_alloc_raw(r->arena, (size_t)length + 1);
	int got = length > 0 ? FCGX_GetStr(body, (int)length, in) : 0;
	body[got] = '\0';
	r->body = body;
	r->body_size = (size_t)got;
	if (got < length)
		note_problem(r, 400, "request body is shorter than its Content-Length");
	if (FCGX_GetChar(in) == EOF)
		return FCGX_GetError(in) == 0;
	note_problem(r, 400, "request body is longer than its Content-Length");
	return false;
}

bool request_read(struct request *r, struct arena *a, FCGX_Request *f)
{
	const char *values[PARAMS] = {0};
	*r = (struct request){.arena = a, .transport = f};
	params_read(r, f->envp, values);
	r->method_name = values[METHOD] ? values[METHOD] : "";
	r->method = method_of(r->method_name);
	r->remote_address = values[ADDRESS] ? values[ADDRESS] : "";
	r->authorization = values[AUTHORIZATION];
	r->request_id = request_id(a, values[ID]);
	uri_read(r, values[URI]);
	return body_read(r, values[LENGTH], f->in);
}
