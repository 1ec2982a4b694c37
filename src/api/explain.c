/* /api/strategies/{id}/explain: what each part of a strategy finds on a page, and what the page has
 * where a part finds nothing. Ours: the public API has no such call. */
#include "api/api.h"
#include "bounds.h"
#include "job/drive.h"
#include "job/explanation.h"
#include "store/pages.h"
#include "store/strategies.h"
#include "util/clock.h"
#include "util/id.h"
#include "util/url.h"

struct explain {
	const char *id, *url;
};

#define EXPLAIN(member, ...) FIELD(struct explain, member, __VA_ARGS__)

SHAPE(explain_in, struct explain, ID_FIELD(struct explain, id),
      EXPLAIN(url, .max = URL_MAX, .check = url_check, .format = "uri",
	      .summary = "The page to look at, fetched now. Without it: the page that the strategy"
			 " was made from, as it was then."));

struct explained_view {
	const char *id, *strategy_id, *url;
	struct instant fetched_at;
	const char *type;
	int64_t item_count;
	const char *charset;
	struct raw_json summary, container, require, fields;
};

#define VIEW(member, ...) FIELD(struct explained_view, member, __VA_ARGS__)

SHAPE(explained_out, struct explained_view, VIEW(id, .format = "uuid"),
      VIEW(strategy_id, .format = "uuid", .summary = "The same as id."),
      VIEW(url, .format = "uri", .summary = "Of the page, after redirects."),
      VIEW(fetched_at, .summary = "When the page was as it is told here."),
      VIEW(type, .one_of = "css|html|api|content"), COLUMN(struct explained_view, item_count),
      COLUMN(struct explained_view, charset),
      VIEW(summary, .summary = "What is amiss, in sentences."),
      VIEW(container, .summary = "What is found of the records' selector or path."),
      VIEW(require, .summary = "What is found of the selectors that each record needs."),
      VIEW(fields, .summary = "What is found of each field, by each of its ways."));

/* The page that was kept when the strategy was made. An API's answer is not: it is asked again, as
 * is a page that was too large to be kept. */
static bool kept_page(struct work *w, const struct strategy *s, struct explanation_input *in,
		      struct instant *fetched_at)
{
	struct page page;

	in->url = s->url;
	if (strcmp(s->scraper_type, "api") == 0)
		return true;
	if (!page_load(w, s->account_id, s->id, NULL, &page))
		return work_forgive_missing(w);
	in->url = page.url;
	in->body = page.body;
	in->body_size = page.size;
	in->content_type = page.content_type;
	*fetched_at = page.fetched_at;
	return true;
}

static bool tell_failure(struct work *w)
{
	if (error_is(w, ERR_UPSTREAM) && (w->class == CLASS_CRASHED || w->class == CLASS_INTERNAL))
		return fail(w, ERR_INTERNAL, "%s", w->message);
	return false;
}

static struct raw_json member(struct work *w, struct json_object *o, const char *key)
{
	struct json_object *value = json_get(o, key);

	return (struct raw_json){value ? json_string(w, value) : NULL};
}

static bool reply_explained(struct call *c, const struct strategy *s, const struct explanation *e,
			    struct instant fetched_at)
{
	struct work *w = c->work;
	const struct explained_view out = {
	    .id = s->id,
	    .strategy_id = s->id,
	    .url = e->url,
	    .fetched_at = fetched_at,
	    .type = json_text(e->result, "type"),
	    .item_count = json_int(e->result, "item_count", 0),
	    .charset = json_text(e->result, "charset"),
	    .summary = member(w, e->result, "summary"),
	    .container = member(w, e->result, "container"),
	    .require = member(w, e->result, "require"),
	    .fields = member(w, e->result, "fields"),
	};

	return reply_shape(c, &explained_out, &out);
}

static bool explain(struct call *c)
{
	const struct explain *in = INPUT(c, struct explain);
	struct driver driver = {.fetcher = c->api->fetcher, .extractor = c->api->extractor};
	struct explanation_input input = {.url = in->url};
	struct instant fetched_at = clock_now();
	struct work *w = c->work;
	struct explanation *e;
	struct strategy s;

	if (!strategy_find(w, c->account_id, in->id, &s) ||
	    (!in->url && !kept_page(w, &s, &input, &fetched_at)))
		return false;
	input.plan = s.plan.data;
	input.made_from = s.url;
	w->deadline_ms = clock_monotonic_ms() + GENERATE_DEADLINE_MS;
	e = explanation_begin(w, &input);
	if (!e || !conversation_drive(w, &e->conversation, &driver))
		return tell_failure(w);
	return reply_explained(c, &s, e, fetched_at);
}

const struct route explain_routes[] = {
    {POST, "/api/strategies/{id}/explain", explain, &explain_in, &explained_out,
     ROUTE_SLOW | ROUTE_STRICT_400, 200, "Strategy",
     .summary = "What each part of a strategy finds on a page, and what is there instead."},
    {0},
};
