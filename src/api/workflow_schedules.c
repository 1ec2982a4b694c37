/* /api/workflows/{id}/schedules: workflows that run again and again. Timing, receivers and secrets
 * are those of all schedules. */
#include "api/schedules_input.h"
#include "api/schedules_view.h"
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

/* As it is stored now. */
static bool reply_stored(struct call *c, const struct schedule *s, const char *secret)
{
	struct schedule_view view;
	struct schedule stored;

	if (!workflow_schedule_find_locked(c->work, c->account_id, s->subject_id, s->id, &stored))
		return false;
	view = schedule_view_of(c->work, &stored, secret);
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
	struct schedule_view *views;
	struct schedule *rows;
	struct workflow f;
	size_t n;

	if (!workflow_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &f) ||
	    !workflow_schedules(c->work, c->account_id, f.id, &rows, &n))
		return false;
	views = ARENA_ARRAY(c->work->arena, n, struct schedule_view);
	for (size_t i = 0; i < n; i++)
		views[i] = schedule_view_of(c->work, &rows[i], NULL);
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
