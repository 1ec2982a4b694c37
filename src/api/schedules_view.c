/* The schedule object (contract, 5.1), and that of a workflow's schedule, which has fewer members.
 */
#include "api/schedules_view.h"

#include "bounds.h"
#include "job/health.h"
#include "job/selection.h"

#define VIEW(member, ...) FIELD(struct schedule_view, member, __VA_ARGS__)

#define NAME_FIELDS                                                                                \
	VIEW(id, .format = "uuid"),                                                                \
	    VIEW(schedule_id, .format = "uuid", .summary = "The same as id.")
#define COMMON_FIELDS                                                                              \
	VIEW(schedule_type, .one_of = "interval|cron"),                                            \
	    COLUMN(struct schedule_view, interval_seconds),                                        \
	    COLUMN(struct schedule_view, cron_expression),                                         \
	    VIEW(timezone, .summary = "Of cron and windows; null is UTC."),                        \
	    COLUMN(struct schedule_view, jitter_seconds), VIEW(catch_up, .one_of = "one|none"),    \
	    VIEW(active, .summary = "Parts of the week in which it runs; null is always."),        \
	    COLUMN(struct schedule_view, enabled), COLUMN(struct schedule_view, webhook_url),      \
	    COLUMN(struct schedule_view, webhook_metadata),                                        \
	    VIEW(webhook_secret,                                                                   \
		 .summary = "In the reply that made or changed it, and nowhere else."),            \
	    COLUMN(struct schedule_view, webhook_type),                                            \
	    VIEW(notify, .summary = "Which runs the receiver is told of.")
#define TIME_FIELDS                                                                                \
	VIEW(next_run_at, .summary = "Null while it is paused."),                                  \
	    COLUMN(struct schedule_view, last_run_at), COLUMN(struct schedule_view, created_at),   \
	    COLUMN(struct schedule_view, updated_at)

SHAPE(schedule_out, struct schedule_view, NAME_FIELDS, VIEW(strategy_id, .format = "uuid"),
      VIEW(strategy_group_id, .format = "uuid", .summary = "The group that made it, or null."),
      VIEW(url, .format = "uri"),
      VIEW(urls, .summary = "Either this or url is null; both in lists when there is a "
			    "discovery_id."),
      VIEW(discovery_id, .format = "uuid", .omit_null = true,
	   .summary = "Whose URLs it runs on, looked for again each time."),
      VIEW(url_pattern, .omit_null = true, .summary = "Those of them that fit it."),
      VIEW(max_urls, .omit_null = true, .summary = "At most so many of them."), COMMON_FIELDS,
      COLUMN(struct schedule_view, parameters),
      VIEW(order, .summary = "significant, or null: moves are no change."),
      VIEW(ignore_fields, .summary = "Fields that are in no change; null is none."),
      VIEW(thresholds, .summary = "Below which a number's change is none; null is any."),
      VIEW(confirm_seconds, .summary = "Pause before a change is confirmed; null: it is not."),
      VIEW(health, .one_of = HEALTH_WORDS, .summary = "How its last runs went."),
      VIEW(health_reason, .summary = "Why it is not ok, in a sentence; or null."), TIME_FIELDS);
SHAPE(flow_schedule_out, struct schedule_view, NAME_FIELDS, VIEW(workflow_id, .format = "uuid"),
      COMMON_FIELDS, TIME_FIELDS);

static const char *subject_of(const struct schedule *s, const char *kind)
{
	return strcmp(s->kind, kind) == 0 ? s->subject_id : NULL;
}

struct schedule_view schedule_view_of(struct work *w, const struct schedule *s, const char *secret)
{
	const char *reason, *health = health_of(w, s, clock_now(), &reason);

	return (struct schedule_view){
	    .health = health,
	    .health_reason = reason,
	    .id = s->id,
	    .schedule_id = s->id,
	    .strategy_id = s->strategy_id,
	    .strategy_group_id = s->strategy_group_id,
	    .workflow_id = subject_of(s, "workflow"),
	    .url = s->url,
	    .urls = s->urls,
	    .discovery_id = subject_of(s, "discovery"),
	    .url_pattern = s->url_pattern,
	    .max_urls = s->max_urls,
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
	    .parameters = s->parameters,
	    .order = s->item_order,
	    .ignore_fields = s->ignore_fields,
	    .thresholds = s->thresholds,
	    .confirm_seconds = s->confirm_seconds,
	    .next_run_at = s->next_run_at,
	    .last_run_at = s->last_run_at,
	    .created_at = s->created_at,
	    .updated_at = s->updated_at,
	};
}

bool schedule_view_follow(struct work *w, const struct schedule *s, struct schedule_view *view)
{
	const int64_t most = s->max_urls && *s->max_urls < URLS_MAX ? *s->max_urls : URLS_MAX;
	const struct selection selection = {.url_pattern = s->url_pattern, .max_urls = most};
	struct discovered *rows;
	struct discovery d;
	struct texts urls;
	size_t n;

	if (!view->discovery_id)
		return true;
	if (!discovery_find(w, s->account_id, s->subject_id, &d))
		return work_forgive_missing(w);
	if (!selection_load(w, &d, d.listed_run, &selection, &rows, &n))
		return false;
	urls = selection_urls(w, rows, n);
	view->urls.data = json_string(w, json_new_texts(w, &urls));
	return true;
}
