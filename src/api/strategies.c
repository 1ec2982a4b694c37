/* /api/strategies: made from a URL and a description, read, deleted. */
#include "api/api.h"
#include "bounds.h"
#include "extract/filter.h"
#include "extract/schema.h"
#include "job/drive.h"
#include "job/generation.h"
#include "store/pages.h"
#include "store/strategies.h"
#include "util/clock.h"
#include "util/id.h"
#include "util/log.h"
#include "util/url.h"

/* --- what goes out --------------------------------------------------------------------------- */

struct strategy_view {
	const char *id, *strategy_id, *name, *description, *url, *scraper_type, *generator;
	struct raw_json strategy, preview_data, output_schema, filter_config, api_parameters;
	int64_t attempts, version;
	double confidence;
	const char *strategy_group_id;
	struct instant created_at, updated_at;
};

#define VIEW(member, ...) FIELD(struct strategy_view, member, __VA_ARGS__)

SHAPE(strategy_out, struct strategy_view, VIEW(id, .format = "uuid"),
      VIEW(strategy_id, .format = "uuid", .summary = "The same as id."),
      COLUMN(struct strategy_view, name), COLUMN(struct strategy_view, description),
      VIEW(url, .format = "uri"), VIEW(scraper_type, .one_of = "css|api|content"),
      COLUMN(struct strategy_view, strategy),
      VIEW(preview_data, .summary = "The first items that the strategy extracts."),
      COLUMN(struct strategy_view, output_schema), COLUMN(struct strategy_view, filter_config),
      COLUMN(struct strategy_view, api_parameters), COLUMN(struct strategy_view, attempts),
      VIEW(version, .summary = "Counts the strategy's revisions from 1."),
      VIEW(generator, .summary = "Who made this version."),
      VIEW(confidence, .summary = "How sure the generator is, 0 to 1."),
      VIEW(strategy_group_id, .format = "uuid"), COLUMN(struct strategy_view, created_at),
      COLUMN(struct strategy_view, updated_at));

static struct strategy_view view_of(const struct strategy *s)
{
	return (struct strategy_view){
	    .id = s->id,
	    .strategy_id = s->id,
	    .name = s->name,
	    .description = s->description,
	    .url = s->url,
	    .scraper_type = s->scraper_type,
	    .generator = s->generator,
	    .strategy = s->plan,
	    .preview_data = s->preview,
	    .output_schema = s->output_schema,
	    .filter_config = s->filter_config,
	    .api_parameters = s->api_parameters,
	    .attempts = s->attempts,
	    .version = s->version,
	    .confidence = s->confidence,
	    .strategy_group_id = s->strategy_group_id,
	    .created_at = s->created_at,
	    .updated_at = s->updated_at,
	};
}

struct generated_view {
	const char *id, *strategy_id, *name, *url;
	struct raw_json strategy, preview_data, api_parameters, warnings;
	int64_t attempts, item_count;
	const char *scraper_type, *generator;
	double confidence;
	struct instant created_at;
};

#define GENERATED(member, ...) FIELD(struct generated_view, member, __VA_ARGS__)

SHAPE(generated_out, struct generated_view, GENERATED(id, .format = "uuid"),
      GENERATED(strategy_id, .format = "uuid"), COLUMN(struct generated_view, name),
      GENERATED(url, .format = "uri"), COLUMN(struct generated_view, strategy),
      COLUMN(struct generated_view, preview_data), COLUMN(struct generated_view, attempts),
      GENERATED(scraper_type, .one_of = "css|api|content"),
      COLUMN(struct generated_view, api_parameters),
      GENERATED(item_count, .summary = "How many items the page has by this strategy."),
      COLUMN(struct generated_view, generator), COLUMN(struct generated_view, confidence),
      GENERATED(warnings, .summary = "What the user should look at, in plain sentences."),
      COLUMN(struct generated_view, created_at));

/* --- POST /api/strategies/generate ------------------------------------------------------------ */

struct generate {
	const char *url, *description, *name, *scraper_type, *strategy_group_id;
	struct json_object *output_schema, *filter_config;
	bool force_api;
};

#define GENERATE(member, ...) FIELD(struct generate, member, __VA_ARGS__)

