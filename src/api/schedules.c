/* /api/schedules: strategies that run again and again. */
#include "api/schedules_input.h"
#include "api/schedules_view.h"
#include "bounds.h"
#include "job/parameters.h"
#include "util/id.h"
#include "util/url.h"

/* --- making and changing ------------------------------------------------------------------------
 */

struct schedule_input {
	const char *id, *strategy_id, *url;
	struct texts urls;
	struct schedule_terms terms;
	struct json_object *parameters;
	const bool *enabled;
};

#define IN(member, ...) FIELD(struct schedule_input, member, __VA_ARGS__)
#define COMMON                                                                                     \
	IN(url, .max = URL_MAX, .check = url_check, .format = "uri"),                              \
	    IN(urls, .min = 1, .max = URLS_MAX, .check = url_check,                                \
	       .summary = "One job for each at every run; either this or url."),                   \
	    TERMS_FIELDS(struct schedule_input, terms),                                            \
	    IN(parameters, .object = true,                                                         \
	       .summary = "What an API is asked with at every run; other strategies read none.")

SHAPE(schedule_create_in, struct schedule_input, ID_FIELD(struct schedule_input, strategy_id),
      COMMON);
SHAPE(schedule_patch_in, struct schedule_input, ID_FIELD(struct schedule_input, id),
      IN(enabled, .summary = "false pauses it, true resumes from now."), COMMON);

/* Setting one of url and urls takes the other away. */
static bool set_urls(struct call *c, const struct schedule_input *in, bool required,
		     struct schedule *s)
{
	if (s->subject_id && (in->url || in->urls.n))
		return complain(c->work, ERR_UNACCEPTABLE, in->url ? "url" : "urls",
				"the schedule runs on what its discovery finds");
	if (in->url && in->urls.n)
		return complain(c->work, ERR_INVALID, "urls",
				"either url or urls can be given, not both");
	if (required && !in->url && !in->urls.n)
		return complain(c->work, ERR_INVALID, "url", "one of url and urls is required");
	if (in->url) {
		s->url = in->url;
		s->urls.data = NULL;
	} else if (in->urls.n) {
		s->url = NULL;
		s->urls.data = json_string(c->work, json_new_texts(c->work, &in->urls));
	}
	return true;
}

/* Checked against the strategy now; each job adds what its own URL says. */
static bool set_parameters(struct call *c, const struct schedule_input *in, struct schedule *s)
{
	struct strategy strategy;
	struct raw_json merged = {0};

	if (!json_has(c->body, "parameters"))
		return true;
	s->parameters.data = NULL;
	if (!in->parameters)
		return true;
	if (!strategy_find(c->work, c->account_id, s->strategy_id, &strategy) ||
	    !job_parameters(c->work, &strategy, strategy.url, in->parameters, &merged))
		return false;
	if (merged.data)
		s->parameters.data = json_string(c->work, in->parameters);
	return true;
}

static bool reply_schedule(struct call *c, const struct schedule *s, const char *secret)
{
	struct schedule_view view = schedule_view_of(c->work, s, secret);

	return schedule_view_follow(c->work, s, &view) && reply_shape(c, &schedule_out, &view);
}

static bool create_schedule(struct call *c)
{
	const struct schedule_input *in = INPUT(c, struct schedule_input);
	struct schedule s = {.id = id_new(c->work->arena),
			     .account_id = c->account_id,
			     .kind = "strategy",
			     .strategy_id = in->strategy_id,
			     .enabled = true};
	const char *secret;
	bool good = set_urls(c, in, true, &s);

	/* All complaints at once. */
	good = schedule_set_terms(c, &in->terms, true, true, &s, &secret) && good;
	return good && set_parameters(c, in, &s) && schedule_insert(c->work, &s) &&
	       schedule_find(c->work, c->account_id, s.id, &s) && reply_schedule(c, &s, secret);
}

/* What failed before may not be run any more. */
static bool fare_anew(struct call *c, const struct schedule *s)
{
	return !(json_has(c->body, "url") || json_has(c->body, "urls") ||
		 json_has(c->body, "parameters")) ||
	       schedule_fare_anew(c->work, c->account_id, s->id);
}

static bool patch_schedule(struct call *c)
{
	const struct schedule_input *in = INPUT(c, struct schedule_input);
	struct schedule s;
	const char *secret;
	bool good, is_switched;

	if (!schedule_find_locked(c->work, c->account_id, in->id, &s))
		return false;
	is_switched = in->enabled && *in->enabled != s.enabled;
	if (in->enabled)
		s.enabled = *in->enabled;
	good = set_urls(c, in, false, &s);
	good = schedule_set_terms(c, &in->terms, false, is_switched, &s, &secret) && good;
	return good && set_parameters(c, in, &s) && schedule_update(c->work, &s) &&
	       fare_anew(c, &s) && schedule_find(c->work, c->account_id, s.id, &s) &&
	       reply_schedule(c, &s, secret);
}

/* --- reading ------------------------------------------------------------------------------------
 */

struct list_schedules {
	int64_t limit, offset;
};

SHAPE(list_schedules_in, struct list_schedules, LIST_FIELDS(struct list_schedules));

/* Appends those from there on to the body, in w's memory. */
static bool add_schedules(struct call *c, struct work *w, int64_t offset, bool is_first, size_t *n)
{
	struct text *body = &c->reply->body;
	struct schedule *rows;

	if (!schedule_list(w, c->account_id, LIST_LIMIT_MAX, offset, &rows, n))
		return false;
	for (size_t i = 0; i < *n; i++) {
		const struct schedule_view view = schedule_view_of(w, &rows[i], NULL);

		if (!is_first || i)
			text_add_char(body, ',');
		shape_encode(body, &schedule_out, &view);
		if (body->length >= REPLY_PIECE)
			reply_flush(c->reply);
	}
	return true;
}

