/* The extractor process as its parent sees it: this program is both. Its operations do what a page
 * might make a parser do: loop, eat memory, crash, call the system, lie. */
#include "bounds.h"
#include "extract/html.h"
#include "extract/operation.h"
#include "util/clock.h"
#include "util/json.h"

#include "extract/own_program.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json_object_iterator.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- the process side --- */

static int environment_size, open_descriptors;

static bool run_echo(struct work *w, struct json_object *request, const char *body, size_t n,
		     struct text *out)
{
	(void)w;
	text_add(out, "{\"request\":");
	json_print(out, request);
	text_addf(out, ",\"pid\":%d,\"environment\":%d,\"descriptors\":%d,\"body\":", (int)getpid(),
		  environment_size, open_descriptors);
	text_add_json(out, body, n);
	text_add_char(out, '}');
	return true;
}

static bool run_fail(struct work *w, struct json_object *request, const char *body, size_t n,
		     struct text *out)
{
	const char *how = json_text(request, "how");

	(void)body, (void)n, (void)out;
	if (strcmp(how, "class") == 0)
		return fail_class(w, CLASS_LAYOUT, "the page \"%s\" has changed", "\xc3\xa9");
	if (strcmp(how, "nothing") == 0)
		return false;
	complain(w, ERR_UNACCEPTABLE, "fields.a", "first %s", "\"quoted\"");
	complain(w, ERR_UNACCEPTABLE, "fields.b", "second");
	return false;
}

static bool run_parse(struct work *w, struct json_object *request, const char *body, size_t n,
		      struct text *out)
{
	struct document *d = html_parse(w, body, n, NULL);

	(void)request;
	if (!d)
		return false;
	text_addf(out, "{\"nodes\":%zu}", d->n_nodes);
	return true;
}

static bool run_answer(struct work *w, struct json_object *request, const char *body, size_t n,
		       struct text *out)
{
	(void)w;
	for (int64_t i = json_int(request, "times", 1); i > 0; i--)
		text_add_bytes(out, body, n);
	return true;
}

static void eat_memory(struct work *w)
{
	for (;;)
		memset(arena_alloc_raw(w->arena, 1u << 20), 1, 1u << 20);
}

static int overflow(int64_t levels)
{
	volatile char here[65536];

	here[levels % 65536] = 1;
	return levels ? overflow(levels - 1) + here[0] : 0;
}

static bool run_misbehave(struct work *w, struct json_object *request, const char *body, size_t n,
			  struct text *out)
{
	const char *how = json_text(request, "how");
	char *volatile nowhere = NULL;
	char byte = 0;

