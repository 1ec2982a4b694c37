/* POST /api/jobs/execute: a job that the client waits for. */
#include "api/api.h"
#include "api/jobs_view.h"
#include "bounds.h"
#include "job/drive.h"
#include "job/parameters.h"
#include "job/run.h"
#include "store/results.h"
#include "util/clock.h"
#include "util/id.h"
#include "util/log.h"
#include "util/url.h"

struct execute {
	const char *strategy_id, *url;
	struct json_object *parameters;
};

#define EXECUTE(member, ...) FIELD(struct execute, member, __VA_ARGS__)

SHAPE(execute_in, struct execute,
      EXECUTE(strategy_id, .required = true, .check = id_check, .check_kind = ERR_INVALID,
	      .format = "uuid"),
      EXECUTE(url, .required = true, .max = URL_MAX, .check = url_check, .format = "uri"),
      EXECUTE(parameters, .object = true, .summary = "Only API strategies read them."));

struct execution {
	const struct execute *in;
	struct job job;
	const struct run *run;
	struct reply *reply;
	int64_t spoke_ms;	/* when the client last heard of us */
	int64_t settle_ms;	/* until when the database is waited for; 0: no need so far */
	enum error_class class; /* why it failed, in a word and in a sentence */
	const char *error;
};

static bool begin_job(struct call *c, void *data)
{
	struct execution *e = data;

	return job_insert(c->work, &e->job) && job_start(c->work, c->account_id, e->job.id);
}

/* Whether the content differs from the completed run before; no run before is no change. */
static bool has_changed(struct work *w, const struct execution *e, bool *out)
{
	struct job before;

	*out = false;
	if (!job_previous(w, &e->job, &before)) {
		if (!error_is(w, ERR_NOT_FOUND))
			return false;
		work_forgive(w);
		return true;
	}
	*out = before.content_hash && strcmp(before.content_hash, e->run->content_hash) != 0;
	return true;
}

static bool finish_job(struct call *c, void *data)
{
	struct execution *e = data;
	const struct run *run = e->run;
	struct work *w = c->work;
	uint8_t hash[32];
	bool changed;

	if (!has_changed(w, e, &changed) || !result_store(w, c->account_id, e->job.strategy_id,
							  run->items, strlen(run->items), hash))
		return false;
	e->job.item_count = &run->item_count;
	e->job.content_hash = run->content_hash;
	e->job.structural_signature.data = run->structural_signature;
	e->job.has_changes = &changed;
	e->job.result_hash = (struct blob){hash, sizeof hash};
	return job_complete(w, &e->job);
}

/* A space keeps clients and proxies from giving up on a long run (decision 9). */
static void keep_alive(void *data)
{
	struct execution *e = data;
	int64_t now_ms = clock_monotonic_ms();

	if (now_ms - e->spoke_ms < KEEP_ALIVE_MS)
		return;
	e->spoke_ms = now_ms;
	text_add_char(&e->reply->body, ' ');
	reply_flush(e->reply);
}

/* Runs a step that ends the job, again while the database is away: what was fetched is worth a
 * wait, and a job that nobody ends stays "running". A lost commit may have happened; the step then
 * finds the job ended and fails with ERR_CONFLICT, as it does when the strategy is gone. */
static bool settle(struct call *c, struct execution *e, bool (*step)(struct call *c, void *data))
{
	const struct timespec pause = {.tv_nsec = SETTLE_EVERY_MS * 1000000};

	if (!e->settle_ms)
		e->settle_ms = clock_monotonic_ms() + SETTLE_MS;
	while (!db_ready(c->work, c->api->db) || !call_transaction(c, step, e)) {
		if (!error_is(c->work, ERR_UNAVAILABLE) || clock_monotonic_ms() >= e->settle_ms)
			return false;
		nanosleep(&pause, NULL);
		keep_alive(e);
		work_forgive(c->work);
	}
	return true;
}

