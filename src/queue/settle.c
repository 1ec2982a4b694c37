/* How tasks end: several in one transaction, because its commit costs more than their rows. */
#include "queue/runner_parts.h"

#include "bounds.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/url.h"

#define SETTLE_AFTER_MS 10 /* that an ended task waits for others to end with it */

/* From the error of a failed slot's work to the class of its failure; what is our own fault is
 * logged. */
static void read_failure(struct slot *s)
{
	struct work *w = &s->work;

	s->failure.class = CLASS_INTERNAL;
	if (error_is(w, ERR_UPSTREAM))
		s->failure.class = w->class;
	else if (error_is(w, ERR_TOO_LARGE))
		s->failure.class = CLASS_TOO_LARGE;
	else if (error_is(w, ERR_UNACCEPTABLE)) /* nothing was found that could be stored */
		s->failure.class = CLASS_DATA;
	else
		log_error(w, "%s %s failed: %s", s->kind->noun, s->task.id, w->message);
}

static bool end_slot(struct slot *s, struct work *w)
{
	if (s->is_returned)
		return task_put_back(w, &s->task, slot_return(s));
	return s->is_gone ? task_forget(w, &s->task) : s->kind->end(s, w);
}

static void log_end(struct slot *s)
{
	const char *result = s->is_returned ? "returned" : "gone";

	if (!s->is_returned && !s->is_gone && s->kind)
		result = s->kind->result(s);
	log_event(&s->work, s->kind ? s->kind->noun : s->task.kind, s->task.id, "url",
		  url_masked(s->work.arena, s->task.url), "result", result, "error",
		  s->is_done || s->is_returned ? NULL : s->work.message, NULL);
}

static bool end_all(struct runner *r, struct slot **slots, int n)
{
	closing_begin(&r->closing);
	if (!jobs_prepare(r, slots, n))
		return false;
	for (int i = 0; i < n; i++)
		if (!end_slot(slots[i], &r->work))
			return false;
	return closing_store(&r->work, &r->closing);
}

/* Ends the n slots in one transaction, again when it gave way to another one. */
static bool end_together(struct runner *r, struct slot **slots, int n)
{
	struct work *w = &r->work;

	for (int tries = 1; db_begin(w); tries++) {
		bool again;

		if (end_all(r, slots, n) && db_commit(w))
			return true;
		again = db_gave_way(w) && tries < TRANSACTION_TRIES;
		db_rollback(w);
		if (!again)
			break;
		work_forgive(w);
	}
	return false;
}

/* What has its own fault ends alone. True when it is settled one way or the other. */
static bool end_alone(struct runner *r, struct slot *s)
{
	struct work *w = &r->work;

	work_renew(w);
	w->db = r->db;
	if (end_together(r, &s, 1))
		return true;
	if (error_is(w, ERR_UNAVAILABLE))
		return false;
	if (error_is(w, ERR_CONFLICT) || error_is(w, ERR_NOT_FOUND)) {
		/* Another's now, or gone with its strategy: only the task may be left. */
		work_forgive(w);
		(void)(db_begin(w) && task_forget(w, &s->task) && db_commit(w));
		db_rollback(w);
		return !error_is(w, ERR_UNAVAILABLE);
	}
	/* What cannot be stored is a failure of the task, and that can. */
	if (!s->is_done)
		return true;
	s->is_done = false;
	fail_as(&s->work, w);
	read_failure(s);
	return end_alone(r, s);
}

static int take_ended(struct runner *r, struct slot **slots)
{
	int n = 0;

	while (n < FINISH_MAX && r->ended.first) {
		struct slot *s = slot_queue_take(&r->ended);

		if (s->is_lost && !s->is_gone) {
			slot_free(s);
			continue;
		}
		if (!s->is_done && s->failure.class == CLASS_NONE && !s->is_returned && !s->is_gone)
			read_failure(s);
		slots[n++] = s;
	}
	return n;
}

static void settle_some(struct runner *r)
{
	struct slot *slots[FINISH_MAX];
	int n = take_ended(r, slots);
	bool together;

	work_renew(&r->work);
	together = n > 0 && db_ready(&r->work, r->db) && end_together(r, slots, n);
	for (int i = 0; i < n; i++) {
		bool is_away = error_is(&r->work, ERR_UNAVAILABLE);

		if (!together && (is_away || !end_alone(r, slots[i]))) {
			slot_queue_add(&r->ended, slots[i]);
			r->settle_ms = clock_monotonic_ms() + SETTLE_EVERY_MS;
			continue;
		}
		log_end(slots[i]);
		if (slots[i]->kind && slots[i]->kind->count && !slots[i]->is_gone)
			slots[i]->kind->count(slots[i], &r->counters);
		if (slots[i]->task.schedule_id || slots[i]->task.run_id ||
		    (slots[i]->kind && slots[i]->kind->is_followed))
			r->claim_ms = 0; /* somebody may be to be told of it */
		slot_free(slots[i]);
	}
}

/* Whether somebody waits for the end of a job that has ended. */
static bool is_hurried(const struct runner *r)
{
	for (const struct slot *s = r->ended.first; s; s = s->next_queued)
		if (s->task.priority == TASK_INTERACTIVE)
			return true;
	return false;
}

void runner_settle(struct runner *r)
{
	int64_t now_ms = clock_monotonic_ms();

	if (!r->ended.first || now_ms < r->settle_ms)
		return;
	if (r->ended.n >= FINISH_MAX || r->ended.n == r->n_slots || is_hurried(r) ||
	    r->ended.first->ended_ms + SETTLE_AFTER_MS <= now_ms)
		settle_some(r);
}
