/* Counting failures, and saying what they come to. */
#include "job/health.h"

#include "bounds.h"
#include "util/json.h"

#define US INT64_C(1000000)

/* --- counting --- */

/* The schedule's row, locked. False with *good true when it is gone. */
static bool lock(struct work *w, const struct task *t, struct schedule *s, bool *good)
{
	*good = true;
	if (!t->schedule_id)
		return false;
	if (schedule_find_locked(w, t->account_id, t->schedule_id, s))
		return true;
	*good = work_forgive_missing(w);
	return false;
}

/* Failures from before the schedule got other URLs are not in its counts. */
static int64_t counted(const struct schedule *s, const struct target *target)
{
	return target->failed_at.us > s->health_since.us ? target->failures : 0;
}

bool health_failed(struct work *w, const struct task *t, struct target *target,
		   enum error_class class, const char *error)
{
	struct schedule s;
	bool good;

	if (!lock(w, t, &s, &good))
		return good;
	target->failures = counted(&s, target) + 1;
	target->failed_at = clock_now();
	s.urls_failed += target->failures == 1;
	s.urls_failing += target->failures == HEALTH_FAILING_RUNS;
	s.failure_class = error_class_word(class);
	s.failure = error;
	return schedule_fare(w, &s);
}

bool health_good(struct work *w, const struct task *t, struct target *target)
{
	struct schedule s;
	int64_t failures;
	bool good;

	if (target->failures == 0 || !lock(w, t, &s, &good))
		return target->failures == 0 || good;
	failures = counted(&s, target);
	target->failures = 0;
	s.urls_failed -= failures >= 1 && s.urls_failed > 0;
	s.urls_failing -= failures >= HEALTH_FAILING_RUNS && s.urls_failing > 0;
	if (s.urls_failed == 0)
		s.failure_class = s.failure = NULL;
	return schedule_fare(w, &s);
}

/* --- saying --- */

static int64_t urls_of(struct work *w, const struct schedule *s)
{
	struct json_object *urls = json_stored(w, s->urls.data);

	return urls ? (int64_t)json_object_array_length(urls) : 1;
}

/* Why nothing runs, or NULL. */
static const char *stale(struct work *w, const struct schedule *s, struct instant now)
{
	int64_t patience_us = HEALTH_STALE_S * US;
	const char *since =
	    s->last_run_at.us ? instant_text(w->arena, s->last_run_at) : "it was made";

	if (s->enabled && s->next_run_at.us && now.us - s->next_run_at.us > patience_us)
		return arena_printf(w->arena,
				    "No run since %s: what was due at %s has not begun; meter-cron "
				    "may not be running",
				    since, instant_text(w->arena, s->next_run_at));
	if (s->confirm_seconds)
		patience_us += *s->confirm_seconds * US;
	if (s->enabled && s->skipped >= HEALTH_SKIPPED && now.us - s->last_run_at.us > patience_us)
		return arena_printf(w->arena,
				    "No run since %s: that one still goes on, and %lld ticks were "
				    "passed over",
				    since, (long long)s->skipped);
	return NULL;
}

static const char *why(struct work *w, const struct schedule *s)
{
	bool is_odd =
	    s->failure_class && (strcmp(s->failure_class, error_class_word(CLASS_LAYOUT)) == 0 ||
				 strcmp(s->failure_class, error_class_word(CLASS_DATA)) == 0);

	return arena_printf(w->arena, "%s%s", s->failure ? s->failure : "no reason is known",
			    is_odd ? "; it waits to be accepted, or for the strategy to be refined"
				   : "");
}

const char *health_of(struct work *w, const struct schedule *s, struct instant now,
		      const char **reason)
{
	int64_t urls = s->urls_failed > 0 ? urls_of(w, s) : 1;

	*reason = stale(w, s, now);
	if (*reason)
		return "stale";
	if (s->enabled && !s->next_run_at.us) {
		*reason = "It cannot be run any more and was stopped: change its timing or URLs";
		return "failing";
	}
	if (s->urls_failing > 0 && s->urls_failed >= urls) {
		*reason = arena_printf(w->arena, "%s: %s",
				       urls == 1 ? arena_printf(w->arena,
								"At least the last %d runs "
								"failed",
								HEALTH_FAILING_RUNS)
						 : "The last run of every URL failed",
				       why(w, s));
		return "failing";
	}
	if (s->urls_failed == 0)
		return "ok";
	*reason = urls == 1 ? arena_printf(w->arena, "The last run failed: %s", why(w, s))
			    : arena_printf(w->arena, "The last run of %lld of %lld URLs failed: %s",
					   (long long)s->urls_failed, (long long)urls, why(w, s));
	return "degraded";
}