SHAPE(generate_in, struct generate,
      GENERATE(url, .required = true, .max = URL_MAX, .check = url_check, .format = "uri"),
      GENERATE(description, .required = true, .max = DESCRIPTION_MAX,
	       .summary = "What to extract, in plain words."),
      GENERATE(name, .required = true, .max = NAME_MAX_BYTES),
      GENERATE(output_schema, .object = true, .summary = "Names and types of the fields."),
      GENERATE(filter_config, .object = true,
	       .summary = "Which items are kept: a mode and conditions."),
      GENERATE(strategy_group_id, .check = id_check, .check_kind = ERR_INVALID, .format = "uuid"),
      GENERATE(force_api, .summary = "Prefer an API of the page over its HTML."),
      GENERATE(scraper_type, .one_of = "css|html|api|content"));

/* What is asked for and cannot be had yet is refused: an ignored filter would be a wrong answer. */
static bool check_supported(struct call *c, const struct generate *in)
{
	if (in->scraper_type && strcmp(in->scraper_type, "content") == 0)
		return complain(c->work, ERR_UNACCEPTABLE, "scraper_type",
				"scraper_type \"content\" is not supported yet");
	if (in->strategy_group_id) /* there are none yet, so no id names one */
		return fail(c->work, ERR_NOT_FOUND, "Strategy group not found");
	return true;
}

struct making {
	const struct generate *in;
	const struct generation *made;
	struct strategy strategy;
	struct quota quota;
};

static bool keep(struct call *c, void *data)
{
	struct making *m = data;
	const struct fetch_response *page = m->made->page;
	struct work *w = c->work;

	if (!quota_take(w, c->account_id, quota_limit(c), &m->quota) ||
	    !strategy_insert(w, &m->strategy))
		return false;
	if (!page_store(w, c->account_id, m->strategy.id, page->url, page->content_type, page->body,
			page->body_size)) {
		if (!error_is(w, ERR_TOO_LARGE)) /* refining then fetches it again */
			return false;
		work_forgive(w);
	}
	return true;
}

/* Failures of making, as the contract words them (Q10). */
static bool explain_failure(struct call *c, const struct generation *g)
{
	struct work *w = c->work;

	if (!error_is(w, ERR_UPSTREAM))
		return false;
	if (!g->page)
		return fail(w, ERR_UPSTREAM, "Failed to fetch URL: %s", w->message);
	if (w->class == CLASS_CRASHED || w->class == CLASS_INTERNAL)
		return fail(w, ERR_INTERNAL, "%s", w->message);
	return fail(w, ERR_UNACCEPTABLE, "%s", w->message);
}

/* {} is as good as nothing. */
static struct json_object *filled(struct json_object *o)
{
	return o && json_object_object_length(o) > 0 ? o : NULL;
}

static struct raw_json stored(struct work *w, struct json_object *o)
{
	return (struct raw_json){o ? json_string(w, o) : NULL};
}

/* Schema and filter, before anything is fetched: all that is wrong with both. */
static bool check_forms(struct work *w, const struct generation_input *in)
{
	bool good = !in->output_schema || schema_parse(w, in->output_schema);

	return filter_parse(w, "filter_config", in->filter_config) && good;
}

static bool make(struct call *c, struct making *m)
{
	const struct generate *in = m->in;
	struct work *w = c->work;
	struct generation_input input = {in->url, in->description, filled(in->output_schema),
					 filled(in->filter_config)};
	struct driver driver = {.fetcher = c->api->fetcher, .extractor = c->api->extractor};
	struct generation *g;

	if (!check_forms(w, &input))
		return false;
	w->deadline_ms = clock_monotonic_ms() + GENERATE_DEADLINE_MS;
	g = generation_begin(w, &input);
	if (!conversation_drive(w, &g->conversation, &driver))
		return explain_failure(c, g);
	m->made = g;
	m->strategy = (struct strategy){
	    .id = id_new(w->arena),
	    .account_id = c->account_id,
	    .name = in->name,
	    .description = in->description,
	    .url = in->url,
	    .scraper_type = g->scraper_type,
	    .generator = g->generator,
	    .plan = {g->plan},
	    .output_schema = stored(w, input.output_schema),
	    .filter_config = stored(w, input.filter_config),
	    .preview = {g->preview},
	    .attempts = g->attempts,
	    .confidence = g->confidence,
	    .created_at = clock_now(),
	};
	if (!db_ready(w, c->api->db)) /* the connection may have gone while we fetched */
		return false;
	return call_transaction(c, keep, m);
}

