/* POST /api/strategies/{id}/refine: a strategy made better by what its user says about it, on the
 * page that it was made from. */
#include "api/api.h"
#include "api/strategies_view.h"
#include "bounds.h"
#include "job/drive.h"
#include "job/refinement.h"
#include "store/pages.h"
#include "util/clock.h"
#include "util/id.h"

struct refine {
	const char *id, *feedback;
};

#define REFINE(member, ...) FIELD(struct refine, member, __VA_ARGS__)

SHAPE(refine_in, struct refine, ID_FIELD(struct refine, id),
      REFINE(feedback, .required = true, .max = DESCRIPTION_MAX,
	     .summary = "What is not right, in plain words: a wrong field, a value as it should be,"
			" fields to add, rename or remove, more or fewer records."));

static bool check_input(struct work *w, const struct refine *in)
{
	const char *s = in->feedback;

	while (ascii_is_space(*s))
		s++;
	return *s || complain(w, ERR_INVALID, "feedback", "feedback is required");
}

/* A text has no fields, and what divides it is no matter of taste. What an API answered is not
 * kept. */
static bool check_type(struct work *w, const struct strategy *s)
{
	if (strcmp(s->scraper_type, "content") == 0)
		return fail(w, ERR_INVALID, "A content strategy has nothing to refine");
	if (strcmp(s->scraper_type, "api") == 0)
		return fail(w, ERR_INVALID,
			    "An API strategy cannot be refined: change its output_schema, or"
			    " generate one whose description names what you want");
	return true;
}

/* The page that was kept; one that was too large for that is fetched again. */
static bool kept_page(struct work *w, const struct strategy *s, struct refinement_input *in)
{
	struct page page;

	in->url = s->url;
	if (!page_load(w, s->account_id, s->id, NULL, &page))
		return work_forgive_missing(w);
	in->url = page.url;
	in->body = page.body;
	in->body_size = page.size;
	in->content_type = page.content_type;
	return true;
}

static bool tell_failure(struct work *w, const struct refinement *r)
{
	if (!r || !error_is(w, ERR_UPSTREAM))
		return false;
	if (!r->input.body && !r->page)
		return fail(w, ERR_UPSTREAM, "Failed to fetch URL: %s", w->message);
	if (w->class == CLASS_CRASHED || w->class == CLASS_INTERNAL)
		return fail(w, ERR_INTERNAL, "%s", w->message);
	return fail(w, ERR_UNACCEPTABLE, "%s", w->message);
}

static bool keep(struct call *c, void *data)
{
	return strategy_update(c->work, data, "refined");
}

static bool refine_strategy(struct call *c, struct strategy *s, const struct refinement *r)
{
	struct work *w = c->work;
	struct strategy next = *s;

	next.plan.data = r->plan;
	next.output_schema.data = r->output_schema;
	next.preview.data = r->preview;
	next.generator = r->generator;
	next.confidence = r->confidence;
	next.attempts += r->attempts;
	if (!db_ready(w, c->api->db) || !call_transaction(c, keep, &next))
		return false;
	*s = next;
	return true;
}

static bool refine(struct call *c)
{
	const struct refine *in = INPUT(c, struct refine);
	const struct driver driver = {.fetcher = c->api->fetcher, .extractor = c->api->extractor};
	struct refinement_input input = {.feedback = in->feedback};
	struct generated_view out;
	struct work *w = c->work;
	struct refinement *r;
	struct strategy s;

	if (!check_input(w, in) || !strategy_find(w, c->account_id, in->id, &s) ||
	    !check_type(w, &s) || !kept_page(w, &s, &input))
		return false;
	input.description = s.description;
	input.plan = s.plan.data;
	input.output_schema = s.output_schema.data;
	input.filter_config = s.filter_config.data;
	w->deadline_ms = clock_monotonic_ms() + GENERATE_DEADLINE_MS;
	r = refinement_begin(w, &input);
	if (!r || !conversation_drive(w, &r->conversation, &driver))
		return tell_failure(w, r);
	if (!refine_strategy(c, &s, r))
		return false;
	out = generated_view_of(w, &s, r->item_count, r->warnings);
	return reply_shape(c, &generated_out, &out);
}

const struct route refine_routes[] = {
    {POST, "/api/strategies/{id}/refine", refine, &refine_in, &generated_out,
     ROUTE_SLOW | ROUTE_GENERATION | ROUTE_STRICT_400, 200, "Strategy",
     .summary = "Make a strategy better by saying what is not right."},
    {0},
};
