/* /api/strategy-groups/{id}/schedule: one schedule for each strategy of a group, all alike. */
#include "api/schedules_input.h"
#include "bounds.h"
#include "notify/signature.h"
#include "store/groups.h"
#include "util/id.h"
#include "util/log.h"

struct group_schedule {
	const char *id;
	struct schedule_terms terms;
};

SHAPE(group_schedule_in, struct group_schedule, ID_FIELD(struct group_schedule, id),
      TERMS_FIELDS(struct group_schedule, terms));

struct applied_view {
	const char *message;
	int64_t created, updated, strategy_count;
	const char *webhook_secret;
};

SHAPE(group_applied_out, struct applied_view, COLUMN(struct applied_view, message),
      FIELD(struct applied_view, created, .summary = "Schedules that were made."),
      FIELD(struct applied_view, updated, .summary = "That the group had made before."),
      COLUMN(struct applied_view, strategy_count),
      FIELD(struct applied_view, webhook_secret,
	    .summary = "The one of all of them, when this call made it; else null."));

/* --- applying -----------------------------------------------------------------------------------
 */

struct applying {
	const struct group_schedule *in;
	struct strategy_group group;
	struct member *members;
	struct schedule *own; /* that the group made */
	size_t n_members, n_own;

	/* What all get; NULL: what a schedule has stays. fresh: it was made here. */
	const char *secret;
	bool is_fresh;
	const char *kept; /* the secret that the group's schedules have; NULL: none */

	struct schedule *created, *updated;
	size_t n_created, n_updated;
};

static bool check_choice(struct call *c, const struct timing_input *in)
{
	return !in->interval_seconds != !in->cron_expression ||
	       complain(c->work, ERR_INVALID,
			in->interval_seconds ? "cron_expression" : "interval_seconds",
			"Provide either interval_seconds or cron_expression");
}

static bool read_group(struct call *c, struct applying *a)
{
	struct work *w = c->work;
	const struct group_schedules own = {.account_id = c->account_id,
					    .group_id = a->group.id,
					    .is_own = true,
					    .is_locked = true,
					    .limit = GROUP_MEMBERS_ALL};

	if (!member_list_all(w, c->account_id, a->group.id, &a->members, &a->n_members))
		return false;
	if (a->n_members == 0)
		return fail(w, ERR_INVALID, "Strategy group has no strategies");
	return schedule_list_group(w, &own, &a->own, &a->n_own);
}

/* The same secret for all: the one that came, else the one that they have, else a new one. */
static bool choose_secret(struct call *c, struct applying *a)
{
	const struct webhook_input *in = &a->in->terms.webhook;

	for (size_t i = 0; i < a->n_own && !a->kept; i++)
		if (a->own[i].secret.data && !(a->kept = schedule_secret(c, &a->own[i])))
			return false;
	a->is_fresh = in->webhook_secret ? !*in->webhook_secret : in->webhook_url && !a->kept;
	a->secret = a->is_fresh ? webhook_secret_new(c->work->arena) : in->webhook_secret;
	return true;
}

/* What the body says, over what the schedule is; false with complaints. */
static bool change(struct call *c, const struct applying *a, bool is_new, struct schedule *s)
{
	struct schedule_terms terms = a->in->terms;
	const char *ignored;

	terms.webhook.webhook_secret = a->secret || s->secret.data ? a->secret : a->kept;
	return schedule_set_terms(c, &terms, true, is_new, s, &ignored);
}

/* A new member's is like those that the group has. */
static bool create(struct call *c, struct applying *a, const struct member *m)
{
	struct schedule *s = &a->created[a->n_created++];

	*s = a->n_own ? a->own[0] : (struct schedule){0};
	s->id = id_new(c->work->arena);
	s->account_id = c->account_id;
	s->kind = "strategy";
	s->strategy_id = m->strategy_id;
	s->strategy_group_id = a->group.id;
	s->enabled = true;
	s->url = m->url;
	s->urls = s->parameters = (struct raw_json){0};
	s->last_run_at.us = 0;
	if (s->secret.data && !schedule_keep_secret(c, a->kept, s))
		return false;
	return change(c, a, true, s);
}

static struct schedule *own_of(const struct applying *a, const char *strategy_id)
{
	for (size_t i = 0; i < a->n_own; i++)
		if (strcmp(a->own[i].strategy_id, strategy_id) == 0)
			return &a->own[i];
	return NULL;
}

/* The first that is refused stands for all: they differ in nothing that may be wrong. */
static bool make_schedules(struct call *c, struct applying *a)
{
	a->created = ARENA_ARRAY(c->work->arena, a->n_members, struct schedule);
	a->updated = ARENA_ARRAY(c->work->arena, a->n_members, struct schedule);
	for (size_t i = 0; i < a->n_members; i++) {
		const struct schedule *own = own_of(a, a->members[i].strategy_id);

		if (!own) {
			if (!create(c, a, &a->members[i]))
				return false;
			continue;
		}
		a->updated[a->n_updated] = *own;
		if (!change(c, a, false, &a->updated[a->n_updated++]))
			return false;
	}
	return true;
}

