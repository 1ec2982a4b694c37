/* A FastCGI program for the tests of the loop and of the master: hello SOCKET WORKERS [OPTION...]
 *
 *   keep         serve kept connections
 *   recycle=N    a worker's life in requests
 *   drain=N      seconds
 *
 * GET /pid tells the worker, /sleep?ms=N waits, /pid?hold=FILE says so in FILE.begun and waits for as
 * long as there is a FILE, POST /echo sends the body back, /stream sends three parts, /cut one and no
 * end, /large?n=N that many bytes, /show what was read, /crash kills the worker.
 */
#include "http/fcgi.h"
#include "master.h"
#include "util/log.h"

#include <errno.h>
#include <unistd.h>

static struct fcgi_loop loop;
static int workers;

static void pause_ms(long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};
	while (nanosleep(&t, &t) < 0 && errno == EINTR) {
		/* A handler is not to be hurried by a signal. */
	}
}

/* What is to happen while a request is served can be waited for at its beginning, and ends it. */
static void hold(const struct request *r)
{
	const char *file = request_query(r, "hold");
	char name[512];
	FILE *f;

	if (!file)
		return;
	(void)snprintf(name, sizeof name, "%s.begun", file);
	f = fopen(name, "a");
	if (f) {
		fputc('x', f);
		fclose(f);
	}
	while (access(file, F_OK) == 0)
		pause_ms(10);
}

static long number(const struct request *r, const char *name)
{
	const char *value = request_query(r, name);
	return value ? strtol(value, NULL, 10) : 0;
}

static void stream(struct reply *reply)
{
	reply_stream(reply);
	for (int i = 1; i <= 3; i++) {
		text_addf(&reply->body, "part %d\n", i);
		reply_flush(reply);
		pause_ms(20);
	}
}

static void stream_cut(struct reply *reply)
{
	reply_stream(reply);
	text_add(&reply->body, "part 1\n");
	reply_flush(reply);
	text_add(&reply->body, "half of part");
	reply_cut(reply);
}

static void show_text(struct text *t, const char *name, const char *value)
{
	text_addf(t, "%s=%s\n", name, value ? value : "(none)");
}

static void show(const struct request *r, struct text *t)
{
	show_text(t, "method", method_name(r->method));
	show_text(t, "path", r->path);
	show_text(t, "problem", r->problem);
	show_text(t, "request_id", r->request_id);
	show_text(t, "remote_address", r->remote_address);
	show_text(t, "authorization", r->authorization);
	show_text(t, "idempotency-key", request_header(r, "idempotency-key"));
	show_text(t, "content-type", request_header(r, "content-type"));
	show_text(t, "proxy", getenv("HTTP_PROXY"));
	for (size_t i = 0; i < r->n_query; i++)
		text_addf(t, "query %s=%s\n", r->query[i].name, r->query[i].value);
	text_addf(t, "body_size=%zu\n", r->body_size);
}

static void large(struct text *t, long n)
{
	for (long i = 0; i < n; i++)
		text_add_char(t, (char)('a' + i % 26));
}

static void serve(struct request *r, struct reply *reply, void *data)
{
	(void)data;
	reply->content_type = "text/plain";
	if (strcmp(r->path, "/show") == 0)
		show(r, &reply->body);
	else if (r->problem)
		reply_detail(reply, r->problem_status, r->problem, r->request_id);
	else if (strcmp(r->path, "/echo") == 0)
		text_add_bytes(&reply->body, r->body, r->body_size);
	else if (strcmp(r->path, "/large") == 0)
		large(&reply->body, number(r, "n"));
	else if (strcmp(r->path, "/stream") == 0)
		stream(reply);
	else if (strcmp(r->path, "/cut") == 0)
		stream_cut(reply);
	else if (strcmp(r->path, "/crash") == 0)
		abort();
	else {
		pause_ms(number(r, "ms"));
		hold(r);
		text_addf(&reply->body, "%d", (int)getpid());
	}
}

static void leaving(void *data)
{
	(void)data;
	worker_note(NOTE_LEAVING);
}

static void idle(void *data)
{
	(void)data;
	worker_tick();
}

static int work(const struct settings *s, int seat, void *data)
{
	(void)seat;
	(void)data;
	worker_note(NOTE_READY);
	fcgi_run(&loop, (int)s->drain_seconds * 1000);
	return 0;
}

static int count(const struct settings *s)
{
	(void)s;
	return workers;
}

int main(int argc, char **argv)
{
	static struct settings settings = {.user = "", .drain_seconds = 5};
	const char *why = NULL;
	if (argc < 3)
		die("usage: hello SOCKET WORKERS [keep] [recycle=N] [drain=N]");
	workers = (int)strtol(argv[2], NULL, 10);
	loop = (struct fcgi_loop){.serve = serve, .idle = idle, .leaving = leaving};
	for (int i = 3; i < argc; i++) {
		loop.keep_connections |= strcmp(argv[i], "keep") == 0;
		if (strncmp(argv[i], "recycle=", 8) == 0)
			loop.recycle = (int)strtol(argv[i] + 8, NULL, 10);
		if (strncmp(argv[i], "drain=", 6) == 0)
			settings.drain_seconds = strtol(argv[i] + 6, NULL, 10);
	}
	log_open("hello", NULL, LOG_DEBUG_LEVEL);
	loop.listen_fd = fcgi_listen(argv[1], 1024, &why);
	if (loop.listen_fd < 0)
		die("cannot listen on \"%s\": %s", argv[1], why);
	struct master m = {.settings = &settings,
			   .count = count,
			   .work = work,
			   .signals = {fcgi_stop, fcgi_retire}};
	return master_run(&m);
}
