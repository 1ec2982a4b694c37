/* GET /metrics: what Prometheus asks, on the side of nginx that only the administrator reaches. */
#include "api/api.h"
#include "queue/counters.h"
#include "store/metrics.h"
#include "store/queue.h"

static void family(struct text *t, const char *name, const char *kind, const char *help)
{
	text_addf(t, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

static void gauge(struct text *t, const char *name, const char *help, int64_t value)
{
	family(t, name, "gauge", help);
	text_addf(t, "%s %" PRId64 "\n", name, value);
}

static void add_part(struct text *t, const char *name, const struct queue_part *p, int64_t value)
{
	const char *word = priority_word(p->priority);

	text_addf(t, "%s{kind=\"%s\",state=\"%s\",priority=\"%s\"} %" PRId64 "\n", name, p->kind,
		  p->state, word ? word : "other", value);
}

static bool add_queue(struct call *c, struct text *t)
{
	struct queue_part *parts;
	size_t n;

	if (!queue_parts(c->work, &parts, &n))
		return false;
	family(t, "meter_queue_tasks", "gauge", "Tasks that wait or are run.");
	for (size_t i = 0; i < n; i++)
		add_part(t, "meter_queue_tasks", &parts[i], parts[i].n);
	family(t, "meter_queue_oldest_seconds", "gauge", "Age of the oldest of them.");
	for (size_t i = 0; i < n; i++)
		add_part(t, "meter_queue_oldest_seconds", &parts[i], parts[i].oldest_s);
	family(t, "meter_queue_overdue", "gauge", "Running tasks whose lease is over.");
	for (size_t i = 0; i < n; i++)
		add_part(t, "meter_queue_overdue", &parts[i], parts[i].overdue);
	return true;
}

static bool add_load(struct call *c, struct text *t)
{
	struct load load;

	if (!load_now(c->work, &load))
		return false;
	gauge(t, "meter_runners", "Runners that are alive.", load.runners);
	gauge(t, "meter_runner_tasks", "Tasks that they are at work on.", load.held);
	gauge(t, "meter_runner_places", "Tasks that they could be at work on at once.", load.places);
	gauge(t, "meter_hosts_slowed", "Sites that are asked less often because they refused.",
	      load.hosts_slowed);
	gauge(t, "meter_hosts_paused", "Sites that are left alone until a certain time.",
	      load.hosts_paused);
	return true;
}

static void add_pool_family(struct text *t, const char *name, const char *kind, const char *help,
			    const int64_t values[POOLS], bool is_time)
{
	static const char *const words[POOLS] = {"fast", "slow"};

	family(t, name, kind, help);
	for (int i = 0; i < POOLS; i++)
		if (is_time)
			text_addf(t, "%s{pool=\"%s\"} %" PRId64 ".%06d\n", name, words[i],
				  values[i] / 1000000, (int)(values[i] % 1000000));
		else
			text_addf(t, "%s{pool=\"%s\"} %" PRId64 "\n", name, words[i], values[i]);
}

/* Of this machine alone. The rate of the busy seconds over the number of workers is how full a pool
 * is. */
static void add_pools(struct call *c, struct text *t)
{
	int64_t workers[POOLS], busy[POOLS], requests[POOLS], busy_us[POOLS];

	if (!c->api->load)
		return;
	for (int i = 0; i < POOLS; i++) {
		struct pool_load l = load_of(c->api->load, (enum pool_kind)i);

		workers[i] = l.workers;
		busy[i] = l.busy;
		requests[i] = l.requests;
		busy_us[i] = l.busy_us;
	}
	add_pool_family(t, "meter_pool_workers", "gauge", "Workers of the pool.", workers, false);
	add_pool_family(t, "meter_pool_busy", "gauge", "Those that answer a request.", busy, false);
	add_pool_family(t, "meter_pool_requests_total", "counter", "Requests that were answered.",
			requests, false);
	add_pool_family(t, "meter_pool_busy_seconds_total", "counter",
			"Time that workers took for them.", busy_us, true);
}

/* --- sums --- */

struct sums {
	const struct metric *rows;
	size_t n;
};

static void add_runs(struct text *t, const struct sums *s)
{
	family(t, "meter_runs_total", "counter",
	       "Runs by outcome, and by class where they failed.");
	for (size_t i = 0; i < s->n; i++) {
		const char *part = s->rows[i].part, *colon = strchr(part, ':');

		if (colon && strcmp(s->rows[i].name, "runs") == 0)
			text_addf(t,
				  "meter_runs_total{outcome=\"%.*s\",class=\"%s\"} %" PRId64 "\n",
				  (int)(colon - part), part, colon + 1, s->rows[i].value);
	}
}

static void add_deliveries(struct text *t, const struct sums *s)
{
	family(t, "meter_deliveries_total", "counter", "Attempts to deliver webhooks, by outcome.");
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->rows[i].name, "deliveries") == 0)
			text_addf(t, "meter_deliveries_total{outcome=\"%s\"} %" PRId64 "\n",
				  s->rows[i].part, s->rows[i].value);
}

static int64_t sum_of(const struct sums *s, const char *name, const char *part)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->rows[i].name, name) == 0 && strcmp(s->rows[i].part, part) == 0)
			return s->rows[i].value;
	return 0;
}

static void add_time(struct text *t, const struct sums *s, enum run_time what, const char *help)
{
	const char *word = run_times[what],
		   *name = arena_printf(t->arena, "meter_%s_seconds", word);
	const int64_t *steps = run_time_steps[what];
	const int64_t ms = sum_of(s, word, "ms");
	int64_t n = 0;

	family(t, name, "histogram", help);
	for (int i = 0; i < COUNTER_STEPS; i++) {
		n += sum_of(s, word, arena_printf(t->arena, "%02d", i));
		if (steps[i])
			text_addf(t, "%s_bucket{le=\"%g\"} %" PRId64 "\n", name,
				  (double)steps[i] / 1000, n);
	}
	text_addf(t, "%s_bucket{le=\"+Inf\"} %" PRId64 "\n%s_sum %" PRId64 ".%03d\n", name, n, name,
		  ms / 1000, (int)(ms % 1000));
	text_addf(t, "%s_count %" PRId64 "\n", name, n);
}

/* Only the location that nginx keeps to itself adds the header, which no client's request can. */
static bool get_metrics(struct call *c)
{
	struct text *t = &c->reply->body;
	struct metric *rows;
	struct sums s;

	if (!request_header(c->request, "meter-private"))
		return fail(c->work, ERR_NOT_FOUND, "Not found");
	if (!db_ready(c->work, c->api->db) || !metric_list(c->work, &rows, &s.n) ||
	    !add_queue(c, t) || !add_load(c, t))
		return false;
	s.rows = rows;
	add_pools(c, t);
	add_runs(t, &s);
	add_deliveries(t, &s);
	add_time(t, &s, TIME_FETCH, "Time of the fetch of a run's page.");
	add_time(t, &s, TIME_EXTRACT, "Time of the extraction of a run's items.");
	c->reply->status = 200;
	c->reply->content_type = "text/plain; version=0.0.4";
	return true;
}

const struct route metrics_routes[] = {
    {GET, "/metrics", get_metrics, .flags = ROUTE_PUBLIC,
     .summary = "Counters and gauges for Prometheus; 404 but on the private side of nginx."},
    {0},
};