/* Without a limit all of them, sent page by page (contract, decision 6). */
static bool stream_schedules(struct call *c, int64_t offset)
{
	struct reply *reply = c->reply;
	struct work page;
	size_t n = LIST_LIMIT_MAX;

	reply_stream(reply);
	text_add_char(&reply->body, '[');
	work_begin_part(&page, c->work);
	for (int64_t sent = 0; n == LIST_LIMIT_MAX && sent < SCHEDULES_LIST_MAX && !reply->broken;
	     sent += (int64_t)n) {
		if (!add_schedules(c, &page, offset + sent, sent == 0, &n)) {
			reply_cut(reply);
			break;
		}
		reply_flush(reply);
		work_renew_part(&page);
	}
	text_add_char(&reply->body, ']');
	return work_end_part(&page, c->work);
}

static bool list_schedules(struct call *c)
{
	const struct list_schedules *in = INPUT(c, struct list_schedules);
	int64_t limit = list_limit(in->limit, 0, LIST_LIMIT_MAX), total;
	struct schedule_view *views;
	struct schedule *rows;
	size_t n;

	if (!schedule_count(c->work, c->account_id, &total))
		return false;
	if (!in->limit) {
		c->reply->status = 200;
		list_count(c, total);
		return stream_schedules(c, in->offset);
	}
	if (!schedule_list(c->work, c->account_id, limit, in->offset, &rows, &n))
		return false;
	views = ARENA_ARRAY(c->work->arena, n, struct schedule_view);
	for (size_t i = 0; i < n; i++)
		views[i] = schedule_view_of(c->work, &rows[i], NULL);
	return reply_list(c, &schedule_out, views, n, limit, in->offset, total);
}

static bool get_schedule(struct call *c)
{
	struct schedule s;

	return schedule_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &s) &&
	       reply_schedule(c, &s, NULL);
}

static bool delete_schedule(struct call *c)
{
	return schedule_delete(c->work, c->account_id, INPUT(c, struct by_id)->id) &&
	       reply_message(c, "Schedule deleted successfully");
}

/* --- secrets ------------------------------------------------------------------------------------
 */

struct secret_view {
	const char *schedule_id, *webhook_secret;
};

SHAPE(secret_out, struct secret_view, FIELD(struct secret_view, schedule_id, .format = "uuid"),
      COLUMN(struct secret_view, webhook_secret));

static bool regenerate_secret(struct call *c)
{
	struct secret_view view;
	struct schedule s;

	if (!schedule_find_locked(c->work, c->account_id, INPUT(c, struct by_id)->id, &s))
		return false;
	view.schedule_id = s.id;
	view.webhook_secret = schedule_new_secret(c, &s);
	return view.webhook_secret && schedule_update(c->work, &s) &&
	       reply_shape(c, &secret_out, &view);
}

/* --- coming runs --------------------------------------------------------------------------------
 */

struct next_runs {
	const char *id;
	int64_t n;
};

SHAPE(next_runs_in, struct next_runs, ID_FIELD(struct next_runs, id),
      FIELD(struct next_runs, n, .min = 1, .max = NEXT_RUNS_MAX, .check_kind = ERR_INVALID,
	    .summary = "How many; 10 by default."));

struct next_view {
	const char *schedule_id;
	struct raw_json next;
};

SHAPE(next_out, struct next_view, FIELD(struct next_view, schedule_id, .format = "uuid"),
      FIELD(struct next_view, next, .summary = "The coming times, soonest first."));

static bool next_runs(struct call *c)
{
	const struct next_runs *in = INPUT(c, struct next_runs);
	struct json_object *times = json_new_array(c->work);
	struct next_view view = {.schedule_id = in->id};
	int64_t n = in->n ? in->n : 10;
	struct instant at = clock_now();
	char text[INSTANT_TEXT_SIZE];
	struct schedule s;
	struct timing t;

	if (!schedule_find(c->work, c->account_id, in->id, &s) || !schedule_timing(c->work, &s, &t))
		return false;
	while (s.enabled && n-- > 0 && timing_next(&t, s.id, s.anchor_at, at, &at)) {
		instant_print(at, text);
		json_add_text(times, text);
	}
	view.next.data = json_string(c->work, times);
	return reply_shape(c, &next_out, &view);
}

#define THING .thing = "Schedule"

const struct route schedules_routes[] = {
    {POST, "/api/schedules", create_schedule, &schedule_create_in, &schedule_out, ROUTE_WRITES, 201,
     THING, .summary = "Run a strategy again and again."},
    {GET, "/api/schedules", list_schedules, &list_schedules_in, &schedule_out, ROUTE_LIST, 200,
     THING, .summary = "The account's schedules, newest first; all of them without a limit."},
    {GET, "/api/schedules/{id}", get_schedule, &by_id_in, &schedule_out, 0, 200, THING,
     .summary = "One schedule."},
    {PATCH, "/api/schedules/{id}", patch_schedule, &schedule_patch_in, &schedule_out, ROUTE_WRITES,
     200, THING, .summary = "Change what the body names; everything else stays."},
    {DELETE, "/api/schedules/{id}", delete_schedule, &by_id_in, NULL, ROUTE_WRITES, 200, THING,
     .summary = "Delete a schedule; its jobs stay."},
    {POST, "/api/schedules/{id}/webhook-secret/regenerate", regenerate_secret, &by_id_in,
     &secret_out, ROUTE_WRITES, 200, THING,
     .summary = "A new secret, shown once; the old one signs beside it for a day."},
    {GET, "/api/schedules/{id}/next", next_runs, &next_runs_in, &next_out, 0, 200, THING,
     .summary = "When it will run."},
    {0},
};
