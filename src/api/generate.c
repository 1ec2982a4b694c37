/* Making a strategy from a URL and a description, and POST /api/strategies/generate. */
#include "api/generate.h"
#include "api/strategies_view.h"
#include "bounds.h"
#include "extract/capture.h"
#include "extract/filter.h"
#include "extract/schema.h"
#include "store/fit.h"
#include "store/groups.h"
#include "store/pages.h"
#include "util/clock.h"
#include "util/id.h"
#include "util/url.h"

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
      GENERATE(capture,
	       .summary =
		   "What the page loaded: a list of responses (url, method, content_type, body),"
		   " a HAR, or a curl command as a string. See doc/api-strategies.md."),
      GENERATE(scraper_type, .one_of = "css|html|api|content",
	       .summary = "content: the page's text, divided at its headings. api: as force_api."));

static bool wants_sections(const struct generate *in)
{
	return in->scraper_type && strcmp(in->scraper_type, "content") == 0;
}

/* The whole text of a page needs no words that say what is wanted of it. */
bool generate_check_description(struct work *w, const char *description, bool wants_sections)
{
	if (!wants_sections && (!description || ascii_is_blank(description)))
		return complain(w, ERR_INVALID, "description", "description is required");
	return true;
}

const char *strategy_name(struct work *w, const char *prefix, const char *url)
{
	const char *why;
	const struct url *u = url_parse(w->arena, url, &why);
	const bool is_root = strcmp(u->path, "/") == 0 && !u->query;

	return fit_text(w,
			arena_printf(w->arena, "%s%s%s%s%s%s", prefix ? prefix : "",
				     prefix ? ": " : "", u->host, is_root ? "" : u->path,
				     u->query ? "?" : "", u->query ? u->query : ""),
			NAME_MAX_BYTES);
}

