/* POST /api/jobs: one job, or a batch of them, to be run as soon as their turn comes. */
#include "api/api.h"
#include "bounds.h"
#include "job/parameters.h"
#include "store/tasks.h"
#include "queue/wake.h"
#include "store/batches.h"
#include "store/jobs.h"
#include "util/id.h"
#include "util/url.h"

struct create_jobs {
	const char *strategy_id, *url;
	struct texts urls;
	struct json_object *parameters;
};

#define CREATE(member, ...) FIELD(struct create_jobs, member, __VA_ARGS__)

SHAPE(create_jobs_in, struct create_jobs, ID_FIELD(struct create_jobs, strategy_id),
      CREATE(url, .max = URL_MAX, .check = url_check, .format = "uri",
	     .summary = "The page of a single job; either this or urls."),
      CREATE(urls, .max = URLS_MAX, .check = url_check,
	     .summary = "The pages of a batch, a job each; one that comes twice is run twice."),
      CREATE(parameters, .object = true,
	     .summary = "Only API strategies read them; a batch's jobs share them."));

struct created_view {
	const char *id, *job_id, *batch_id;
	const int64_t *job_count;
	const char *status, *strategy_id, *url;
	struct instant created_at;
};

#define VIEW(member, ...) FIELD(struct created_view, member, __VA_ARGS__)

SHAPE(created_out, struct created_view,
      VIEW(id, .format = "uuid", .summary = "Of the job, or of the batch."),
      VIEW(job_id, .format = "uuid", .omit_null = true, .summary = "Of a single job."),
      VIEW(batch_id, .format = "uuid", .omit_null = true, .summary = "Of a batch."),
      VIEW(job_count, .omit_null = true, .summary = "Of a batch."),
      VIEW(status, .one_of = "pending"), VIEW(strategy_id, .format = "uuid"),
      VIEW(url, .format = "uri", .omit_null = true, .summary = "Of a single job."),
      COLUMN(struct created_view, created_at));

struct order {
	const struct create_jobs *in;
	const struct strategy *strategy;
	const char *batch_id; /* NULL: a single job */
	struct instant created_at;
	struct job *jobs;
	size_t n;
};

static bool check_choice(struct call *c, const struct create_jobs *in)
{
	const bool has_urls = json_get(c->body, "urls") != NULL;

	if (in->url && has_urls)
		return complain(c->work, ERR_INVALID, "urls", "give either url or urls, not both");
	if (!in->url && !has_urls)
		return complain(c->work, ERR_INVALID, "url", "url or urls is required");
	if (has_urls && in->urls.n == 0)
		return complain(c->work, ERR_INVALID, "urls", "urls must not be empty");
	return true;
}

/* Which URL it is stays unsaid: whether a name is known does not depend on it. */
static bool make_jobs(struct call *c, struct order *o)
{
	const char *const *urls =
	    o->batch_id ? (const char *const *)o->in->urls.items : &o->in->url;

	o->n = o->batch_id ? o->in->urls.n : 1;
	o->jobs = ARENA_ARRAY(c->work->arena, o->n, struct job);
	for (size_t i = 0; i < o->n; i++) {
		o->jobs[i] = (struct job){.id = id_new(c->work->arena),
					  .account_id = c->account_id,
					  .strategy_id = o->strategy->id,
					  .url = urls[i],
					  .batch_id = o->batch_id,
					  .created_at = o->created_at};
		if (!job_parameters(c->work, o->strategy, urls[i], o->in->parameters,
				    &o->jobs[i].parameters))
			return false;
	}
	return true;
}

/* The tasks come last: until the commit nobody else of the account can enqueue. */
static bool store_order(struct call *c, void *data)
{
	const struct order *o = data;
	struct new_task *tasks = ARENA_ARRAY(c->work->arena, o->n, struct new_task);
	const struct batch batch = {o->batch_id, c->account_id, o->strategy->id, o->created_at};

	for (size_t i = 0; i < o->n; i++)
		tasks[i] = (struct new_task){.id = o->jobs[i].id,
					     .account_id = c->account_id,
					     .kind = "job",
					     .priority = TASK_ASKED,
					     .host = task_host(c->work, o->jobs[i].url)};
	return (!o->batch_id || batch_insert(c->work, &batch)) &&
	       job_insert_all(c->work, o->jobs, o->n) && task_insert(c->work, tasks, o->n);
}

static bool create_jobs(struct call *c)
{
	struct order o = {.in = INPUT(c, struct create_jobs), .created_at = clock_now()};
	struct created_view view = {.status = "pending", .created_at = o.created_at};
	struct strategy strategy;
	int64_t n;

	if (!check_choice(c, o.in) ||
	    !strategy_find(c->work, c->account_id, o.in->strategy_id, &strategy))
		return false;
	o.strategy = &strategy;
	o.batch_id = o.in->url ? NULL : id_new(c->work->arena);
	if (!make_jobs(c, &o) || !call_transaction(c, store_order, &o))
		return false;
	wake_send(c->api->config.run_dir);
	n = (int64_t)o.n;
	view.strategy_id = strategy.id;
	view.id = o.batch_id ? o.batch_id : o.jobs->id;
	view.job_id = o.batch_id ? NULL : o.jobs->id;
	view.batch_id = o.batch_id;
	view.job_count = o.batch_id ? &n : NULL;
	view.url = o.in->url;
	return reply_shape(c, &created_out, &view);
}

const struct route jobs_create_routes[] = {
    {POST, "/api/jobs", create_jobs, &create_jobs_in, &created_out, 0, 201, "Strategy",
     .summary = "Ask for a job (url) or a batch of up to 1,000 (urls)."},
    {0},
};
