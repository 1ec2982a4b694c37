/* Who may have a transfer. A runner has so many at once; it holds some more tasks that want one, so
 * that they are claimed and ended together. */
#include "queue/runner_parts.h"

#include "bounds.h"
#include "util/clock.h"

bool slot_is_untouched(const struct slot *s)
{
	return s->turns <= 1;
}

/* What is on its way, is waited for by somebody, or would lose its turn at a host. */
static bool goes_first(const struct slot *s)
{
	return !slot_is_untouched(s) || s->task.priority == TASK_INTERACTIVE || s->turn_host;
}

void place_want(struct slot *s)
{
	struct runner *r = s->runner;

	if (r->n_transfers < r->config.fetches && !r->front.first && !r->ahead.first) {
		slot_go_on(s);
		return;
	}
	slot_move(s, SLOT_PLACELESS);
	s->placeless_ms = clock_monotonic_ms();
	slot_queue_add(goes_first(s) ? &r->front : &r->ahead, s);
}

void places_fill(struct runner *r)
{
	while (r->n_transfers < r->config.fetches && (r->front.first || r->ahead.first)) {
		struct slot *s = slot_queue_take(r->front.first ? &r->front : &r->ahead);

		if (s->is_lost)
			slot_lose(s);
		else
			slot_go_on(s);
	}
}

static int64_t patience_ms(const struct slot *s)
{
	return s->task.priority == TASK_INTERACTIVE ? AHEAD_URGENT_MS : AHEAD_MAX_MS;
}

/* With what is left of its turn, which another runner may use. One that somebody waits for is left
 * to others for a while: they look every CLAIM_IDLE_MS. */
static void put_back(struct slot *s, int64_t now_ms)
{
	if (s->task.priority == TASK_INTERACTIVE)
		s->runner->modest_ms = now_ms + (int64_t)2 * CLAIM_IDLE_MS;
	slot_put_back(s, s->turn_host && s->turn_ms > now_ms ? 1 : 0);
}

static void return_from(struct slot_queue *q, bool all)
{
	const int64_t now_ms = clock_monotonic_ms();
	struct slot_queue waiting = *q;
	struct slot *s;

	*q = (struct slot_queue){0};
	while ((s = slot_queue_take(&waiting))) {
		if (slot_is_untouched(s) && (all || now_ms - s->placeless_ms > patience_ms(s)))
			put_back(s, now_ms);
		else
			slot_queue_add(q, s);
	}
}

void places_return(struct runner *r, bool all)
{
	return_from(&r->front, all);
	return_from(&r->ahead, all);
}

size_t places_room(const struct runner *r)
{
	int ahead = pace_ahead(&r->pace, clock_monotonic_ms());
	int room = r->config.fetches + ahead - r->n_slots;

	return room > 0 ? (size_t)room : 0;
}

size_t places_urgent(const struct runner *r)
{
	int free = r->config.fetches - r->n_transfers - r->front.n;

	if (clock_monotonic_ms() >= r->modest_ms)
		return places_room(r);
	return free > 0 ? (size_t)free : 0;
}
