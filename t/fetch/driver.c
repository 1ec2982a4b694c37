/* Fetches the URLs it is given and prints one line of JSON for each: how the Perl tests see the
 * fetcher. With --together all are begun before the first is waited for. */
#include "fetch/transfer.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/log.h"
#include "util/url.h"

#include <getopt.h>

#define HEADERS_MAX_HERE 16

/* A gate that holds each hop back for a while, or refuses the hop of that number. */
struct gate {
	int64_t hold_ms;
	int refused, hops, asked; /* refused 0: none; asked: how often, all hops together */
	bool has_waited;	  /* this hop */
	char told[256];		  /* the statuses, one after the other */
};

struct driver {
	struct fetcher *fetcher;
	struct fetch_settings settings;
	struct fetch_request request;
	struct fetch_header headers[HEADERS_MAX_HERE];
	struct gate gate;
	bool together, shows_body;
	int repeats;
};

struct one {
	struct driver *driver;
	struct work work;
	const char *url;
	int64_t started_ms;
};

/* Not from getrusage(): that begins with the peak of the process we were forked from. 0 where a
 * sanitizer's own memory would be counted. */
static int64_t peak_kb(void)
{
#ifdef METER_SANITIZERS
	return 0;
#else
	char line[256];
	long kb = 0;
	FILE *status = fopen("/proc/self/status", "r");

	while (status && fgets(line, sizeof line, status))
		if (strncmp(line, "VmHWM:", 6) == 0)
			kb = strtol(line + 6, NULL, 10);
	if (status)
		fclose(status);
	return kb;
#endif
}

static void put_response(struct json_object *o, const struct fetch_response *r, bool shows_body)
{
	json_put_int(o, "status", r->status);
	json_put_text(o, "final_url", r->url);
	json_put_text(o, "content_type", r->content_type);
	json_put_text(o, "etag", r->etag);
	json_put_text(o, "last_modified", r->last_modified);
	json_put_int(o, "retry_after_s", r->retry_after_s);
	json_put_int(o, "body_size", (int64_t)r->body_size);
	json_put_int(o, "wire_size", (int64_t)r->wire_size);
	json_put_text(o, "address", r->address);
	json_put_int(o, "redirects", r->redirects);
	json_put_int(o, "dns_ms", r->dns_ms);
	json_put_int(o, "first_byte_ms", r->first_byte_ms);
	json_put_int(o, "total_ms", r->total_ms);
	json_put_int(o, "held_ms", r->held_ms);
	if (shows_body)
		json_put_text(o, "body", r->body);
}

static void print_line(void *data, struct fetch_response *r)
{
	struct one *one = data;
	struct work *w = &one->work;
	struct json_object *o = json_new_object(w);

	json_put_text(o, "url", one->url);
	json_put_text(o, "class", r ? "" : error_class_word(w->class));
	json_put_text(o, "message", r ? NULL : w->message);
	json_put_int(o, "retry_after_s", w->retry_after_s);
	if (r)
		put_response(o, r, one->driver->shows_body);
	json_put_text(o, "told", one->driver->gate.told);
	json_put_int(o, "asked", one->driver->gate.asked);
	json_put_int(o, "ms", clock_monotonic_ms() - one->started_ms);
	json_put_int(o, "peak_kb", peak_kb());
	printf("%s\n", json_string(w, o));
}

static void begin(struct one *one, struct driver *d, const char *url)
{
	one->driver = d;
	one->url = url;
	one->started_ms = clock_monotonic_ms();
	work_begin(&one->work);
}

static void run_one(struct driver *d, const char *url)
{
	struct one one;
	struct fetch_request request = d->request;

	begin(&one, d, url);
	request.url = url;
	print_line(&one, fetch(&one.work, d->fetcher, &request, NULL, NULL));
	work_end(&one.work);
}

static void run_together(struct driver *d, char **urls, int n)
{
	struct one *all = calloc((size_t)n, sizeof *all);

	if (!all)
		abort();
	for (int i = 0; i < n; i++) {
		struct fetch_request request = d->request;

		begin(&all[i], d, urls[i]);
		request.url = urls[i];
		if (!transfer_start(&all[i].work, d->fetcher, &request, print_line, &all[i]))
			print_line(&all[i], NULL);
	}
	while (fetcher_active(d->fetcher))
		fetcher_step(d->fetcher, 1000);
	for (int i = 0; i < n; i++)
		work_end(&all[i].work);
	free(all);
}

static int64_t gate_ask(struct work *w, const struct url *url, void *data)
{
	struct gate *g = data;

	(void)url;
	g->asked++;
	if (!g->has_waited && ++g->hops == g->refused) {
		fail(w, ERR_UNAVAILABLE, "refused");
		return HOP_REFUSED;
	}
	g->has_waited = !g->has_waited && g->hold_ms > 0;
	return g->has_waited ? clock_monotonic_ms() + g->hold_ms : 0;
}

