/* The extractor process driven by a loop that watches other things too: begun, stepped, taken,
 * abandoned. This program is both the process and its parent. */
#include "bounds.h"
#include "extract/pool_parts.h"
#include "util/json.h"

#include "extract/own_program.h"

#include <poll.h>
#include <signal.h>

/* --- the process side --- */

static bool run_echo(struct work *w, struct json_object *request, const char *body, size_t n,
		     struct text *out)
{
	(void)w, (void)request;
	text_addf(out, "{\"pid\":%d,\"body\":", (int)getpid());
	text_add_json(out, body, n);
	text_add_char(out, '}');
	return true;
}

static bool run_fail(struct work *w, struct json_object *request, const char *body, size_t n,
		     struct text *out)
{
	(void)request, (void)body, (void)n, (void)out;
	return fail_class(w, CLASS_LAYOUT, "the page has changed");
}

static bool run_hang(struct work *w, struct json_object *request, const char *body, size_t n,
		     struct text *out)
{
	(void)w, (void)request, (void)body, (void)n, (void)out;
	for (volatile bool is_wanted = true; is_wanted;)
		continue; /* no call of the system, of which most would end it */
	return false;
}

static bool run_abort(struct work *w, struct json_object *request, const char *body, size_t n,
		      struct text *out)
{
	(void)w, (void)request, (void)body, (void)n, (void)out;
	abort();
}

static const struct operation table[] = {
    {"echo", run_echo}, {"fail", run_fail}, {"hang", run_hang}, {"abort", run_abort}, {NULL, NULL}};

/* --- the parent's --- */

/* Steps the use to its end, as a loop that watches other things too would; how many steps. */
static int drive(struct extractor *x)
{
	int steps = 0;

	for (bool is_over = false; !is_over && steps < 100000; steps++) {
		bool writes = false;
		struct pollfd fd = {.fd = extractor_fd(x, &writes)};

		fd.events = writes ? POLLOUT : POLLIN;
		(void)poll(&fd, 1, EXTRACT_LOOK_MS);
		is_over = extractor_step(x);
	}
	return steps;
}

/* The same, with some steps at first in which the process takes nothing. */
static int drive_slowly(struct extractor *x, int64_t pid)
{
	int steps = 0;

	kill((pid_t)pid, SIGSTOP);
	while (steps < 2 && !extractor_step(x))
		steps++;
	kill((pid_t)pid, SIGCONT);
	return steps + drive(x);
}

static bool begin(struct work *w, struct extractor *x, const char *operation, const char *request,
		  const char *body)
{
	const struct ask ask = {operation, json_parse(w, request, strlen(request)), body,
				strlen(body), NULL};

	return extractor_begin(w, x, &ask);
}

static void without_waiting(struct extractor *x)
{
	struct work w, other;
	struct json_object *o;
	bool writes = false;
	int64_t pid;
	char *body;

	work_begin(&w);
	pid = json_int(extractor_run(&w, x, &(struct ask){"echo", json_new_object(&w), "", 0, NULL},
				     NULL, NULL),
		       "pid", 0);
	is_int(extractor_fd(x, &writes), -1, "nothing is asked: nothing to watch");
	ok(begin(&w, x, "echo", "{}", "body"), "a use begins");
	ok(extractor_fd(x, &writes) >= 0, "with something to watch");
	ok(drive(x) > 0, "and is stepped to its end");
	o = extractor_take(x);
	is_text(json_text(o, "body"), "body", "its answer is taken");
	is_int(json_int(o, "pid", 0), pid, "from the same process");
	is_int(extractor_fd(x, &writes), -1, "then nothing is asked again");
	body = arena_alloc_raw(w.arena, PAGE_MAX);
	memset(body, 'x', PAGE_MAX);
	body[PAGE_MAX - 1] = '\0';
	ok(begin(&w, x, "echo", "{}", body), "20 MB do not keep the caller");
	ok(extractor_fd(x, &writes) >= 0 && writes, "they are still to be sent");
	ok(drive_slowly(x, pid) > 2, "in many steps");
	o = extractor_take(x);
	ok(o && strlen(json_text(o, "body")) == PAGE_MAX - 1, "and come back");
	work_begin(&other);
	ok(begin(&other, x, "fail", "{}", "") && drive(x) > 0, "a failure");
	ok(!extractor_take(x) && other.class == CLASS_LAYOUT, "is told to who began it");
	ok(!w.error, "and nobody else");
	work_end(&other);
	ok(begin(&w, x, "hang", "{}", ""), "a use that would never end");
	ok(!extractor_step(x), "has not ended");
	extractor_abandon(x);
	is_int(extractor_fd(x, &writes), -1, "abandoned, it is not watched any more");
	ok(begin(&w, x, "echo", "{}", "") && drive(x) > 0, "the next use");
	o = extractor_take(x);
	ok(o && json_int(o, "pid", pid) != pid, "has another process");
	extractor_abandon(x);
	ok(begin(&w, x, "echo", "{}", "") && drive(x) > 0 &&
	       json_int(extractor_take(x), "pid", 0) == json_int(o, "pid", 1),
	   "abandoning nothing does nothing");
	ok(begin(&w, x, "abort", "{}", "") && drive(x) > 0, "a crash");
	ok(!extractor_take(x) && w.class == CLASS_CRASHED, "ends its use");
	work_end(&w);
}