static bool generate(struct call *c)
{
	struct making m = {.in = INPUT(c, struct generate)};
	struct generated_view out;

	if (!quota_check(c->work, c->account_id, quota_limit(c), &m.quota) ||
	    !check_supported(c, m.in) || !make(c, &m)) {
		quota_headers(c, &m.quota);
		return false;
	}
	quota_headers(c, &m.quota);
	out = (struct generated_view){
	    .id = m.strategy.id,
	    .strategy_id = m.strategy.id,
	    .name = m.strategy.name,
	    .url = m.strategy.url,
	    .strategy = m.strategy.plan,
	    .preview_data = m.strategy.preview,
	    .warnings = {m.made->warnings ? json_string(c->work, m.made->warnings) : "[]"},
	    .attempts = m.strategy.attempts,
	    .item_count = m.made->item_count,
	    .scraper_type = m.strategy.scraper_type,
	    .generator = m.strategy.generator,
	    .confidence = m.strategy.confidence,
	    .created_at = m.strategy.created_at,
	};
	return reply_shape(c, &generated_out, &out);
}

/* --- reading and deleting ----------------------------------------------------------------------
 */

struct list_strategies {
	int64_t limit, offset;
};

SHAPE(list_strategies_in, struct list_strategies, LIST_FIELDS(struct list_strategies));

static bool list_strategies(struct call *c)
{
	const struct list_strategies *in = INPUT(c, struct list_strategies);
	int64_t limit = list_limit(in->limit, 20, LIST_LIMIT_MAX), total;
	struct strategy_view *views;
	struct strategy *rows;
	size_t n;

	if (!strategy_list(c->work, c->account_id, limit, in->offset, &rows, &n) ||
	    !strategy_count(c->work, c->account_id, &total))
		return false;
	views = ARENA_ARRAY(c->work->arena, n, struct strategy_view);
	for (size_t i = 0; i < n; i++)
		views[i] = view_of(&rows[i]);
	return reply_list(c, &strategy_out, views, n, limit, in->offset, total);
}

struct one_strategy {
	const char *id;
};

SHAPE(one_strategy_in, struct one_strategy,
      FIELD(struct one_strategy, id, .required = true, .check = id_check, .check_kind = ERR_INVALID,
	    .format = "uuid"));

static bool get_strategy(struct call *c)
{
	const struct one_strategy *in = INPUT(c, struct one_strategy);
	struct strategy strategy;
	struct strategy_view view;

	if (!strategy_find(c->work, c->account_id, in->id, &strategy))
		return false;
	view = view_of(&strategy);
	return reply_shape(c, &strategy_out, &view);
}

static bool delete_strategy(struct call *c)
{
	const struct one_strategy *in = INPUT(c, struct one_strategy);

	return strategy_delete(c->work, c->account_id, in->id) &&
	       reply_message(c, "Strategy deleted successfully");
}

#define COMMON .thing = "Strategy"

const struct route strategies_routes[] = {
    {POST, "/api/strategies/generate", generate, &generate_in, &generated_out,
     ROUTE_SLOW | ROUTE_GENERATION | ROUTE_STRICT_400 | ROUTE_QUOTA, 201, COMMON,
     .summary = "Make a strategy from a URL and a description."},
    {GET, "/api/strategies", list_strategies, &list_strategies_in, &strategy_out,
     ROUTE_LIST | ROUTE_STRICT_400, 200, COMMON,
     .summary = "The account's strategies, newest first."},
    {GET, "/api/strategies/{id}", get_strategy, &one_strategy_in, &strategy_out, ROUTE_STRICT_400,
     200, COMMON, .summary = "One strategy."},
    {DELETE, "/api/strategies/{id}", delete_strategy, &one_strategy_in, NULL,
     ROUTE_WRITES | ROUTE_STRICT_400, 200, COMMON,
     .summary = "Delete a strategy with its jobs; the audit trail stays."},
    {0},
};
