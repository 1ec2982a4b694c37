/* POST /api/strategies/generate: a strategy from a URL and a description. */
#include "api/api.h"
#include "api/strategies_view.h"
#include "bounds.h"
#include "extract/filter.h"
#include "extract/schema.h"
#include "job/drive.h"
#include "job/generation.h"
#include "store/pages.h"
#include "util/clock.h"
#include "util/id.h"
#include "util/url.h"

struct generate {
	const char *url, *description, *name, *scraper_type, *strategy_group_id;
	struct json_object *output_schema, *filter_config;
	bool force_api;
};

#define GENERATE(member, ...) FIELD(struct generate, member, __VA_ARGS__)

SHAPE(generate_in, struct generate,
      GENERATE(url, .required = true, .max = URL_MAX, .check = url_check, .format = "uri"),
      GENERATE(description, .max = DESCRIPTION_MAX,
	       .summary = "What to extract, in plain words. Required unless it is content."),
      GENERATE(name, .required = true, .max = NAME_MAX_BYTES),
      GENERATE(output_schema, .object = true, .summary = "Names and types of the fields."),
      GENERATE(filter_config, .object = true,
	       .summary = "Which items are kept: a mode and conditions."),
      GENERATE(strategy_group_id, .check = id_check, .check_kind = ERR_INVALID, .format = "uuid"),
      GENERATE(force_api, .summary = "Prefer an API of the page over its HTML."),
      GENERATE(scraper_type, .one_of = "css|html|api|content",
	       .summary = "content: the page's text, divided at its headings."));

static bool wants_sections(const struct generate *in)
{
	return in->scraper_type && strcmp(in->scraper_type, "content") == 0;
}

/* The whole text of a page needs no words that say what is wanted of it. */
static bool check_input(struct call *c, const struct generate *in)
{
	const char *s = in->description ? in->description : "";

	while (ascii_is_space(*s))
		s++;
	if (!*s && !wants_sections(in))
		return complain(c->work, ERR_INVALID, "description", "description is required");
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
	struct generation_input input = {.url = in->url,
					 .description = in->description ? in->description : "",
					 .output_schema = filled(in->output_schema),
					 .filter_config = filled(in->filter_config),
					 .wants_sections = wants_sections(in)};
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
	    .description = input.description,
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
	    !check_input(c, m.in) || !make(c, &m)) {
		quota_headers(c, &m.quota);
		return false;
	}
	quota_headers(c, &m.quota);
	out = generated_view_of(c->work, &m.strategy, m.made->item_count, m.made->warnings);
	return reply_shape(c, &generated_out, &out);
}

const struct route generate_routes[] = {
    {POST, "/api/strategies/generate", generate, &generate_in, &generated_out,
     ROUTE_SLOW | ROUTE_GENERATION | ROUTE_STRICT_400 | ROUTE_QUOTA, 201, "Strategy",
     .summary = "Make a strategy from a URL and a description."},
    {0},
};
