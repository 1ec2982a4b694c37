/* POST /api/jobs/execute: a job that the client waits for. */
#include "api/api.h"
#include "api/jobs_view.h"
#include "bounds.h"
#include "job/parameters.h"
#include "queue/wake.h"
#include "store/runners.h"
#include "store/tasks.h"
#include "store/traces.h"
#include "util/clock.h"
#include "util/id.h"
#include "util/url.h"

struct execute {
	const char *strategy_id, *url;
	struct json_object *parameters;
};

#define EXECUTE(member, ...) FIELD(struct execute, member, __VA_ARGS__)

SHAPE(execute_in, struct execute, ID_FIELD(struct execute, strategy_id),
      EXECUTE(url, .required = true, .max = URL_MAX, .check = url_check, .format = "uri"),
      EXECUTE(parameters, .object = true, .summary = "Only API strategies read them."));

struct execution {
	struct job job;
	int64_t spoke_ms; /* when the client last heard of us */
	int64_t away_ms;  /* since when the database is away; 0: it is not */
};

static bool enqueue_job(struct call *c, void *data)
{
	struct execution *e = data;
	const struct new_task task = {.id = e->job.id,
				      .account_id = c->account_id,
				      .kind = "job",
				      .priority = TASK_INTERACTIVE,
				      .host = task_host(c->work, e->job.url)};

	return job_insert(c->work, &e->job) && task_insert(c->work, &task, 1);
}

/* Nothing is accepted that nobody would run. */
static bool has_runners(struct call *c)
{
	int64_t n = 0;

	if (!runner_count(c->work, "runner", &n))
		return false;
	if (n > 0)
		return true;
	fail(c->work, ERR_UNAVAILABLE, "No runner is alive: is meter-cron running?");
	c->work->retry_after_s = RUNNER_ALIVE_S;
	return false;
}

/* A space keeps clients and proxies from giving up on a long run (decision 9). */
static void keep_alive(struct call *c, struct execution *e)
{
	int64_t now_ms = clock_monotonic_ms();

	if (now_ms - e->spoke_ms < KEEP_ALIVE_MS)
		return;
	e->spoke_ms = now_ms;
	text_add_char(&c->reply->body, ' ');
	reply_flush(c->reply);
}

/* Whether there is nothing more to wait for: the job has ended or is gone, or the database has been
 * away for so long that the client is told what is known. */
static bool is_over(struct call *c, struct execution *e)
{
	struct work *w = c->work;
	bool is_ended = false;

	if (db_ready(w, c->api->db) && job_ended(w, c->account_id, e->job.id, &is_ended)) {
		e->away_ms = 0;
		return is_ended;
	}
	if (!error_is(w, ERR_UNAVAILABLE))
		return true;
	if (e->away_ms == 0)
		e->away_ms = clock_monotonic_ms();
	return clock_monotonic_ms() - e->away_ms >= SETTLE_MS;
}

/* A runner works; the job ends also when this worker does not live to see it, or has nobody to tell
 * any more. */
static void wait_for_job(struct call *c, struct execution *e)
{
	int64_t end_ms = clock_monotonic_ms() + EXECUTE_DEADLINE_MS;
	int64_t pause_ms = EXECUTE_LOOK_FIRST_MS;

	while (clock_monotonic_ms() < end_ms && !c->reply->broken && !is_over(c, e)) {
		const struct timespec pause = {.tv_nsec = pause_ms * 1000000};

		work_forgive(c->work);
		nanosleep(&pause, NULL);
		keep_alive(c, e);
		pause_ms += pause_ms / 4 + 1;
		if (pause_ms > EXECUTE_LOOK_MOST_MS)
			pause_ms = EXECUTE_LOOK_MOST_MS;
	}
}

/* What was noticed when the job ran; NULL: nothing, or its trace is gone. */
static struct json_object *warnings_of(struct call *c, const struct execution *e)
{
	struct json_object *o = json_stored(c->work, trace_load(c->work, c->account_id, e->job.id));

	work_forgive(c->work);
	return json_array_of(o, "warnings");
}

/* The job as its row tells it. When there is no row any more, or no database, the client still gets
 * a job: the status has been 200 for long. */
static bool reply_ended(struct call *c, struct execution *e)
{
	struct job_view view = job_view_of(&e->job);

	work_forgive(c->work);
	if (db_ready(c->work, c->api->db) && reply_job(c, e->job.id, warnings_of(c, e)))
		return true;
	if (error_is(c->work, ERR_UNAVAILABLE)) {
		view.status = "running"; /* as far as we know */
	} else {
		view.status = "failed";
		view.error = "The strategy was deleted while the job ran";
		view.error_class = error_class_word(CLASS_INTERNAL);
		view.completed_at = clock_now();
	}
	return reply_shape(c, &job_out, &view);
}

static bool execute(struct call *c)
{
	const struct execute *in = INPUT(c, struct execute);
	struct execution e = {.spoke_ms = clock_monotonic_ms()};
	struct strategy strategy;

	if (!strategy_find(c->work, c->account_id, in->strategy_id, &strategy))
		return false;
	e.job = (struct job){.id = id_new(c->work->arena),
			     .account_id = c->account_id,
			     .strategy_id = strategy.id,
			     .url = in->url,
			     .created_at = clock_now()};
	if (!job_parameters(c->work, &strategy, in->url, in->parameters, &e.job.parameters) ||
	    !has_runners(c) || !call_transaction(c, enqueue_job, &e))
		return false;
	wake_send(c->api->config.run_dir);
	/* Accepted: from here on the status is 200 whatever happens (contract, 4.4). */
	c->reply->status = 200;
	reply_stream(c->reply);
	wait_for_job(c, &e);
	return reply_ended(c, &e);
}

const struct route execute_routes[] = {
    {POST, "/api/jobs/execute", execute, &execute_in, &job_out, ROUTE_SLOW, 200, "Job",
     .summary = "Run a strategy on a URL now and wait for the finished job."},
    {0},
};