/* Whoever kills a process that is asked something did not mean the page. */
static void kill_asked(struct work *w, struct extractor *x, int signal_number)
{
	struct json_object *o;
	pid_t pid;

	ok(extractor_start(w, x), "a process");
	pid = x->pid;
	kill(pid, SIGSTOP); /* it has no time to answer */
	ok(begin(w, x, "echo", "{}", "body") && !extractor_step(x), "is asked");
	kill(pid, signal_number);
	kill(pid, SIGCONT);
	ok(drive(x) > 0, "and killed by signal %d", signal_number);
	o = extractor_take(x);
	is_text(o ? json_text(o, "body") : w->message, "body", "another one answers");
	ok(x->pid != pid, "in its place");
}

static void killed(struct extractor *x)
{
	struct work w;

	work_begin(&w);
	kill_asked(&w, x, SIGKILL);
	kill_asked(&w, x, SIGTERM);
	ok(begin(&w, x, "hang", "{}", "") && !extractor_step(x), "one hangs");
	kill(x->pid, SIGKILL);
	while (x->use.phase != USE_HEAD_WAITS || !x->use.was_killed)
		if (extractor_step(x))
			break;
	ok(!extractor_step(x), "and the next one, when it is killed");
	kill(x->pid, SIGKILL);
	ok(drive(x) > 0 && !extractor_take(x), "there is no third");
	is_int(w.class, CLASS_TOO_COMPLEX, "it is the page's fault then");
	is_text(w.message, "the page used up the machine's memory", "and told so");
	work_end(&w);
}

/* Asks a process that somebody stopped, until it is out of time. */
static void starve(struct work *w, struct extractor *x)
{
	ok(extractor_start(w, x), "a process");
	kill(x->pid, SIGSTOP);
	ok(begin(w, x, "echo", "{}", "body") && !extractor_step(x), "is asked, and stopped");
	x->use.end_ms = 0;
}

/* Nor does a machine that is busy with something else mean it. */
static void starved(struct extractor *x)
{
	struct json_object *o;
	struct work w;

	work_begin(&w);
	starve(&w, x);
	ok(drive(x) > 0, "until its time is over");
	o = extractor_take(x);
	is_text(o ? json_text(o, "body") : w.message, "body", "another one answers");
	starve(&w, x);
	x->use.was_killed = true;
	ok(drive(x) > 0 && !extractor_take(x), "once");
	is_int(w.class, CLASS_TOO_COMPLEX, "a page that is always slow is too complex");
	work_end(&w);
}

static void slow_to_start(void)
{
	struct extractor *x = extractor_new("/usr/bin/yes"); /* which never says that it is ready */
	struct work w;

	work_begin(&w);
	ok(begin(&w, x, "echo", "{}", "body") && !extractor_step(x), "one that is starting");
	x->use.end_ms = 0;
	ok(drive(x) > 0 && !extractor_take(x), "has no time either");
	is_int(w.error, ERR_INTERNAL, "which is our own trouble");
	ok(!extractor_is_there(x), "and it is gone");
	work_end(&w);
	extractor_free(x);
}

static void all(struct extractor *x)
{
	without_waiting(x);
	killed(x);
	starved(x);
	slow_to_start();
}

int main(int argc, char **argv)
{
	(void)argc;
	return own_extractor(argv, "pool", table, all);
}