static void gate_tell(struct work *w, const struct url *url, int status, int retry_after_s,
		      void *data)
{
	struct gate *g = data;
	size_t n = strlen(g->told);

	(void)w;
	snprintf(g->told + n, sizeof g->told - n, "%s%s %d/%d", n ? ", " : "", url->path, status,
		 retry_after_s);
}

static const struct hop_gate *gate_of(struct driver *d)
{
	static struct hop_gate gate = {.ask = gate_ask, .tell = gate_tell};

	gate.data = &d->gate;
	return &gate;
}

static void add_header(struct driver *d, char *line)
{
	char *colon = strchr(line, ':');

	if (!colon || d->request.n_headers == HEADERS_MAX_HERE)
		die("bad header \"%s\"", line);
	*colon = '\0';
	d->headers[d->request.n_headers++] = (struct fetch_header){line, colon + 1};
}

enum choice {
	ALLOW = 1,
	DNS,
	CA,
	METHOD,
	HEADER,
	BODY,
	MAX,
	TIMEOUT,
	ANY,
	CUT,
	OWN,
	BODIES,
	HOLD,
	REFUSE,
	TOGETHER,
	SHOW,
	TIMES,
	DEBUG
};

static const struct option options[] = {
    {"allow", required_argument, NULL, ALLOW},
    {"dns", required_argument, NULL, DNS},
    {"ca", required_argument, NULL, CA},
    {"method", required_argument, NULL, METHOD},
    {"header", required_argument, NULL, HEADER},
    {"body", required_argument, NULL, BODY},
    {"max", required_argument, NULL, MAX},
    {"timeout", required_argument, NULL, TIMEOUT},
    {"any", no_argument, NULL, ANY},
    {"cut", no_argument, NULL, CUT},
    {"own", no_argument, NULL, OWN},
    {"bodies", required_argument, NULL, BODIES},
    {"hold", required_argument, NULL, HOLD},
    {"refuse", required_argument, NULL, REFUSE},
    {"together", no_argument, NULL, TOGETHER},
    {"show", no_argument, NULL, SHOW},
    {"times", required_argument, NULL, TIMES},
    {"debug", no_argument, NULL, DEBUG},
    {0},
};

static void take_option(struct driver *d, enum choice option, char *value)
{
	switch (option) {
	case ALLOW:
		d->settings.allow = value;
		return;
	case DNS:
		d->settings.dns_server = value;
		return;
	case CA:
		d->settings.ca_file = value;
		return;
	case METHOD:
		d->request.method = value;
		return;
	case HEADER:
		add_header(d, value);
		return;
	case BODY:
		d->request.body = value;
		d->request.body_size = strlen(value);
		return;
	case MAX:
		d->request.max_bytes = strtoul(value, NULL, 10);
		return;
	case BODIES:
		fetch_bound_bodies(strtoul(value, NULL, 10));
		return;
	case HOLD:
		d->gate.hold_ms = strtol(value, NULL, 10);
		d->request.gate = gate_of(d);
		return;
	case REFUSE:
		d->gate.refused = (int)strtol(value, NULL, 10);
		d->request.gate = gate_of(d);
		return;
	case TIMEOUT:
		d->request.timeout_ms = strtol(value, NULL, 10);
		return;
	case ANY:
		d->request.any_status = true;
		return;
	case CUT:
		d->request.cut = true;
		return;
	case OWN:
		d->request.is_own = d->request.is_patient = d->request.no_redirects = true;
		return;
	case TOGETHER:
		d->together = true;
		return;
	case SHOW:
		d->shows_body = true;
		return;
	case TIMES:
		d->repeats = (int)strtol(value, NULL, 10);
		return;
	case DEBUG:
		log_open("driver", NULL, LOG_DEBUG_LEVEL);
		return;
	}
	die("unknown option");
}

int main(int argc, char **argv)
{
	struct driver d = {.settings = {.user_agent = "meter-test"}, .repeats = 1};
	const char *why = NULL;
	int option;

	d.request.headers = d.headers;
	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		take_option(&d, (enum choice)option, optarg);
	d.fetcher = fetcher_new(&d.settings, &why);
	if (!d.fetcher)
		die("no fetcher: %s", why);
	while (d.repeats-- > 0) {
		if (d.together)
			run_together(&d, argv + optind, argc - optind);
		else
			for (int i = optind; i < argc; i++)
				run_one(&d, argv[i]);
	}
	fetcher_free(d.fetcher);
	return 0;
}
