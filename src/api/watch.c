/* POST /api/watch: a strategy and the schedule that runs it, in one call. */
#include "api/generate.h"
#include "api/schedules_input.h"
#include "bounds.h"
#include "util/clock.h"
#include "util/id.h"
#include "util/url.h"

struct watch {
	const char *url, *description, *name;
	struct json_object *filter_config, *output_schema;
	struct schedule_terms terms;
	bool force_api;
};

#define WATCH(member, ...) FIELD(struct watch, member, __VA_ARGS__)

SHAPE(watch_in, struct watch,
      WATCH(url, .required = true, .max = URL_MAX, .check = url_check, .format = "uri"),
      WATCH(description, .required = true, .max = DESCRIPTION_MAX,
	    .summary = "What to extract, in plain words."),
      WATCH(name, .max = NAME_MAX_BYTES, .summary = "The page's host and path when absent."),
      WATCH(output_schema, .object = true, .summary = "Names and types of the fields."),
      WATCH(filter_config, .object = true,
	    .summary = "Which items are kept: a mode and conditions."),
      WATCH(force_api, .summary = "Prefer an API of the page over its HTML."),
      TERMS_FIELDS(struct watch, terms));

struct watch_view {
	const char *strategy_id, *schedule_id;
	struct raw_json preview_data;
	const char *scraper_type;
	struct instant next_run_at;
	const char *webhook_secret;
};

SHAPE(watch_out, struct watch_view, FIELD(struct watch_view, strategy_id, .format = "uuid"),
      FIELD(struct watch_view, schedule_id, .format = "uuid"),
      FIELD(struct watch_view, preview_data, .summary = "The first items."),
      COLUMN(struct watch_view, scraper_type), COLUMN(struct watch_view, next_run_at),
      FIELD(struct watch_view, webhook_secret,
	    .summary = "Shown this once; null when nobody is told."));

struct watching {
	struct making making;
	struct generate generate;
	struct schedule schedule;
	const char *secret;
};

/* Everything about the schedule that can be wrong, before anything is fetched. */
static bool prepare_schedule(struct call *c, const struct watch *in, struct watching *v)
{
	static const int64_t hour = 3600; /* contract, 6 */
	struct schedule_terms terms = in->terms;

	v->schedule = (struct schedule){.id = id_new(c->work->arena),
					.account_id = c->account_id,
					.kind = "strategy",
					.url = in->url,
					.enabled = true};
	if (!terms.timing.interval_seconds && !terms.timing.cron_expression)
		terms.timing.interval_seconds = &hour;
	return schedule_set_terms(c, &terms, true, true, &v->schedule, &v->secret);
}

/* Counts from when the strategy is there: its making took a while. */
static bool insert_schedule(struct call *c, struct making *m)
{
	struct watching *v = (struct watching *)m;
	struct schedule *s = &v->schedule;

	s->strategy_id = m->strategy.id;
	s->created_at = s->anchor_at = m->strategy.created_at;
	return schedule_after(c->work, s, s->anchor_at, &s->next_run_at) &&
	       schedule_insert(c->work, s);
}

static bool watch(struct call *c)
{
	const struct watch *in = INPUT(c, struct watch);
	const struct driver driver = {.fetcher = c->api->fetcher, .extractor = c->api->extractor};
	struct watching v = {
	    .generate = {.url = in->url,
			 .description = in->description,
			 .name = in->name ? in->name : strategy_name(c->work, NULL, in->url),
			 .output_schema = in->output_schema,
			 .filter_config = in->filter_config,
			 .force_api = in->force_api}};
	struct watch_view view;

	if (!prepare_schedule(c, in, &v) || !making_begin(c, &v.generate, &v.making))
		return false;
	v.making.also = insert_schedule;
	if (!making_run(c, &v.making, &driver))
		return false;
	quota_headers(c, &v.making.quota);
	view = (struct watch_view){.strategy_id = v.making.strategy.id,
				   .schedule_id = v.schedule.id,
				   .preview_data = v.making.strategy.preview,
				   .scraper_type = v.making.strategy.scraper_type,
				   .next_run_at = v.schedule.next_run_at,
				   .webhook_secret = v.secret};
	return reply_shape(c, &watch_out, &view);
}

const struct route watch_routes[] = {
    {POST, "/api/watch", watch, &watch_in, &watch_out,
     ROUTE_SLOW | ROUTE_GENERATION | ROUTE_STRICT_400 | ROUTE_QUOTA, 201, "Watch",
     .summary = "Make a strategy and a schedule that runs it, both or neither."},
    {0},
};