	(void)body, (void)n, (void)out;
	if (strcmp(how, "loop") == 0)
		for (volatile uint64_t i = 0;; i = i + 1)
			;
	if (strcmp(how, "hang") == 0)
		(void)!read(3, &byte, 1);
	if (strcmp(how, "memory") == 0)
		eat_memory(w);
	if (strcmp(how, "segfault") == 0)
		*nowhere = 1;
	if (strcmp(how, "abort") == 0) {
		errno = 0;
		abort();
	}
	if (strcmp(how, "stack") == 0)
		(void)overflow(INT64_MAX);
	if (strcmp(how, "exit") == 0)
		_exit(0);
	if (strcmp(how, "open") == 0)
		(void)open("/etc/passwd", O_RDONLY);
	if (strcmp(how, "socket") == 0)
		(void)socket(AF_INET, SOCK_STREAM, 0);
	if (strcmp(how, "fork") == 0)
		(void)fork();
	if (strcmp(how, "exec") == 0)
		(void)execl("/bin/true", "true", (char *)NULL);
	if (strcmp(how, "kill") == 0)
		(void)kill(getppid(), SIGTERM);
	if (strcmp(how, "code") == 0)
		(void)mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (strcmp(how, "limit") == 0)
		(void)setrlimit(RLIMIT_CPU, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
	return fail(w, ERR_INTERNAL, "nothing happened");
}

static const struct operation table[] = {
    {"echo", run_echo},	    {"fail", run_fail},		  {"parse", run_parse},
    {"answer", run_answer}, {"misbehave", run_misbehave}, {NULL, NULL},
};

static int process(const char *argument)
{
	while (environ[environment_size])
		environment_size++;
	for (int fd = 0; fd < 1024; fd++)
		open_descriptors += fcntl(fd, F_GETFD) != -1;
	return extractor_serve(3, table, argument);
}

/* --- the parent --- */

static int ticks;

static void count_tick(void *data)
{
	(void)data;
	ticks++;
}

static struct json_object *ask(struct work *w, struct extractor *x, const char *operation,
			       const char *request, const char *body)
{
	const struct ask ask = {operation, json_parse(w, request, strlen(request)), body,
				strlen(body), NULL};

	return extractor_run(w, x, &ask, count_tick, NULL);
}

static int64_t echo_pid(struct work *w, struct extractor *x)
{
	return json_int(ask(w, x, "echo", "{}", ""), "pid", 0);
}

static void answers(struct extractor *x)
{
	struct work w;
	struct json_object *o;
	char *body;

	work_begin(&w);
	o = ask(&w, x, "echo", "{\"a\":[1,null,\"\\u00e9\"]}", "<p>body</p>");
	is_text(json_text(o, "body"), "<p>body</p>", "the body arrives");
	is_text(json_string(&w, json_get(o, "request")), "{\"a\":[1,null,\"\u00e9\"]}",
		"and the request");
	is_int(json_int(o, "environment", -1), 0, "the environment is empty");
#ifndef METER_SANITIZERS
	is_int(json_int(o, "descriptors", -1), 4, "only the socket is open besides 0 to 2");
#endif
	ok(json_int(o, "pid", 0) != getpid(), "another process");
	is_int(echo_pid(&w, x), json_int(o, "pid", 0), "which is used again");
	is_text(json_text(ask(&w, x, "echo", "{}", ""), "body"), "", "an empty body");
	body = arena_alloc_raw(w.arena, PAGE_MAX);
	memset(body, 'x', PAGE_MAX);
	body[PAGE_MAX - 1] = '\0';
	o = ask(&w, x, "echo", "{}", body);
	ok(o && strlen(json_text(o, "body")) == PAGE_MAX - 1, "20 MB there and back");
	work_end(&w);
}

static void failures(struct extractor *x)
{
	struct work w;

	work_begin(&w);
	ok(!ask(&w, x, "fail", "{\"how\":\"class\"}", ""), "a failure");
	is_int(w.error, ERR_UPSTREAM, "its kind");
	is_int(w.class, CLASS_LAYOUT, "its class");
	is_text(w.message, "the page \"\u00e9\" has changed", "its message");
	work_forgive(&w);
	ok(!ask(&w, x, "fail", "{\"how\":\"complaints\"}", ""), "complaints");
	is_int(w.error, ERR_UNACCEPTABLE, "their kind");
	is_text(w.message, "first \"quoted\"", "the message is the first");
	is_text(w.complaints->field, "fields.a", "its field");
	is_text(w.complaints->next->message, "second", "the second");
	work_forgive(&w);
	ok(!ask(&w, x, "fail", "{\"how\":\"nothing\"}", ""), "a failure without a reason");
	is_int(w.error, ERR_INTERNAL, "is internal");
	ok(!ask(&w, x, "nonsense", "{}", ""), "an unknown operation");
	is_text(w.message, "no operation \"nonsense\"", "is named");
	work_end(&w);
}

static void large_answers(struct extractor *x)
{
	static const char quoted[] = "\"0123456789\",";
	struct work w;
	struct json_object *o;

	work_begin(&w);
	ok(!ask(&w, x, "answer", "{\"times\":20000000}", quoted), "an endless answer");
	is_int(w.class, CLASS_TOO_COMPLEX, "is too complex");
	ok(!ask(&w, x, "answer", "{}", quoted), "an answer that is not JSON");
	is_int(w.class, CLASS_CRASHED, "counts as a crash");
	o = ask(&w, x, "answer", "{}", "{\"a\":1}");
	is_int(json_int(o, "a", 0), 1, "and the next one is believed again");
	work_end(&w);
}

/* What a page can make the process do, and what its parent makes of that. */
static void misbehaviour(struct extractor *x)
{
	static const struct {
		const char *how;
		enum error_class class;
		int deadline_ms;
		bool needs_sandbox;
	} cases[] = {
	    {"loop", CLASS_TOO_COMPLEX, 0, false},  {"hang", CLASS_TOO_COMPLEX, 1500, false},
	    {"memory", CLASS_TOO_COMPLEX, 0, true}, {"segfault", CLASS_CRASHED, 0, false},
	    {"abort", CLASS_CRASHED, 0, false},	    {"stack", CLASS_CRASHED, 0, true},
	    {"exit", CLASS_CRASHED, 0, false},	    {"open", CLASS_CRASHED, 0, true},
	    {"socket", CLASS_CRASHED, 0, true},	    {"fork", CLASS_CRASHED, 0, true},
	    {"exec", CLASS_CRASHED, 0, true},	    {"kill", CLASS_CRASHED, 0, true},
	    {"code", CLASS_CRASHED, 0, true},	    {"limit", CLASS_CRASHED, 0, true},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		char request[100];
		int64_t start, pid;
		bool good;

#ifdef METER_SANITIZERS
		if (cases[i].needs_sandbox)
			continue;
#endif
		work_begin(&w);
		pid = echo_pid(&w, x);
		start = clock_monotonic_ms();
		w.deadline_ms = cases[i].deadline_ms ? start + cases[i].deadline_ms : 0;
		(void)snprintf(request, sizeof request, "{\"how\":\"%s\"}", cases[i].how);
		ticks = 0;
		good = ask(&w, x, "misbehave", request, "") != NULL;
		ok(!good && w.error == ERR_UPSTREAM && w.class == cases[i].class,
		   "%s: %s (%d ms, %d ticks)", cases[i].how, w.message,
		   (int)(clock_monotonic_ms() - start), ticks);
		if (strcmp(cases[i].how, "loop") == 0)
			ok(ticks >= EXTRACT_CPU_S - 1, "the caller was told that it goes on");
		w.deadline_ms = 0;
		ok(echo_pid(&w, x) != pid, "another process goes on after it");
		ok(waitpid(-1, NULL, WNOHANG) == 0, "and none is left over");
		work_end(&w);
	}
}

static void traps(struct extractor *x)
{
	static const struct {
		const char *label, *unit;
		int n;
		const char *tail;
		int n_tails;
		bool good;
	} cases[] = {
	    {"100,000 div", "<div>", 100000, "", 0, false},
	    {"100,000 b", "<b>x", 100000, "", 0, false},
	    {"100,000 tables", "<table><tr><td>", 100000, "", 0, false},
	    {"svg and p", "<svg>", 50000, "</p>", 50000, false},
	    {"attributes in one tag", "<a x%d ", 50000, "", 0, false},
	    {"reopened formatting", "<p><b id=x%d>", 50000, "", 0, false},
#ifndef METER_SANITIZERS
	    {"900 reopened in every paragraph", "<p><b id=x%d>", 900, "<p>x", 200000, false},
#endif
	    {"a and b", "<a><b>", 50000, "", 0, false},
	    {"b around div", "<b><div></b>", 50000, "", 0, false},
	    {"400,000 p", "<p>x", 400000, "", 0, true},
	    {"500,000 li", "<li>", 500000, "", 0, true},
	    {"texts in a table", "<table>x", 100000, "", 0, true},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		struct text page;
		int64_t start;
		bool good;

		work_begin(&w);
		page = text_new(w.arena, PAGE_MAX);
		for (int k = 0; k < cases[i].n; k++)
			text_addf(&page, cases[i].unit, k);
		for (int k = 0; k < cases[i].n_tails; k++)
			text_add(&page, cases[i].tail);
		start = clock_monotonic_ms();
		good = ask(&w, x, "parse", "{}", page.data) != NULL;
		ok(good == cases[i].good && (good || w.class == CLASS_TOO_COMPLEX),
		   "%s: %s (%d ms)", cases[i].label, good ? "parsed" : w.message,
		   (int)(clock_monotonic_ms() - start));
		work_end(&w);
	}
}

/* What the kernel says about the process. */
#ifndef METER_SANITIZERS
static void confinement(struct extractor *x)
{
	struct work w;
	char *status;
	FILE *f;
	char line[256];
	bool filtered = false, no_new = false, nobody = getuid() != 0, memory = false;

	work_begin(&w);
	status = arena_printf(w.arena, "/proc/%d/status", (int)echo_pid(&w, x));
	f = fopen(status, "r");
	while (f && fgets(line, sizeof line, f)) {
		filtered = filtered || strcmp(line, "Seccomp:\t2\n") == 0;
		no_new = no_new || strcmp(line, "NoNewPrivs:\t1\n") == 0;
		nobody = nobody || strcmp(line, "Uid:\t65534\t65534\t65534\t65534\n") == 0;
	}
	if (f)
		fclose(f);
	ok(filtered, "system calls are filtered");
	ok(no_new, "no new privileges");
	ok(nobody, "not root");
	status = arena_printf(w.arena, "/proc/%d/limits", (int)echo_pid(&w, x));
	f = fopen(status, "r");
	while (f && fgets(line, sizeof line, f))
		memory =
		    memory || (strstr(line, "Max address space") && strstr(line, "1073741824"));
	if (f)
		fclose(f);
	else
		memory = getuid() != 0; /* the files of a process that is not dumpable are root's */
	ok(memory, "memory is limited");
	work_end(&w);
}
#endif

static void replacement(const char *program)
{
	struct extractor *x = extractor_new(program);
	struct work w;
	int64_t pid, start;

	work_begin(&w);
	start = clock_monotonic_ms();
	ok(extractor_start(&w, x), "started ahead");
	printf("# started in %d ms\n", (int)(clock_monotonic_ms() - start));
	pid = echo_pid(&w, x);
	start = clock_monotonic_ms();
	for (int i = 1; i < EXTRACT_RECYCLE; i++)
		if (echo_pid(&w, x) != pid)
			break;
	printf("# %d us for an operation that does nothing\n",
	       (int)((clock_monotonic_ms() - start) * 1000 / EXTRACT_RECYCLE));
	ok(echo_pid(&w, x) != pid, "replaced after %d operations", EXTRACT_RECYCLE);
	kill((pid_t)echo_pid(&w, x), SIGKILL);
	while (waitpid(-1, NULL, WNOHANG) == 0)
		;
	ok(echo_pid(&w, x) != 0, "replaced when it died between two operations");
	extractor_free(x);
	ok(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "ended with its owner");
	x = extractor_new("/nonexistent/meter-extractor");
	ok(!ask(&w, x, "echo", "{}", ""), "no such program");
	is_text(w.message,
		"cannot start \"/nonexistent/meter-extractor\": No such file or directory",
		"is told");
	ok(!extractor_is_there(x), "and there is none");
	extractor_free(x);
	x = extractor_new("/bin/true");
	ok(!ask(&w, x, "echo", "{}", ""), "another program");
	is_int(w.error, ERR_INTERNAL, "is noticed");
	extractor_free(x);
	work_end(&w);
}

int main(int argc, char **argv)
{
	struct extractor *x;
	struct rusage used;
	const char *program;

	(void)argc;
	if (is_extractor(argv))
		return process(argv[1]);
	program = own_program("pool");
	if (!program)
		return skip_all(CANNOT_TELL);
	x = extractor_new(program);
	answers(x);
	failures(x);
	large_answers(x);
#ifndef METER_SANITIZERS
	confinement(x);
#endif
	misbehaviour(x);
	traps(x);
	extractor_free(x);
	(void)getrusage(RUSAGE_CHILDREN, &used);
	printf("# %ld MB at the most in any process\n", used.ru_maxrss / 1024);
	replacement(program);
	return done();
}
