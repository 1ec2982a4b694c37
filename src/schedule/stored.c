/* From a row to a timing. What is stored was checked; a failure here is ours. */
#include "schedule/stored.h"

#include "util/json.h"

static void *unreadable(struct work *w, const struct schedule *s, const char *why)
{
	w->complaints = w->last_complaint = NULL;
	return fail(w, ERR_INTERNAL, "schedule %s cannot be read: %s", s->id, why);
}

bool schedule_timing(struct work *w, const struct schedule *s, struct timing *out)
{
	struct json_object *active = NULL;
	const char *why = NULL;

	*out = (struct timing){.is_cron = s->cron_expression != NULL,
			       .interval_s = s->interval_seconds ? *s->interval_seconds : 0,
			       .jitter_s = s->jitter_seconds,
			       .zone = zone_load(w, s->timezone)};
	if (!out->zone)
		return unreadable(w, s, w->message);
	if (out->is_cron && !cron_parse(w->arena, s->cron_expression, &out->cron, &why))
		return unreadable(w, s, why);
	if (s->active.data && !(active = json_parse(w, s->active.data, strlen(s->active.data))))
		return unreadable(w, s, w->message);
	if (!timing_windows(w, active, out))
		return unreadable(w, s, w->message);
	return out->is_cron || out->interval_s > 0 || unreadable(w, s, "it has no timing");
}

bool schedule_after(struct work *w, const struct schedule *s, struct instant after,
		    struct instant *out)
{
	struct timing t;

	out->us = 0;
	if (!s->enabled)
		return true;
	if (!schedule_timing(w, s, &t))
		return false;
	if (!timing_next(&t, s->id, s->anchor_at, after, out))
		out->us = 0;
	return true;
}
