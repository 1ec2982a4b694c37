/* One task in a runner's hands: its conversation is moved on by whatever comes first. */
#include "queue/runner_parts.h"

#include "bounds.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/url.h"

#define SLOT_KEPT (64u << 10) /* bytes of arena: hundreds of slots are begun and ended a second */

void slot_queue_add(struct slot_queue *q, struct slot *s)
{
	s->next_queued = NULL;
	if (q->last)
		q->last->next_queued = s;
	else
		q->first = s;
	q->last = s;
	q->n++;
}

struct slot *slot_queue_take(struct slot_queue *q)
{
	struct slot *s = q->first;

	if (!s)
		return NULL;
	q->first = s->next_queued;
	if (!q->first)
		q->last = NULL;
	q->n--;
	return s;
}

void slot_move(struct slot *s, enum slot_state to)
{
	struct runner *r = s->runner;
	const int more = (to == SLOT_FETCHING) - (s->state == SLOT_FETCHING);

	r->n_transfers += more;
	if (more < 0)
		pace_count(&r->pace, clock_monotonic_ms());
	s->state = to;
}

/* --- its end --- */

void slot_end(struct slot *s)
{
	if (s->state == SLOT_ENDED)
		return;
	slot_move(s, SLOT_ENDED);
	s->ended_ms = clock_monotonic_ms();
	slot_queue_add(&s->runner->ended, s);
}

void slot_lose(struct slot *s)
{
	log_warning(&s->work, "%s %s is another runner's now", s->kind->noun, s->task.id);
	if (s->transfer)
		transfer_cancel(s->transfer);
	s->transfer = NULL;
	slot_end(s);
}

const char *slot_sentence(const struct slot *s)
{
	return s->failure.class == CLASS_INTERNAL ? "Internal error" : s->work.message;
}

void slot_put_back(struct slot *s, int64_t far_ms)
{
	s->is_returned = true;
	s->far_ms = far_ms;
	slot_end(s);
}

/* It failed, for the reason in its work. */
static void slot_fail(struct slot *s)
{
	s->is_done = false;
	/* Not the task's fault: as if it had not been claimed. */
	s->is_returned = s->is_returned || error_is(&s->work, ERR_UNAVAILABLE);
	if (s->is_returned && s->far_ms == 0)
		s->far_ms = (int64_t)s->work.retry_after_s * 1000;
	slot_end(s);
}

void slot_free(struct slot *s)
{
	struct runner *r = s->runner;

	if (s->kind && s->kind->free)
		s->kind->free(s);
	if (s->previous)
		s->previous->next = s->next;
	else
		r->slots = s->next;
	if (s->next)
		s->next->previous = s->previous;
	r->n_slots--;
	work_end(&s->work);
	free(s);
}

/* --- its turns --- */

static void slot_advance(struct slot *s, const struct answer *answer);

/* The failure of what is optional is for the conversation to judge. */
void slot_answer(struct slot *s, const struct answer *answer)
{
	bool has_failed = !answer->response && !answer->result;

	if (has_failed &&
	    (!s->conversation->want.is_optional || error_is(&s->work, ERR_UNAVAILABLE)))
		slot_fail(s);
	else
		slot_advance(s, answer);
}

static void fetched(void *data, struct fetch_response *response)
{
	struct slot *s = data;

	s->transfer = NULL;
	if (s->state != SLOT_ENDED) /* a mail cannot be called back */
		slot_answer(s, &(struct answer){.response = response,
						.status = response ? 0 : s->failure.status});
}

static void slot_fetch(struct slot *s)
{
	struct fetch_request request = s->conversation->want.fetch;

	slot_move(s, SLOT_FETCHING);
	s->gate = slot_gate;
	s->gate.data = s;
	request.gate = request.is_own || !s->kind->is_governed ? NULL : &s->gate;
	work_doing(&s->work, "fetching %s",
		   request.is_own	  ? "our own endpoint"
		   : s->kind->is_governed ? request.url
					  : s->task.url);
	s->transfer = transfer_start(&s->work, s->runner->fetcher, &request, fetched, s);
	if (!s->transfer) {
		slot_move(s, SLOT_PLACELESS); /* what it wants instead may begin in its place */
		slot_answer(s, &(struct answer){0});
	}
}

static void slot_mail(struct slot *s)
{
	slot_move(s, SLOT_FETCHING);
	work_doing(&s->work, "sending mail");
	mail_start(&s->work, s->runner->fetcher, &s->conversation->want.mail, fetched, s);
}

static bool is_late(const struct slot *s)
{
	return s->work.deadline_ms && work_left_ms(&s->work, 1) == 0;
}

static void slot_time_out(struct slot *s)
{
	fail_class(&s->work, CLASS_TIMEOUT, "Job timed out");
	slot_fail(s);
}

