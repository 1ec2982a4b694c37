/* /api/workflows/{id}/schedules: workflows that run again and again. Timing, receivers and secrets
 * are those of all schedules. */
#include "api/schedules_input.h"
#include "bounds.h"
#include "notify/mode.h"
#include "store/workflow_schedules.h"
#include "store/workflows.h"
#include "util/id.h"

struct flow_schedule {
	const char *id, *sid;
	struct timing_input timing;
	struct webhook_input webhook;
	const char *notify;
	const bool *enabled;
};

#define IN(member, ...) FIELD(struct flow_schedule, member, __VA_ARGS__)
#define COMMON                                                                                     \
	TIMING_FIELDS(struct flow_schedule, timing),                                               \
	    WEBHOOK_FIELDS(struct flow_schedule, webhook),                                         \
	    IN(notify, .one_of = NOTIFY_WORDS, .summary = "Which runs to tell of.")
#define SCHEDULE_NAME IN(sid, .required = true, .format = "uuid")
SHAPE(flow_schedule_in, struct flow_schedule, ID_FIELD(struct flow_schedule, id), COMMON);
SHAPE(flow_schedule_patch_in, struct flow_schedule, ID_FIELD(struct flow_schedule, id),
      SCHEDULE_NAME, IN(enabled, .summary = "false pauses it, true resumes from now."), COMMON);
SHAPE(flow_schedule_delete_in, struct flow_schedule, ID_FIELD(struct flow_schedule, id),
      SCHEDULE_NAME);

struct flow_schedule_view {
	const char *id, *schedule_id, *workflow_id, *schedule_type;
	const int64_t *interval_seconds;
	const char *cron_expression, *timezone;
	int64_t jitter_seconds;
	const char *catch_up;
	struct raw_json active;
	bool enabled;
	const char *webhook_url;
	struct raw_json webhook_metadata;
	const char *webhook_secret, *webhook_type, *notify;
	struct instant next_run_at, last_run_at, created_at, updated_at;
};

#define VIEW(member, ...) FIELD(struct flow_schedule_view, member, __VA_ARGS__)
SHAPE(flow_schedule_out, struct flow_schedule_view, VIEW(id, .format = "uuid"),
      VIEW(schedule_id, .format = "uuid", .summary = "The same as id."),
      VIEW(workflow_id, .format = "uuid"), VIEW(schedule_type, .one_of = "interval|cron"),
      COLUMN(struct flow_schedule_view, interval_seconds),
      COLUMN(struct flow_schedule_view, cron_expression),
      VIEW(timezone, .summary = "Of cron and windows; null is UTC."),
      COLUMN(struct flow_schedule_view, jitter_seconds), VIEW(catch_up, .one_of = "one|none"),
      VIEW(active, .summary = "Parts of the week in which it runs; null is always."),
      COLUMN(struct flow_schedule_view, enabled), COLUMN(struct flow_schedule_view, webhook_url),
      COLUMN(struct flow_schedule_view, webhook_metadata),
      VIEW(webhook_secret, .summary = "In the reply that made or changed it, and nowhere else."),
      COLUMN(struct flow_schedule_view, webhook_type),
      VIEW(notify, .summary = "Which runs the receiver is told of."),
      VIEW(next_run_at, .summary = "Null while it is paused."),
      COLUMN(struct flow_schedule_view, last_run_at), COLUMN(struct flow_schedule_view, created_at),
      COLUMN(struct flow_schedule_view, updated_at));

static struct flow_schedule_view view_of(const struct schedule *s, const char *secret)
{
	return (struct flow_schedule_view){
	    .id = s->id,
	    .schedule_id = s->id,
	    .workflow_id = s->subject_id,
	    .schedule_type = s->cron_expression ? "cron" : "interval",
	    .interval_seconds = s->interval_seconds,
	    .cron_expression = s->cron_expression,
	    .timezone = s->timezone,
	    .jitter_seconds = s->jitter_seconds,
	    .catch_up = s->catch_up,
	    .active = s->active,
	    .enabled = s->enabled,
	    .webhook_url = s->webhook_url,
	    .webhook_metadata = s->webhook_metadata,
	    .webhook_secret = secret,
	    .webhook_type = s->webhook_type,
	    .notify = s->notify,
	    .next_run_at = s->next_run_at,
	    .last_run_at = s->last_run_at,
	    .created_at = s->created_at,
	    .updated_at = s->updated_at,
	};
}

