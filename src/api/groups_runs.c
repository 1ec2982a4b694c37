/* What is done to a group in the background: its strategies made anew for a schema, or new ones
 * made of many URLs. meter-cron does it, part by part; here it is asked for and looked at. */
#include "api/generate.h"
#include "bounds.h"
#include "extract/filter.h"
#include "extract/schema.h"
#include "queue/wake.h"
#include "store/group_runs.h"
#include "store/groups.h"
#include "util/url.h"

#include <math.h>

/* A run that is being asked for. */
struct asking {
	struct strategy_group group;
	struct group_run run;
	struct group_part *parts;
	size_t n_parts;
	const char *conflict; /* what is said when one of the kind goes on */
};

/* It is stored once for each strategy, and for each of their versions. */
static bool check_size(struct work *w, const char *name, struct json_object *o)
{
	return !o || strlen(json_string(w, o)) <= GROUP_SCHEMA_MAX ||
	       complain(w, ERR_UNACCEPTABLE, name, "%s must be at most %u bytes long", name,
			GROUP_SCHEMA_MAX);
}

/* Stores it; the group was found locked. */
static bool store_run(struct call *c, struct asking *a)
{
	int64_t n_others;

	if (!group_run_count_open(c->work, c->account_id, a->group.id, &n_others))
		return false;
	if (n_others >= GROUP_RUNS_MAX)
		return fail(c->work, ERR_CONFLICT,
			    "%lld other groups are being worked on: wait until one is done",
			    (long long)n_others);
	a->run.id = id_new(c->work->arena);
	a->run.account_id = c->account_id;
	a->run.strategy_group_id = a->group.id;
	if (group_run_insert(c->work, &a->run, a->parts, a->n_parts))
		return true;
	return error_is(c->work, ERR_CONFLICT) ? fail(c->work, ERR_CONFLICT, "%s", a->conflict)
					       : false;
}

struct started_view {
	const char *message;
	int64_t strategy_count;
	const char *status;
};

SHAPE(group_started_out, struct started_view, COLUMN(struct started_view, message),
      FIELD(struct started_view, strategy_count, .summary = "How many will be made."),
      FIELD(struct started_view, status, .one_of = "pending"));

static bool reply_started(struct call *c, const struct asking *a, const char *message)
{
	const struct started_view view = {
	    .message = message, .strategy_count = (int64_t)a->n_parts, .status = "pending"};

	wake_send(c->api->config.run_dir);
	return reply_shape(c, &group_started_out, &view);
}

/* --- a schema for all ---------------------------------------------------------------------------
 */

struct group_schema {
	const char *id;
	struct json_object *output_schema;
};

SHAPE(group_schema_in, struct group_schema, ID_FIELD(struct group_schema, id),
      FIELD(struct group_schema, output_schema, .required = true, .object = true,
	    .summary = "Names and types of the fields that all shall have."));

static bool read_members(struct call *c, struct asking *a)
{
	struct member *members;

	if (!member_list_all(c->work, c->account_id, a->group.id, &members, &a->n_parts))
		return false;
	if (a->n_parts == 0)
		return fail(c->work, ERR_INVALID, "Strategy group has no strategies");
	a->parts = ARENA_ARRAY(c->work->arena, a->n_parts, struct group_part);
	for (size_t i = 0; i < a->n_parts; i++)
		a->parts[i] = (struct group_part){.strategy_id = members[i].strategy_id,
						  .name = members[i].name,
						  .url = members[i].url};
	return true;
}

static bool store_schema(struct call *c, void *data)
{
	const struct group_schema *in = INPUT(c, struct group_schema);
	struct asking *a = data;

	*a = (struct asking){.conflict = "Schema regeneration already in progress"};
	a->run = (struct group_run){.kind = GROUP_RUN_SCHEMA,
				    .output_schema = {json_string(c->work, in->output_schema)},
				    .quota = QUOTA_UNLIMITED};
	return group_find_locked(c->work, c->account_id, in->id, &a->group) && read_members(c, a) &&
	       store_run(c, a);
}

static bool change_schema(struct call *c)
{
	const struct group_schema *in = INPUT(c, struct group_schema);
	struct asking a;

	if (!json_filled(in->output_schema))
		return complain(c->work, ERR_INVALID, "output_schema", "output_schema is required");
	return schema_parse(c->work, in->output_schema) &&
	       check_size(c->work, "output_schema", in->output_schema) &&
	       call_transaction(c, store_schema, &a) &&
	       reply_started(c, &a, "Schema update started");
}

/* --- a strategy for each URL --------------------------------------------------------------------
 */

