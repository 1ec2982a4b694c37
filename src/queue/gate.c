/* Between a job and the hosts it asks: a turn for each request. */
#include "queue/runner_parts.h"

#include "bounds.h"
#include "util/clock.h"

/* Back to the queue: false, with the reason. */
static bool put_off(struct slot *s, struct work *w, int64_t wait_ms)
{
	s->far_ms = wait_ms > 0 ? wait_ms : 1;
	return fail(w, ERR_UNAVAILABLE, "The host has no turn for us soon");
}

/* A job of which nothing was asked yet waits for its turn in the queue, where it is in nobody's
 * way; unless somebody waits for it, or what it has at the host is not for its task's own site. */
static bool waits_elsewhere(const struct slot *s)
{
	return s->hops == 0 && s->task.priority != TASK_INTERACTIVE && s->task.host &&
	       strcmp(s->task.host, s->turn_host) == 0;
}

/* Gets a turn. False when it has to be put back, or with the database's error. */
static bool get_turn(struct slot *s, struct work *w, const char *host)
{
	struct turns turns;

	if (!governor_ask(w, s->runner->governor, host, 1, &turns))
		return false;
	s->turn_host = NULL;
	if (turns.is_far)
		return put_off(s, w, turns.wait_ms);
	s->turn_host = host;
	s->leeway_ms = turns.leeway_ms;
	s->turn_ms = turns.wait_ms > 0 ? clock_monotonic_ms() + turns.wait_ms : 0;
	return turns.wait_ms <= HOST_NEAR_MS || !waits_elsewhere(s) ||
	       put_off(s, w, turns.wait_ms - HOST_NEAR_MS / 2);
}

/* One that was given and could not be used in time is lost, for another's comes soon after it. */
static bool has_turn(const struct slot *s, const char *host, int64_t now_ms)
{
	return s->turn_host && strcmp(s->turn_host, host) == 0 &&
	       (s->turn_ms == 0 || now_ms <= s->turn_ms + s->leeway_ms);
}

/* When the host can be asked. Asked again when that time has come. */
static int64_t gate_ask(struct work *w, const struct url *url, void *data)
{
	struct slot *s = data;
	const char *host = url_place(w->arena, url);
	int64_t now_ms = clock_monotonic_ms(), pause_ms = 0;

	if (!has_turn(s, host, now_ms)) {
		if (!get_turn(s, w, host))
			return HOP_REFUSED;
	} else if (!governor_hold(w, s->runner->governor, host, &pause_ms)) {
		return HOP_REFUSED;
	}
	if (pause_ms > 0) { /* the host has asked for it since */
		s->turn_host = NULL;
		return now_ms + pause_ms;
	}
	if (s->turn_ms > now_ms)
		return s->turn_ms;
	s->turn_host = NULL;
	s->hops++;
	return 0;
}

/* The governor gets to know what came, and the last status decides on a retry. */
static void gate_tell(struct work *w, const struct url *url, int status, int retry_after_s,
		      void *data)
{
	struct slot *s = data;

	s->failure.status = status;
	s->failure.retry_after_s = retry_after_s;
	governor_tell_hop(w, s->runner->governor, url, status, retry_after_s);
}

const struct hop_gate slot_gate = {.ask = gate_ask, .tell = gate_tell};

struct task_return slot_return(const struct slot *s)
{
	struct task_return how = {.delay_ms = s->far_ms, .is_innocent = true};

	if (s->far_ms > 0 && s->turn_host)
		how.slot_ms = s->turn_ms - clock_monotonic_ms();
	return how;
}
