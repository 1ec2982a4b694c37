/* Error bodies and header blocks, byte by byte. */
#include "http/reply.h"

#include "bounds.h"
#include "tap.h"

static void test_errors(void)
{
	struct work w;
	struct reply r;
	work_begin(&w);
	reply_init(&r, w.arena);
	text_add(&r.body, "[1,2");

	fail(&w, ERR_NOT_FOUND, "%s", "Strategy not found");
	reply_error(&r, &w, "r1", 0);
	is_int(r.status, 404, "the status of its kind");
	is_text(r.body.data, "{\"detail\":\"Strategy not found\",\"request_id\":\"r1\"}",
		"the body is replaced");

	fail(&w, ERR_INTERNAL, "%s", "table 'x' is marked as crashed");
	reply_error(&r, &w, NULL, 0);
	is_int(r.status, 500, "internal");
	is_text(r.body.data, "{\"detail\":\"Internal server error\"}", "nothing of our insides");

	work_forgive(&w);
	reply_error(&r, &w, NULL, 0);
	is_int(r.status, 500, "a failure without a reason is internal");

	fail(&w, ERR_CONFLICT, "%s", "say \"when\"");
	w.retry_after_s = 5;
	reply_error(&r, &w, NULL, 0);
	is_text(r.body.data, "{\"detail\":\"say \\\"when\\\"\"}", "escaped");
	is_text(r.headers->name, "Retry-After", "Retry-After");
	is_text(r.headers->value, "5", "in seconds");
	work_end(&w);
}

static void test_complaints(void)
{
	struct work w;
	struct reply r;
	work_begin(&w);
	reply_init(&r, w.arena);
	complain(&w, ERR_UNACCEPTABLE, "url", "url is no URL");
	reply_error(&r, &w, "r2", 0);
	is_int(r.status, 422, "an unacceptable value");
	reply_error(&r, &w, "r2", 400);
	is_int(r.status, 400, "the caller's status wins");
	complain(&w, ERR_INVALID, "name", "name is required");
	reply_error(&r, &w, "r2", 0);
	is_int(r.status, 400, "bad structure outranks it");
	is_text(r.body.data,
		"{\"detail\":\"name is required\",\"errors\":["
		"{\"field\":\"url\",\"message\":\"url is no URL\"},"
		"{\"field\":\"name\",\"message\":\"name is required\"}],\"request_id\":\"r2\"}",
		"all complaints");
	fail(&w, ERR_INTERNAL, "%s", "later");
	reply_error(&r, &w, NULL, 0);
	is_text(r.body.data, "{\"detail\":\"Internal server error\"}", "no complaints with others");
	work_end(&w);
}

static void test_head(struct arena *a)
{
	struct reply r;
	struct text head = text_new(a, REPLY_HEAD_MAX);
	reply_init(&r, a);
	text_add(&r.body, "[]");
	r.status = 201;
	reply_header(&r, "X-Total-Count", "%d", 3);
	reply_header(&r, "Link", "<%s>", "a\r\nSet-Cookie: b");
	reply_print_head(&r, "id", &head);
	is_text(head.data,
		"Status: 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
		"X-Request-Id: id\r\nX-Total-Count: 3\r\nLink: <aSet-Cookie: b>\r\n\r\n",
		"headers in order, none forged");
	text_clear(&head);
	r.streaming = true;
	r.status = 299;
	r.headers = NULL;
	reply_print_head(&r, NULL, &head);
	is_text(head.data, "Status: 299 \r\nContent-Type: application/json\r\n\r\n",
		"no length while streaming");
}

static int flushes;

static void count_flush(struct reply *r)
{
	flushes++;
	text_clear(&r->body);
}

static void test_stream(struct arena *a)
{
	struct reply r;
	reply_init(&r, a);
	r.flush = count_flush;
	reply_stream(&r);
	ok(r.streaming && flushes == 1, "a stream starts with its header");
	text_add(&r.body, " ");
	reply_flush(&r);
	ok(flushes == 2 && r.body.length == 0, "and goes on");
	reply_detail(&r, 413, "request body is too large", "id");
	is_int(r.status, 413, "a plain status");
	is_text(r.body.data, "{\"detail\":\"request body is too large\",\"request_id\":\"id\"}",
		"a plain detail");
}

int main(void)
{
	struct arena *a = arena_new();
	test_errors();
	test_complaints();
	test_head(a);
	test_stream(a);
	arena_free(a);
	return done();
}