struct bulk {
	const char *id;
	struct texts urls;
	const char *description, *name, *scraper_type;
	struct json_object *output_schema, *filter_config;
	bool force_api;
};

#define BULK(member, ...) FIELD(struct bulk, member, __VA_ARGS__)

SHAPE(bulk_in, struct bulk, ID_FIELD(struct bulk, id),
      BULK(urls, .required = true, .min = 1, .max = URLS_MAX, .check = url_check,
	   .summary = "A strategy for each; one that comes twice is taken once."),
      BULK(description, .max = DESCRIPTION_MAX,
	   .summary = "What to extract, in plain words. Required unless it is content."),
      BULK(name, .max = NAME_MAX_BYTES,
	   .summary = "What the strategies' names begin with; each goes on with its URL."),
      BULK(output_schema, .object = true, .summary = "Names and types of the fields."),
      BULK(filter_config, .object = true,
	   .summary = "Which items are kept: a mode and conditions."),
      BULK(force_api, .summary = "Prefer an API of the pages over their HTML."),
      BULK(scraper_type, .one_of = "css|html|api|content",
	   .summary = "content: the pages' text, divided at its headings. api: as force_api."));

static bool is_known(const struct group_part *parts, size_t n, const char *url)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(parts[i].url, url) == 0)
			return true;
	return false;
}

static void make_parts(struct work *w, const struct bulk *in, struct asking *a)
{
	a->parts = ARENA_ARRAY(w->arena, in->urls.n, struct group_part);
	a->n_parts = 0;
	for (size_t i = 0; i < in->urls.n; i++)
		if (!is_known(a->parts, a->n_parts, in->urls.items[i]))
			a->parts[a->n_parts++] = (struct group_part){
			    .name = strategy_name(w, in->name, in->urls.items[i]),
			    .url = in->urls.items[i]};
}

static struct raw_json stored(struct work *w, struct json_object *o)
{
	return (struct raw_json){json_filled(o) ? json_string(w, o) : NULL};
}

/* The group's room and the account's quota, for all of them or none. */
static bool check_room(struct call *c, const struct asking *a)
{
	struct quota quota;
	int64_t room;

	if (!group_room(c->work, c->account_id, a->group.id, &room))
		return false;
	if ((int64_t)a->n_parts > room)
		return complain(c->work, ERR_UNACCEPTABLE, "urls",
				"the strategy group takes %lld strategies more, not %zu",
				(long long)room, a->n_parts);
	return quota_check_many(c->work, c->account_id, quota_limit(c), (int64_t)a->n_parts,
				&quota);
}

static bool wants_sections(const struct bulk *in)
{
	return in->scraper_type && strcmp(in->scraper_type, "content") == 0;
}

static bool store_bulk(struct call *c, void *data)
{
	const struct bulk *in = INPUT(c, struct bulk);
	struct asking *a = data;

	*a = (struct asking){.conflict = "Bulk generation already in progress"};
	a->run = (struct group_run){.kind = GROUP_RUN_BULK,
				    .scraper_type = wants_sections(in) ? "content"
						    : in->force_api    ? "api"
								       : in->scraper_type,
				    .description = in->description,
				    .output_schema = stored(c->work, in->output_schema),
				    .filter_config = stored(c->work, in->filter_config),
				    .quota = quota_limit(c)};
	make_parts(c->work, in, a);
	return group_find_locked(c->work, c->account_id, in->id, &a->group) && check_room(c, a) &&
	       store_run(c, a);
}

static bool check_bulk(struct call *c, const struct bulk *in)
{
	bool good = generate_check_description(c->work, in->description, wants_sections(in));

	if (json_filled(in->output_schema))
		good = schema_parse(c->work, in->output_schema) && good;
	good = filter_parse(c->work, "filter_config", in->filter_config) && good;
	return check_size(c->work, "output_schema", in->output_schema) &&
	       check_size(c->work, "filter_config", in->filter_config) && good;
}

static bool make_bulk(struct call *c)
{
	struct asking a;

	return check_bulk(c, INPUT(c, struct bulk)) && call_transaction(c, store_bulk, &a) &&
	       reply_started(c, &a, "Generation started");
}

/* --- progress -----------------------------------------------------------------------------------
 */

struct failure_view {
	const char *strategy_id, *url, *error;
};

SHAPE(group_failure_out, struct failure_view, COLUMN(struct failure_view, strategy_id),
      COLUMN(struct failure_view, url), COLUMN(struct failure_view, error));

struct progress_view {
	const char *group_id, *status;
	int64_t total, completed, failed;
	double progress_percent;
	const char *current_strategy_id, *current_url;
	struct raw_json errors;
	struct instant started_at, completed_at;
};

