/* Builds replies and prints their header block. What a client is told about an error is decided
 * here and nowhere else. */
#include "http/reply.h"

#include "bounds.h"

struct reason {
	int status;
	const char *phrase;
};

/* The statuses this program sends; nginx fills in the phrase of any other. */
static const struct reason reasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

static const char *reason_of(int status)
{
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (reasons[i].status == status)
			return reasons[i].phrase;
	return "";
}

void reply_init(struct reply *r, struct arena *a)
{
	*r = (struct reply){
	    .arena = a,
	    .status = 200,
	    .content_type = "application/json",
	    .body = text_new(a, REPLY_MAX),
	};
}

/* A header value must stay on its line, whatever a stored name or a client's word has in it. */
static void line_breaks_remove(char *s)
{
	char *out = s;
	for (; *s; s++)
		if (*s != '\r' && *s != '\n')
			*out++ = *s;
	*out = '\0';
}

void reply_header(struct reply *r, const char *name, const char *format, ...)
{
	struct reply_header *h = ARENA_NEW(r->arena, struct reply_header);
	struct reply_header **last = &r->headers;
	va_list args;
	va_start(args, format);
	char *value = arena_vprintf(r->arena, format, args);
	va_end(args);
	line_breaks_remove(value);
	h->name = name;
	h->value = value;
	while (*last)
		last = &(*last)->next;
	*last = h;
}

void reply_stream(struct reply *r)
{
	r->streaming = true;
	reply_flush(r);
}

void reply_flush(struct reply *r)
{
	r->flush(r);
}

void reply_cut(struct reply *r)
{
	text_clear(&r->body);
	r->broken = true;
	r->cut(r);
}

static void text_add_member(struct text *t, const char *name, const char *value)
{
	text_add_json(t, name, strlen(name));
	text_add_char(t, ':');
	text_add_json(t, value, strlen(value));
}

/* Starts the body anew with status and detail, leaving the object open. */
static void error_begin(struct reply *r, int status, const char *detail)
{
	r->status = status;
	r->content_type = "application/json";
	text_clear(&r->body);
	text_add_char(&r->body, '{');
	text_add_member(&r->body, "detail", detail);
}

static void error_end(struct reply *r, const char *request_id)
{
	if (request_id) {
		text_add_char(&r->body, ',');
		text_add_member(&r->body, "request_id", request_id);
	}
	text_add_char(&r->body, '}');
}

static void add_complaints(struct text *t, const struct complaint *first)
{
	if (!first)
		return;
	text_add(t, ",\"errors\":[");
	for (const struct complaint *c = first; c; c = c->next) {
		text_add(t, c == first ? "{" : ",{");
		text_add_member(t, "field", c->field);
		text_add_char(t, ',');
		text_add_member(t, "message", c->message);
		text_add_char(t, '}');
	}
	text_add_char(t, ']');
}

void reply_error(struct reply *r, const struct work *w, const char *request_id, int status)
{
	const char *detail = w->message;
	if (w->error == ERR_NONE || w->error == ERR_INTERNAL || !detail)
		detail = "Internal server error";
	error_begin(r, status ? status : error_status(w->error), detail);
	if (w->error == ERR_INVALID || w->error == ERR_UNACCEPTABLE)
		add_complaints(&r->body, w->complaints);
	error_end(r, request_id);
	if (w->retry_after_s > 0)
		reply_header(r, "Retry-After", "%d", w->retry_after_s);
}

void reply_detail(struct reply *r, int status, const char *detail, const char *request_id)
{
	error_begin(r, status, detail);
	error_end(r, request_id);
}

static void text_add_header(struct text *t, const char *name, const char *value)
{
	text_add(t, name);
	text_add(t, ": ");
	text_add(t, value);
	text_add(t, "\r\n");
}

void reply_print_head(const struct reply *r, const char *request_id, struct text *out)
{
	text_add(out, "Status: ");
	text_add_int(out, r->status);
	text_add_char(out, ' ');
	text_add(out, reason_of(r->status));
	text_add(out, "\r\n");
	text_add_header(out, "Content-Type", r->content_type);
	if (!r->streaming) {
		text_add(out, "Content-Length: ");
		text_add_int(out, (int64_t)r->body.length);
		text_add(out, "\r\n");
	}
	if (request_id)
		text_add_header(out, "X-Request-Id", request_id);
	for (const struct reply_header *h = r->headers; h; h = h->next)
		text_add_header(out, h->name, h->value);
	text_add(out, "\r\n");
}
