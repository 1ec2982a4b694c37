/* POST /discover/{id}/execute: one strategy on the URLs that a discovery found, once. */
#include "api/jobs_order.h"
#include "bounds.h"
#include "discover/pattern.h"
#include "job/selection.h"
#include "util/id.h"

struct execute_discovery {
	const char *id, *strategy_id;
	struct texts urls;
	const char *url_pattern;
	const int64_t *max_urls;
	struct json_object *parameters;
};

#define EXECUTE(member, ...) FIELD(struct execute_discovery, member, __VA_ARGS__)

SHAPE(execute_discovery_in, struct execute_discovery, ID_FIELD(struct execute_discovery, id),
      ID_FIELD(struct execute_discovery, strategy_id),
      EXECUTE(urls, .min = 1, .max = DISCOVERED_LIMIT_MAX,
	      .summary = "These of the discovery's URLs; all when absent."),
      EXECUTE(url_pattern, .max = URL_PATTERN_MAX, .check = url_pattern_check,
	      .summary = "Those that fit it."),
      EXECUTE(max_urls, .min = 1, .summary = "The first so many of them."),
      EXECUTE(parameters, .object = true, .summary = "Only API strategies read them."));

struct executed_view {
	const char *id, *discovery_id, *batch_id;
	int64_t job_count;
	const char *status, *strategy_id;
	struct instant created_at;
};

#define VIEW(member, ...) FIELD(struct executed_view, member, __VA_ARGS__)

SHAPE(executed_out, struct executed_view, VIEW(id, .format = "uuid", .summary = "Of the batch."),
      VIEW(discovery_id, .format = "uuid"),
      VIEW(batch_id, .format = "uuid", .summary = "The same as id."), VIEW(job_count, ),
      VIEW(status, .one_of = "pending"), VIEW(strategy_id, .format = "uuid"),
      COLUMN(struct executed_view, created_at));

static bool select_urls(struct call *c, const struct execute_discovery *in, struct texts *urls)
{
	const int64_t most = c->api->config.discovery.urls;
	const struct selection selection = {.url_pattern = in->url_pattern,
					    .max_urls = in->max_urls ? *in->max_urls : 0,
					    .only = in->urls.n ? &in->urls : NULL};
	struct discovered *rows;
	struct discovery d;
	size_t n;

	if (!discovery_find(c->work, c->account_id, in->id, &d))
		return false;
	if (selection.max_urls > most)
		return complain(c->work, ERR_UNACCEPTABLE, "max_urls",
				"max_urls must be between 1 and %lld", (long long)most);
	if (strcmp(d.status, "completed") != 0)
		return fail(c->work, ERR_INVALID, "Discovery is not completed");
	if (!selection_load(c->work, &d, d.listed_run, &selection, &rows, &n))
		return false;
	*urls = selection_urls(c->work, rows, n);
	return n > 0 || fail(c->work, ERR_INVALID, "No URLs to execute");
}

static bool execute_discovery(struct call *c)
{
	const struct execute_discovery *in = INPUT(c, struct execute_discovery);
	struct executed_view view = {.discovery_id = in->id, .status = "pending"};
	struct job_order o = {.batch = {.id = id_new(c->work->arena),
					.account_id = c->account_id,
					.strategy_id = in->strategy_id,
					.created_at = clock_now()}};
	struct strategy strategy;
	struct texts urls = {0};

	if (!select_urls(c, in, &urls) ||
	    !strategy_find(c->work, c->account_id, in->strategy_id, &strategy) ||
	    !job_order_make(c, &strategy, &urls, in->parameters, &o) || !job_order_store(c, &o))
		return false;
	view.id = view.batch_id = o.batch.id;
	view.job_count = (int64_t)o.n;
	view.strategy_id = strategy.id;
	view.created_at = o.batch.created_at;
	return reply_shape(c, &executed_out, &view);
}

const struct route discover_execute_routes[] = {
    {POST, "/discover/{id}/execute", execute_discovery, &execute_discovery_in, &executed_out,
     ROUTE_SLOW, 200, "Discovery",
     .summary = "Run a strategy once on the URLs of a discovery, as a batch."},
    {0},
};