#define PROGRESS(member, ...) FIELD(struct progress_view, member, __VA_ARGS__)

SHAPE(group_run_out, struct progress_view, PROGRESS(group_id, .format = "uuid"),
      PROGRESS(status, .one_of = "idle|pending|running|completed|failed",
	       .summary = "idle: there was none yet. failed: not one could be made."),
      COLUMN(struct progress_view, total), COLUMN(struct progress_view, completed),
      PROGRESS(failed, .summary = "Of which the errors tell; each strategy is as it was."),
      PROGRESS(progress_percent, .summary = "Of those that have ended, 0 to 100."),
      PROGRESS(current_strategy_id, .format = "uuid",
	       .summary = "One that is being made anew at this moment, or null."),
      PROGRESS(current_url, .summary = "Its page."),
      PROGRESS(errors, .summary = "The first 100: strategy_id (null where one was to be made), "
				  "url and error."),
      PROGRESS(started_at, .summary = "When it was asked for."),
      COLUMN(struct progress_view, completed_at));

static const char *errors_json(struct work *w, const struct group_part *rows, size_t n)
{
	struct text t = text_new(w->arena, REPLY_MAX);

	text_add_char(&t, '[');
	for (size_t i = 0; i < n; i++) {
		const struct failure_view view = {
		    .strategy_id = rows[i].strategy_id, .url = rows[i].url, .error = rows[i].error};

		if (i)
			text_add_char(&t, ',');
		shape_encode(&t, &group_failure_out, &view);
	}
	text_add_char(&t, ']');
	return t.data;
}

static const char *status_of(const struct group_progress *p, bool is_worked_on)
{
	const int64_t open = p->waiting + p->queued, ended = p->completed + p->failed;

	if (!p->id)
		return "idle";
	if (open > 0)
		return ended > 0 || is_worked_on ? "running" : "pending";
	return p->completed > 0 ? "completed" : "failed";
}

static bool read_progress(struct call *c, const char *kind, struct progress_view *v)
{
	struct group_part *now, *failures;
	size_t n_now = 0, n_failures = 0;
	struct work *w = c->work;
	struct group_progress p;
	int64_t ended;

	if (!group_run_progress(w, c->account_id, v->group_id, kind, &p))
		return false;
	if (p.id && (!group_run_current(w, c->account_id, p.id, 1, &now, &n_now) ||
		     !group_run_failures(w, c->account_id, p.id, GROUP_FAILURES_SHOWN, &failures,
					 &n_failures)))
		return false;
	ended = p.completed + p.failed;
	v->status = status_of(&p, n_now > 0);
	v->total = p.waiting + p.queued + ended;
	v->completed = p.completed;
	v->failed = p.failed;
	if (v->total)
		v->progress_percent = round((double)ended * 1000 / (double)v->total) / 10;
	v->current_strategy_id = n_now ? now->strategy_id : NULL;
	v->current_url = n_now ? now->url : NULL;
	v->errors.data = n_failures ? errors_json(w, failures, n_failures) : "[]";
	v->started_at = p.created_at;
	if (ended == v->total)
		v->completed_at = p.ended_at;
	return true;
}

static bool reply_progress(struct call *c, const char *kind)
{
	struct progress_view view = {0};
	struct strategy_group g;

	if (!group_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &g))
		return false;
	view.group_id = g.id;
	return read_progress(c, kind, &view) && reply_shape(c, &group_run_out, &view);
}

static bool schema_progress(struct call *c)
{
	return reply_progress(c, GROUP_RUN_SCHEMA);
}

static bool bulk_progress(struct call *c)
{
	return reply_progress(c, GROUP_RUN_BULK);
}

#define THING .thing = "Strategy group"

const struct route groups_runs_routes[] = {
    {PATCH, "/api/strategy-groups/{id}/schema", change_schema, &group_schema_in, &group_started_out,
     0, 200, THING,
     .summary = "Make all strategies of the group anew for a schema, in the background."},
    {GET, "/api/strategy-groups/{id}/schema/progress", schema_progress, &by_id_in, &group_run_out,
     0, 200, THING, .summary = "How that goes."},
    {POST, "/api/strategy-groups/{id}/strategies/bulk", make_bulk, &bulk_in, &group_started_out,
     ROUTE_QUOTA, 200, THING,
     .summary = "Make a strategy for each of many URLs, in the background."},
    {GET, "/api/strategy-groups/{id}/strategies/bulk/progress", bulk_progress, &by_id_in,
     &group_run_out, 0, 200, THING, .summary = "How that goes."},
    {0},
};