/* From the work's error to the job's: what its owner can act upon, and no more. */
static void take_failure(struct work *w, struct execution *e)
{
	e->class = CLASS_INTERNAL;
	e->error = "Internal error";
	if (error_is(w, ERR_UPSTREAM) && w->class != CLASS_INTERNAL) {
		e->class = w->class;
		e->error = w->message;
	} else if (error_is(w, ERR_TOO_LARGE)) {
		e->class = CLASS_TOO_LARGE;
		e->error = w->message;
	} else if (error_is(w, ERR_UNAVAILABLE)) {
		e->error = w->message;
	} else if (error_is(w, ERR_CONFLICT) || error_is(w, ERR_NOT_FOUND)) {
		e->error = "The strategy was deleted while the job ran";
	} else {
		log_error(w, "job %s failed: %s", e->job.id, w->message);
		return;
	}
	log_info(w, "job %s failed: %s", e->job.id, w->message);
}

static bool note_failure(struct call *c, void *data)
{
	const struct execution *e = data;

	return job_fail(c->work, c->account_id, e->job.id, e->class, e->error);
}

static void run_job(struct call *c, struct execution *e, const struct strategy *strategy)
{
	struct driver driver = {.fetcher = c->api->fetcher,
				.extractor = c->api->extractor,
				.tick = keep_alive,
				.tick_data = e};
	struct run_input input = {.url = e->in->url,
				  .plan = strategy->plan.data,
				  .output_schema = strategy->output_schema.data,
				  .filter_config = strategy->filter_config.data,
				  .made_from = strategy->url,
				  .parameters = e->job.parameters.data};
	struct run *run = run_begin(c->work, &input);

	c->work->deadline_ms = clock_monotonic_ms() + EXECUTE_DEADLINE_MS;
	e->run = run;
	if (run && conversation_drive(c->work, &run->conversation, &driver) &&
	    settle(c, e, finish_job))
		return;
	take_failure(c->work, e);
	if (!error_is(c->work, ERR_CONFLICT)) {
		work_forgive(c->work);
		(void)settle(c, e, note_failure);
	}
}

/* The finished job as its row tells it. When there is no row any more, or no database, the client
 * still gets a job: the status has been 200 for long. */
static bool reply_ended(struct call *c, struct execution *e)
{
	struct job_view view = job_view_of(&e->job);

	work_forgive(c->work);
	if (db_ready(c->work, c->api->db) &&
	    reply_job(c, e->job.id, e->run ? e->run->warnings : NULL))
		return true;
	if (!e->error)
		take_failure(c->work, e);
	view.status = "failed";
	view.error = e->error;
	view.error_class = error_class_word(e->class);
	view.completed_at = clock_now();
	return reply_shape(c, &job_out, &view);
}

static bool execute(struct call *c)
{
	struct execution e = {
	    .in = INPUT(c, struct execute), .reply = c->reply, .spoke_ms = clock_monotonic_ms()};
	struct strategy strategy;

	if (!strategy_find(c->work, c->account_id, e.in->strategy_id, &strategy))
		return false;
	e.job = (struct job){.id = id_new(c->work->arena),
			     .account_id = c->account_id,
			     .strategy_id = strategy.id,
			     .url = e.in->url,
			     .created_at = clock_now()};
	if (!job_parameters(c->work, &strategy, e.in->url, e.in->parameters, &e.job.parameters) ||
	    !call_transaction(c, begin_job, &e))
		return false;
	/* Accepted: from here on the status is 200 whatever happens (contract, 4.4). */
	c->reply->status = 200;
	reply_stream(c->reply);
	run_job(c, &e, &strategy);
	return reply_ended(c, &e);
}

const struct route execute_routes[] = {
    {POST, "/api/jobs/execute", execute, &execute_in, &job_out, ROUTE_SLOW, 200, "Job",
     .summary = "Run a strategy on a URL now and wait for the finished job."},
    {0},
};