/* Failures of making, as the contract words them (Q10). */
static bool explain_failure(struct call *c, const struct generation *g)
{
	struct work *w = c->work;
	enum error_class class = w->class;

	if (!error_is(w, ERR_UPSTREAM))
		return false;
	if (!g->page)
		return fail_class(w, class, "Failed to fetch URL: %s", w->message);
	if (class == CLASS_CRASHED || class == CLASS_INTERNAL)
		fail(w, ERR_INTERNAL, "%s", w->message);
	else
		fail(w, ERR_UNACCEPTABLE, "%s", w->message);
	w->class = class; /* for the log */
	return false;
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

/* The form of a capture; what is in it is the extractor's. */
static bool check_capture(struct work *w, const struct generation_input *in)
{
	struct captures all = captures_new(w);

	return captures_read(w, in->capture, in->url, &all);
}

static bool wants_api(const struct generate *in)
{
	return in->force_api || (in->scraper_type && strcmp(in->scraper_type, "api") == 0);
}

/* --- before the work ------------------------------------------------------------------------- */

static bool check_group(struct work *w, const char *account_id, const char *group_id)
{
	int64_t room;

	if (!group_id)
		return true;
	if (!group_room(w, account_id, group_id, &room))
		return false;
	return room > 0 || complain(w, ERR_UNACCEPTABLE, "strategy_group_id",
				    "the strategy group has %d strategies and takes no more",
				    GROUP_MEMBERS_MAX);
}

/* What may differ when the same call is sent again, and so comes after the key. */
static bool check_standing(struct call *c, struct making *m)
{
	return quota_check(c->work, c->account_id, quota_limit(c), &m->quota) &&
	       check_group(c->work, c->account_id, m->in->strategy_group_id);
}

bool making_begin(struct call *c, const struct generate *in, struct making *m)
{
	*m = (struct making){
	    .in = in,
	    .input = {.url = in->url,
		      .description = in->description ? in->description : "",
		      .output_schema = json_filled(in->output_schema),
		      .filter_config = json_filled(in->filter_config),
		      .capture = in->capture,
		      .wants_api = wants_api(in),
		      .wants_sections = wants_sections(in),
		      .llm = c->api->llm},
	};
	if (!generate_check_description(c->work, in->description, wants_sections(in)) ||
	    !check_forms(c->work, &m->input) || !check_capture(c->work, &m->input) ||
	    !idempotent_begin(c, &m->once))
		return false;
	if (m->once.reply || check_standing(c, m))
		return true;
	idempotent_release(c, &m->once);
	return false;
}

/* --- the work -------------------------------------------------------------------------------- */

static struct strategy strategy_of(struct call *c, const struct making *m)
{
	const struct generation *g = m->made;

	return (struct strategy){
	    .id = id_new(c->work->arena),
	    .account_id = c->account_id,
	    .name = m->in->name,
	    .description = m->input.description,
	    .url = m->input.url,
	    .scraper_type = g->scraper_type,
	    .generator = g->generator,
	    .plan = {g->plan},
	    .output_schema = stored(c->work, m->input.output_schema),
	    .filter_config = stored(c->work, m->input.filter_config),
	    .api_parameters = {g->api_parameters},
	    .preview = {g->preview},
	    .attempts = g->attempts,
	    .confidence = g->confidence,
	    .strategy_group_id = m->in->strategy_group_id,
	    .created_at = clock_now(),
	};
}

static const char *reply_of(struct call *c, const struct making *m)
{
	struct text t = text_new(c->work->arena, REPLY_MAX);
	const struct generated_view out =
	    generated_view_of(c->work, &m->strategy, m->made->item_count, m->made->warnings);

	shape_encode(&t, &generated_out, &out);
	return t.data;
}

static bool keep_page(struct work *w, const struct strategy *s, const struct fetch_response *page)
{
	return page_keep(w, s->account_id, s->id, page->url, page->content_type, page->body,
			 page->body_size);
}

/* The key comes last: others that ask for it wait until the transaction ends. */
static bool keep(struct call *c, void *data)
{
	struct making *m = data;
	struct work *w = c->work;

	return quota_take(w, c->account_id, quota_limit(c), &m->quota) &&
	       strategy_insert(w, &m->strategy) && keep_page(w, &m->strategy, m->made->page) &&
	       (!m->also || m->also(c, m)) &&
	       idempotent_keep(c, &m->once, m->strategy.id, m->reply);
}

static bool make(struct call *c, struct making *m, const struct driver *driver)
{
	struct work *w = c->work;
	struct generation *g = generation_begin(w, &m->input);

	m->made = g;
	w->deadline_ms = clock_monotonic_ms() + GENERATE_DEADLINE_MS;
	if (!conversation_drive(w, &g->conversation, driver))
		return explain_failure(c, g);
	m->strategy = strategy_of(c, m);
	m->reply = reply_of(c, m);
	/* The connection may have gone while we fetched. */
	return db_ready(w, c->api->db) && call_transaction(c, keep, m);
}

bool making_run(struct call *c, struct making *m, const struct driver *driver)
{
	if (make(c, m, driver))
		return true;
	idempotent_release(c, &m->once);
	return false;
}

/* --- POST /api/strategies/generate ------------------------------------------------------------ */

static bool generate(struct call *c)
{
	const struct driver driver = {.fetcher = c->api->fetcher, .extractor = c->api->extractor};
	struct making m;

	if (!making_begin(c, INPUT(c, struct generate), &m))
		return false;
	if (!m.once.reply) {
		if (!making_run(c, &m, &driver))
			return false;
		quota_headers(c, &m.quota);
	}
	c->reply->status = c->route->status;
	text_add(&c->reply->body, m.once.reply ? m.once.reply : m.reply);
	return true;
}

const struct route generate_routes[] = {
    {POST, "/api/strategies/generate", generate, &generate_in, &generated_out,
     ROUTE_SLOW | ROUTE_GENERATION | ROUTE_STRICT_400 | ROUTE_QUOTA | ROUTE_IDEMPOTENT, 201,
     "Strategy", .summary = "Make a strategy from a URL and a description."},
    {0},
};
