/* Deliveries as clients see them. */
#ifndef METER_API_WEBHOOKS_VIEW_H
#define METER_API_WEBHOOKS_VIEW_H

#include "api/api.h"
#include "store/deliveries.h"

struct delivery_view {
	const char *id, *delivery_id, *schedule_id, *job_id, *run_id, *status, *event;
	const char *webhook_type, *webhook_url;
	int64_t attempt_count;
	const char *error;
	struct instant next_attempt_at, created_at, ended_at;
	struct raw_json attempts;
};

extern const struct shape delivery_out;

/* With the delivery's attempts, which are read for it. */
bool delivery_view_of(struct call *c, const struct delivery *d, struct delivery_view *out);

#endif
