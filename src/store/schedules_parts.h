/* What the files about schedules share. */
#ifndef METER_STORE_SCHEDULES_PARTS_H
#define METER_STORE_SCHEDULES_PARTS_H

#include "store/schedules.h"

extern const struct shape schedule_row;

#define SCHEDULE_CHANGEABLE_COLUMNS                                                                \
	"enabled, interval_seconds, cron_expression, timezone, jitter_seconds, catch_up, active,"  \
	" url, urls, parameters, webhook_url, webhook_type, webhook_metadata, secret,"             \
	" secret_before, secret_before_until, notify, confirm_seconds, thresholds,"                \
	" ignore_fields, item_order, anchor_at, next_run_at, updated_at"
#define SCHEDULE_COLUMNS                                                                           \
	"id, account_id, kind, strategy_id, subject_id, url_pattern, max_urls,"                    \
	" strategy_group_id, last_run_at, created_at, " SCHEDULE_CHANGEABLE_COLUMNS
#define SCHEDULE_ROW_COLUMNS                                                                       \
	SCHEDULE_COLUMNS                                                                           \
	", urls_failed, urls_failing, failure_class, failure, skipped, health_since"

#endif
