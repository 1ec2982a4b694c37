/* GET /api/strategy-groups/{id}/health: how the schedules of a group's strategies fare. */
#include "api/api.h"
#include "bounds.h"
#include "job/health.h"
#include "store/groups.h"
#include "util/id.h"

/* In the order of HEALTH_WORDS. */
enum health { HEALTH_OK, HEALTH_DEGRADED, HEALTH_FAILING, HEALTH_STALE, HEALTHS };
static const char *const words[HEALTHS] = {"ok", "degraded", "failing", "stale"};

struct health_count {
	int64_t paused, of[HEALTHS];
	struct text troubles;
	int n_troubles;
};

struct trouble_view {
	const char *strategy_id, *schedule_id, *url, *health, *health_reason;
};

SHAPE(group_trouble_out, struct trouble_view, COLUMN(struct trouble_view, strategy_id),
      COLUMN(struct trouble_view, schedule_id), COLUMN(struct trouble_view, url),
      COLUMN(struct trouble_view, health), COLUMN(struct trouble_view, health_reason));

struct group_health_view {
	const char *group_id, *health;
	int64_t strategy_count, unscheduled, paused, ok, degraded, failing, stale;
	struct raw_json troubles;
};

#define VIEW(member, ...) FIELD(struct group_health_view, member, __VA_ARGS__)

SHAPE(group_health_out, struct group_health_view, VIEW(group_id, .format = "uuid"),
      VIEW(health, .one_of = HEALTH_WORDS,
	   .summary = "What all schedules that are not paused have in common, else degraded."),
      COLUMN(struct group_health_view, strategy_count),
      VIEW(unscheduled, .summary = "Strategies without any schedule."),
      VIEW(paused, .summary = "Schedules, whoever made them; the others are counted by how they "
			      "fare."),
      COLUMN(struct group_health_view, ok), COLUMN(struct group_health_view, degraded),
      COLUMN(struct group_health_view, failing), COLUMN(struct group_health_view, stale),
      VIEW(troubles, .summary = "The first 100 that are not ok: strategy_id, schedule_id, url, "
				"health and health_reason."));

static enum health health_word(const char *word)
{
	int i = HEALTHS - 1;

	while (i > 0 && strcmp(words[i], word) != 0)
		i--;
	return (enum health)i;
}

static void count_schedule(struct work *w, const struct schedule *s, struct health_count *c)
{
	struct trouble_view view = {
	    .strategy_id = s->strategy_id, .schedule_id = s->id, .url = s->url};
	enum health h;

	if (!s->enabled) {
		c->paused++;
		return;
	}
	view.health = health_of(w, s, clock_now(), &view.health_reason);
	h = health_word(view.health);
	c->of[h]++;
	if (h == HEALTH_OK || c->n_troubles == GROUP_FAILURES_SHOWN)
		return;
	if (c->n_troubles++)
		text_add_char(&c->troubles, ',');
	shape_encode(&c->troubles, &group_trouble_out, &view);
}

static bool count_schedules(struct call *c, const char *group_id, struct health_count *out)
{
	struct group_schedules which = {
	    .account_id = c->account_id, .group_id = group_id, .limit = GROUP_MEMBERS_READ};
	char after_id[ID_TEXT_SIZE];
	struct schedule *rows;
	struct work page;
	size_t n = GROUP_MEMBERS_READ;

	work_begin_part(&page, c->work);
	while (n == GROUP_MEMBERS_READ && schedule_list_group(&page, &which, &rows, &n)) {
		for (size_t i = 0; i < n; i++)
			count_schedule(&page, &rows[i], out);
		if (n)
			memcpy(after_id, rows[n - 1].id, sizeof after_id);
		which.after_id = after_id;
		work_renew_part(&page);
	}
	return work_end_part(&page, c->work);
}

static const char *health_in_common(const struct health_count *c)
{
	int64_t all = 0;

	for (int i = 0; i < HEALTHS; i++)
		all += c->of[i];
	for (int i = 0; i < HEALTHS; i++)
		if (c->of[i] == all)
			return words[i];
	return words[HEALTH_DEGRADED];
}

static bool group_health(struct call *c)
{
	struct health_count count = {.troubles = text_new(c->work->arena, REPLY_MAX)};
	struct group_health_view view = {0};
	struct strategy_group g;

	text_add_char(&count.troubles, '[');
	if (!group_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &g) ||
	    !member_unscheduled(c->work, c->account_id, g.id, &view.unscheduled) ||
	    !count_schedules(c, g.id, &count))
		return false;
	text_add_char(&count.troubles, ']');
	view.group_id = g.id;
	view.strategy_count = g.strategy_count;
	view.health = health_in_common(&count);
	view.paused = count.paused;
	view.ok = count.of[HEALTH_OK];
	view.degraded = count.of[HEALTH_DEGRADED];
	view.failing = count.of[HEALTH_FAILING];
	view.stale = count.of[HEALTH_STALE];
	view.troubles.data = count.troubles.data;
	return reply_shape(c, &group_health_out, &view);
}

const struct route groups_health_routes[] = {
    {GET, "/api/strategy-groups/{id}/health", group_health, &by_id_in, &group_health_out, 0, 200,
     "Strategy group", .summary = "How the schedules of the group's strategies fare."},
    {0},
};
