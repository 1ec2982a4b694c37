/* Schedules as clients see them. */
#ifndef METER_API_SCHEDULES_VIEW_H
#define METER_API_SCHEDULES_VIEW_H

#include "api/api.h"
#include "store/schedules.h"

struct schedule_view {
	const char *id, *schedule_id, *strategy_id, *strategy_group_id, *workflow_id, *url;
	struct raw_json urls;
	const char *discovery_id, *url_pattern;
	const int64_t *max_urls;
	const char *schedule_type;
	const int64_t *interval_seconds;
	const char *cron_expression, *timezone;
	int64_t jitter_seconds;
	const char *catch_up;
	struct raw_json active;
	bool enabled;
	const char *webhook_url;
	struct raw_json webhook_metadata;
	const char *webhook_secret, *webhook_type, *notify;
	struct raw_json parameters;
	const char *health, *health_reason;
	const char *order;
	struct raw_json ignore_fields, thresholds;
	const int64_t *confirm_seconds;
	struct instant next_run_at, last_run_at, created_at, updated_at;
};

/* Of a strategy's schedule, and of a workflow's. */
extern const struct shape schedule_out, flow_schedule_out;

/* secret: one to be shown this once, or NULL. */
struct schedule_view schedule_view_of(struct work *w, const struct schedule *s, const char *secret);

/* Adds the URLs of a schedule that runs on what a discovery finds, URLS_MAX of them at the most.
 * False when the database does not answer. */
bool schedule_view_follow(struct work *w, const struct schedule *s, struct schedule_view *view);

#endif
