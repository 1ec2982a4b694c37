/* POST /discover/{id}/schedule: the site is looked through again and again, and a strategy run on
 * what is found: "watch this whole site" as one object. */
#include "api/schedules_input.h"
#include "api/schedules_view.h"
#include "bounds.h"
#include "discover/pattern.h"
#include "job/parameters.h"
#include "store/discoveries.h"
#include "util/id.h"

struct schedule_discovery {
	const char *id, *strategy_id, *url_pattern;
	const int64_t *max_urls;
	struct schedule_terms terms;
	struct json_object *parameters;
};

#define IN(member, ...) FIELD(struct schedule_discovery, member, __VA_ARGS__)

SHAPE(schedule_discovery_in, struct schedule_discovery, ID_FIELD(struct schedule_discovery, id),
      ID_FIELD(struct schedule_discovery, strategy_id),
      IN(url_pattern, .max = URL_PATTERN_MAX, .check = url_pattern_check,
	 .summary = "Of the URLs that are found, those that fit it."),
      IN(max_urls, .min = 1, .summary = "The first so many of them."),
      TERMS_FIELDS(struct schedule_discovery, terms),
      IN(parameters, .object = true,
	 .summary = "What an API is asked with at every run; other strategies read none."));

/* Checked against the strategy now; each job adds what its own URL says. */
static bool set_parameters(struct call *c, const struct schedule_discovery *in,
			   const struct strategy *strategy, struct schedule *s)
{
	struct raw_json merged = {0};

	if (!in->parameters)
		return true;
	if (!job_parameters(c->work, strategy, strategy->url, in->parameters, &merged))
		return false;
	if (merged.data)
		s->parameters.data = json_string(c->work, in->parameters);
	return true;
}

static bool check_bound(struct call *c, const struct schedule_discovery *in)
{
	const int64_t most = c->api->config.discovery.urls;

	return !in->max_urls || *in->max_urls <= most ||
	       complain(c->work, ERR_UNACCEPTABLE, "max_urls",
			"max_urls must be between 1 and %lld", (long long)most);
}

static bool schedule_discovery(struct call *c)
{
	const struct schedule_discovery *in = INPUT(c, struct schedule_discovery);
	struct schedule s = {.id = id_new(c->work->arena),
			     .account_id = c->account_id,
			     .kind = "discovery",
			     .strategy_id = in->strategy_id,
			     .subject_id = in->id,
			     .url_pattern = in->url_pattern,
			     .max_urls = in->max_urls,
			     .enabled = true};
	struct schedule_view view;
	struct strategy strategy;
	struct discovery d;
	const char *secret;
	bool good;

	if (!discovery_find_locked(c->work, c->account_id, in->id, &d) ||
	    !strategy_find(c->work, c->account_id, in->strategy_id, &strategy))
		return false;
	if (strcmp(d.status, "completed") != 0)
		return fail(c->work, ERR_INVALID, "Discovery is not completed");
	good = check_bound(c, in);
	good = schedule_set_terms(c, &in->terms, true, true, &s, &secret) && good;
	if (!good || !set_parameters(c, in, &strategy, &s) || !schedule_insert(c->work, &s) ||
	    !schedule_find(c->work, c->account_id, s.id, &s))
		return false;
	view = schedule_view_of(c->work, &s, secret);
	return schedule_view_follow(c->work, &s, &view) && reply_shape(c, &schedule_out, &view);
}

const struct route discover_schedule_routes[] = {
    {POST, "/discover/{id}/schedule", schedule_discovery, &schedule_discovery_in, &schedule_out,
     ROUTE_WRITES, 201, "Discovery",
     .summary = "Look for the URLs again and again, and run a strategy on them each time."},
    {0},
};