/* As it is stored now. */
static bool reply_stored(struct call *c, const struct schedule *s, const char *secret)
{
	struct flow_schedule_view view;
	struct schedule stored;

	if (!workflow_schedule_find_locked(c->work, c->account_id, s->subject_id, s->id, &stored))
		return false;
	view = view_of(&stored, secret);
	return reply_shape(c, &flow_schedule_out, &view);
}

/* What the body says, into the schedule; all complaints at once. */
static bool set_schedule(struct call *c, const struct flow_schedule *in, bool is_new,
			 bool is_switched, struct schedule *s, const char **secret)
{
	bool good = schedule_set_timing(c, &in->timing, is_new, is_new || is_switched, s);

	good = schedule_set_webhook(c, &in->webhook, s, secret) && good;
	if (json_has(c->body, "notify") || !s->notify)
		s->notify = in->notify ? in->notify : "always";
	return good;
}

static bool create_schedule(struct call *c)
{
	const struct flow_schedule *in = INPUT(c, struct flow_schedule);
	struct schedule s = {.id = id_new(c->work->arena),
			     .account_id = c->account_id,
			     .kind = "workflow",
			     .subject_id = in->id,
			     .enabled = true},
			*others;
	const char *secret;
	struct workflow f;
	size_t n;

	if (!workflow_find_locked(c->work, c->account_id, in->id, &f) ||
	    !workflow_schedules(c->work, c->account_id, f.id, &others, &n))
		return false;
	if (n >= WORKFLOW_SCHEDULES_MAX)
		return fail(c->work, ERR_UNACCEPTABLE, "a workflow must have at most %d schedules",
			    WORKFLOW_SCHEDULES_MAX);
	return set_schedule(c, in, true, true, &s, &secret) && schedule_insert(c->work, &s) &&
	       reply_stored(c, &s, secret);
}

static bool list_schedules(struct call *c)
{
	struct flow_schedule_view *views;
	struct schedule *rows;
	struct workflow f;
	size_t n;

	if (!workflow_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &f) ||
	    !workflow_schedules(c->work, c->account_id, f.id, &rows, &n))
		return false;
	views = ARENA_ARRAY(c->work->arena, n, struct flow_schedule_view);
	for (size_t i = 0; i < n; i++)
		views[i] = view_of(&rows[i], NULL);
	return reply_list(c, &flow_schedule_out, views, n, WORKFLOW_SCHEDULES_MAX + 1, 0,
			  (int64_t)n);
}

/* The workflow that the path names, so that one that is gone is told before its schedule. */
static bool check_path(struct call *c, const struct flow_schedule *in)
{
	struct workflow f;

	if (!workflow_find(c->work, c->account_id, in->id, &f))
		return false;
	return id_is_valid(in->sid) || fail(c->work, ERR_NOT_FOUND, "Schedule not found");
}

static bool patch_schedule(struct call *c)
{
	const struct flow_schedule *in = INPUT(c, struct flow_schedule);
	const char *secret;
	struct schedule s;
	bool is_switched;

	if (!check_path(c, in) ||
	    !workflow_schedule_find_locked(c->work, c->account_id, in->id, in->sid, &s))
		return false;
	is_switched = in->enabled && *in->enabled != s.enabled;
	if (in->enabled)
		s.enabled = *in->enabled;
	return set_schedule(c, in, false, is_switched, &s, &secret) &&
	       schedule_update(c->work, &s) && reply_stored(c, &s, secret);
}

static bool delete_schedule(struct call *c)
{
	const struct flow_schedule *in = INPUT(c, struct flow_schedule);

	return check_path(c, in) &&
	       workflow_schedule_delete(c->work, c->account_id, in->id, in->sid) &&
	       reply_message(c, "Schedule deleted successfully");
}

#define THING .thing = "Workflow"

const struct route workflow_schedules_routes[] = {
    {POST, "/api/workflows/{id}/schedules", create_schedule, &flow_schedule_in, &flow_schedule_out,
     ROUTE_WRITES, 201, THING, .summary = "Run a workflow again and again."},
    {GET, "/api/workflows/{id}/schedules", list_schedules, &by_id_in, &flow_schedule_out,
     ROUTE_LIST, 200, THING, .summary = "All schedules of a workflow, newest first."},
    {PATCH, "/api/workflows/{id}/schedules/{sid}", patch_schedule, &flow_schedule_patch_in,
     &flow_schedule_out, ROUTE_WRITES, 200, THING,
     .summary = "Change what the body names; everything else stays."},
    {DELETE, "/api/workflows/{id}/schedules/{sid}", delete_schedule, &flow_schedule_delete_in, NULL,
     ROUTE_WRITES, 200, THING, .summary = "Delete a schedule; its runs stay."},
    {0},
};