void slot_go_on(struct slot *s)
{
	if (is_late(s))
		slot_time_out(s);
	else if (s->conversation->want.kind == WANT_MAIL)
		slot_mail(s);
	else
		slot_fetch(s);
}

/* Does what the conversation wants next. */
static void slot_turn(struct slot *s)
{
	const struct want *want = &s->conversation->want;

	if (++s->turns > TURNS_MAX) {
		fail_class(&s->work, CLASS_INTERNAL, "more than %d turns", TURNS_MAX);
		slot_fail(s);
		return;
	}
	if (is_late(s)) {
		slot_time_out(s);
		return;
	}
	switch (want->kind) {
	case WANT_FETCH:
	case WANT_MAIL:
		place_want(s);
		break;
	case WANT_OPERATION:
		slot_move(s, SLOT_QUEUED);
		slot_queue_add(&s->runner->queued, s);
		break;
	case WANT_NOTHING:
		s->is_done = true;
		s->work.doing = NULL;
		slot_end(s);
		break;
	}
}

/* While a task is worked on its id stands where others see it, should it take us along. */
static void suspect(struct slot *s, bool is_worked_on)
{
	struct runner_mark *mark = s->runner->config.mark;

	memcpy(mark->suspect, is_worked_on ? s->task.id : "", is_worked_on ? OWNER_SIZE : 1);
}

static void slot_advance(struct slot *s, const struct answer *answer)
{
	struct conversation *c = s->conversation;
	bool good;

	suspect(s, true);
	good = c->advance(&s->work, c, answer);
	suspect(s, false);
	if (good)
		slot_turn(s);
	else
		slot_fail(s);
}

/* --- its beginning --- */

static struct slot *slot_new(struct runner *r, const struct task *t)
{
	struct slot *s = calloc(1, sizeof *s);
	struct arena *a;

	if (!s)
		bug("no memory for a task");
	s->runner = r;
	work_begin(&s->work);
	a = s->work.arena;
	arena_keep(a, SLOT_KEPT);
	s->task = *t;
	s->task.id = arena_text(a, t->id);
	s->task.account_id = s->work.account_id = arena_text(a, t->account_id);
	s->task.kind = arena_text(a, t->kind);
	s->task.host = arena_text(a, t->host);
	s->task.strategy_id = arena_text(a, t->strategy_id);
	s->task.url = arena_text(a, t->url);
	s->task.schedule_id = arena_text(a, t->schedule_id);
	s->task.run_id = arena_text(a, t->run_id);
	s->task.parameters.data = arena_text(a, t->parameters.data);
	s->task.item_order = arena_text(a, t->item_order);
	s->task.ignore_fields.data = arena_text(a, t->ignore_fields.data);
	s->task.thresholds.data = arena_text(a, t->thresholds.data);
	if (t->confirm_seconds)
		s->task.confirm_seconds =
		    memcpy(ARENA_NEW(a, int64_t), t->confirm_seconds, sizeof *t->confirm_seconds);
	if (t->first_hash.data)
		s->task.first_hash.data = arena_copy(a, t->first_hash.data, t->first_hash.size);
	s->work.db = r->db;
	s->began_ms = clock_monotonic_ms();
	if (t->slot_us > 0) {
		s->turn_host = s->task.host;
		s->turn_ms = s->began_ms + (t->slot_us + 999) / 1000;
		if (s->turn_host)
			s->leeway_ms = governor_leeway_ms(r->governor, s->turn_host);
	}
	s->next = r->slots;
	if (r->slots)
		r->slots->previous = s;
	r->slots = s;
	r->n_slots++;
	return s;
}

void slot_go(struct slot *s)
{
	bool good;

	suspect(s, true);
	good = s->kind->begin(s);
	suspect(s, false);
	if (!good)
		slot_fail(s);
	else if (s->state != SLOT_ENDED && s->conversation)
		slot_turn(s);
}

/* A newer program's task waits until we are replaced, too. */
void slot_begin(struct runner *r, const struct task *t)
{
	struct slot *s = slot_new(r, t);

	s->kind = task_kind_of(t->kind);
	if (!s->kind) {
		log_warning(&s->work, "tasks of kind \"%s\" are not known here", t->kind);
		slot_put_back(s, KIND_UNKNOWN_MS);
		return;
	}
	s->work.deadline_ms = s->kind->deadline_ms ? s->began_ms + s->kind->deadline_ms : 0;
	if (t->crashes >= CRASHES_MAX || t->attempts > ATTEMPTS_MAX) {
		fail_class(&s->work, CLASS_CRASHED, "The %s ended its runner %d times",
			   s->kind->noun,
			   (int)(t->crashes >= CRASHES_MAX ? t->crashes : t->attempts - 1));
		slot_fail(s);
	} else {
		slot_go(s);
	}
}