static bool reply_applied(struct call *c, const struct applying *a)
{
	const struct applied_view view = {
	    .message = arena_printf(c->work->arena, "Schedule applied to %zu %s", a->n_members,
				    a->n_members == 1 ? "strategy" : "strategies"),
	    .created = (int64_t)a->n_created,
	    .updated = (int64_t)a->n_updated,
	    .strategy_count = (int64_t)a->n_members,
	    .webhook_secret = a->is_fresh ? a->secret : NULL};

	return reply_shape(c, &group_applied_out, &view);
}

static bool apply_schedule(struct call *c)
{
	struct applying a = {.in = INPUT(c, struct group_schedule)};

	return check_choice(c, &a.in->terms.timing) &&
	       group_find_locked(c->work, c->account_id, a.in->id, &a.group) && read_group(c, &a) &&
	       choose_secret(c, &a) && make_schedules(c, &a) &&
	       schedule_insert_all(c->work, a.created, a.n_created) &&
	       schedule_update_all(c->work, a.updated, a.n_updated) && reply_applied(c, &a);
}

/* --- all schedules of the members ---------------------------------------------------------------
 */

struct deleted_view {
	const char *message;
	int64_t deleted;
};

SHAPE(group_deleted_out, struct deleted_view, COLUMN(struct deleted_view, message),
      FIELD(struct deleted_view, deleted, .summary = "Whoever made them."));

static bool delete_schedules(struct call *c)
{
	struct deleted_view view = {0};
	struct strategy_group g;

	if (!group_find_locked(c->work, c->account_id, INPUT(c, struct by_id)->id, &g) ||
	    !schedule_delete_group(c->work, c->account_id, g.id, &view.deleted))
		return false;
	view.message = arena_printf(c->work->arena, "Deleted %lld %s", (long long)view.deleted,
				    view.deleted == 1 ? "schedule" : "schedules");
	return reply_shape(c, &group_deleted_out, &view);
}

struct toggle {
	const char *id;
	const bool *enabled;
};

SHAPE(group_toggle_in, struct toggle, ID_FIELD(struct toggle, id),
      FIELD(struct toggle, enabled, .required = true,
	    .summary = "false pauses all schedules of the members, true resumes from now."));

struct toggled_view {
	const char *message;
	bool enabled;
	int64_t updated;
};

SHAPE(group_toggled_out, struct toggled_view, COLUMN(struct toggled_view, message),
      COLUMN(struct toggled_view, enabled),
      FIELD(struct toggled_view, updated, .summary = "How many stand so now."));

/* Those that stand so already keep their time. One that cannot be run any more holds up no other:
 * it stands as it is told, and has no time. */
static bool toggle_page(struct work *w, struct schedule *rows, size_t n, bool enabled)
{
	size_t changed = 0;

	for (size_t i = 0; i < n; i++) {
		struct schedule s = rows[i];

		if (s.enabled == enabled && (s.next_run_at.us || !enabled))
			continue;
		s.enabled = enabled;
		s.anchor_at = clock_now();
		if (!schedule_after(w, &s, s.anchor_at, &s.next_run_at)) {
			log_warning(w, "%s", w->message);
			work_forgive(w);
			s.next_run_at.us = 0;
		}
		rows[changed++] = s;
	}
	return schedule_update_all(w, rows, changed);
}

/* Page by page, in one transaction: a list of URLs may have two megabytes. */
static bool toggle_all(struct call *c, const char *group_id, bool enabled, int64_t *n_all)
{
	struct group_schedules which = {.account_id = c->account_id,
					.group_id = group_id,
					.is_locked = true,
					.limit = GROUP_MEMBERS_READ};
	char after_id[ID_TEXT_SIZE];
	struct schedule *rows;
	struct work page;
	size_t n = GROUP_MEMBERS_READ;

	work_begin_part(&page, c->work);
	while (n == GROUP_MEMBERS_READ && schedule_list_group(&page, &which, &rows, &n)) {
		*n_all += (int64_t)n;
		if (n)
			memcpy(after_id, rows[n - 1].id, sizeof after_id);
		which.after_id = after_id;
		if (!toggle_page(&page, rows, n, enabled))
			break;
		work_renew_part(&page);
	}
	return work_end_part(&page, c->work);
}

static bool toggle_schedules(struct call *c)
{
	const struct toggle *in = INPUT(c, struct toggle);
	struct toggled_view view = {.message =
					*in->enabled ? "Schedules enabled" : "Schedules disabled",
				    .enabled = *in->enabled};
	struct strategy_group g;

	return group_find_locked(c->work, c->account_id, in->id, &g) &&
	       toggle_all(c, g.id, *in->enabled, &view.updated) &&
	       reply_shape(c, &group_toggled_out, &view);
}

#define THING .thing = "Strategy group"

const struct route groups_schedule_routes[] = {
    {POST, "/api/strategy-groups/{id}/schedule", apply_schedule, &group_schedule_in,
     &group_applied_out, ROUTE_WRITES, 200, THING,
     .summary = "Give each strategy of the group a schedule on its own URL, or change the one "
		"that the group gave it."},
    {DELETE, "/api/strategy-groups/{id}/schedule", delete_schedules, &by_id_in, &group_deleted_out,
     ROUTE_WRITES, 200, THING, .summary = "Delete all schedules of the group's strategies."},
    {PATCH, "/api/strategy-groups/{id}/schedule/toggle", toggle_schedules, &group_toggle_in,
     &group_toggled_out, ROUTE_WRITES, 200, THING,
     .summary = "Pause or resume all schedules of the group's strategies."},
    {0},
};
