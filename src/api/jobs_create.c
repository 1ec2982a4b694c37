/* POST /api/jobs: one job, or a batch of them, to be run as soon as their turn comes. */
#include "api/jobs_order.h"
#include "bounds.h"
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

static bool create_jobs(struct call *c)
{
	const struct create_jobs *in = INPUT(c, struct create_jobs);
	struct job_order o = {.batch = {.account_id = c->account_id, .created_at = clock_now()}};
	struct created_view view = {.status = "pending", .created_at = o.batch.created_at};
	const char *url = in->url;
	const struct texts urls = url ? (struct texts){&url, 1} : in->urls;
	struct strategy strategy;
	int64_t n;

	if (!check_choice(c, in) ||
	    !strategy_find(c->work, c->account_id, in->strategy_id, &strategy))
		return false;
	o.batch.strategy_id = strategy.id;
	o.batch.id = url ? NULL : id_new(c->work->arena);
	if (!job_order_make(c, &strategy, &urls, in->parameters, &o) || !job_order_store(c, &o))
		return false;
	n = (int64_t)o.n;
	view.strategy_id = strategy.id;
	view.id = o.batch.id ? o.batch.id : o.jobs->id;
	view.job_id = o.batch.id ? NULL : o.jobs->id;
	view.batch_id = o.batch.id;
	view.job_count = o.batch.id ? &n : NULL;
	view.url = url;
	return reply_shape(c, &created_out, &view);
}

const struct route jobs_create_routes[] = {
    {POST, "/api/jobs", create_jobs, &create_jobs_in, &created_out, 0, 201, "Strategy",
     .summary = "Ask for a job (url) or a batch of up to 1,000 (urls)."},
    {0},
};
