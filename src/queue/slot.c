/* One job in a runner's hands: its conversation is moved on by whatever comes first. */
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

/* --- its end --- */

void slot_end(struct slot *s)
{
	if (s->state == SLOT_ENDED)
		return;
	s->state = SLOT_ENDED;
	s->ended_ms = clock_monotonic_ms();
	slot_queue_add(&s->runner->ended, s);
}

void slot_fail(struct slot *s)
{
	s->has_run = false;
	/* Not the job's fault: as if it had not been claimed. */
	s->is_returned = s->is_returned || error_is(&s->work, ERR_UNAVAILABLE);
	slot_end(s);
}

void slot_free(struct slot *s)
{
	struct runner *r = s->runner;

	if (s->plan)
		plan_release(r->plans, s->plan);
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
	    (!s->run->conversation.want.is_optional || error_is(&s->work, ERR_UNAVAILABLE)))
		slot_fail(s);
	else
		slot_advance(s, answer);
}

static void fetched(void *data, struct fetch_response *response)
{
	struct slot *s = data;

	s->transfer = NULL;
	slot_answer(s, &(struct answer){.response = response});
}

static void slot_fetch(struct slot *s)
{
	struct fetch_request request = s->run->conversation.want.fetch;

	s->state = SLOT_FETCHING;
	s->gate = slot_gate;
	s->gate.data = s;
	request.gate = request.is_own ? NULL : &s->gate;
	work_doing(&s->work, "fetching %s", request.is_own ? "our own endpoint" : request.url);
	s->transfer = transfer_start(&s->work, s->runner->fetcher, &request, fetched, s);
	if (!s->transfer)
		slot_answer(s, &(struct answer){0});
}

/* Does what the conversation wants next. */
static void slot_turn(struct slot *s)
{
	const struct want *want = &s->run->conversation.want;

	if (++s->turns > TURNS_MAX) {
		fail_class(&s->work, CLASS_INTERNAL, "more than %d turns", TURNS_MAX);
		slot_fail(s);
		return;
	}
	if (s->work.deadline_ms && work_left_ms(&s->work, 1) == 0) {
		fail_class(&s->work, CLASS_TIMEOUT, "Job timed out");
		slot_fail(s);
		return;
	}
	switch (want->kind) {
	case WANT_FETCH:
		slot_fetch(s);
		break;
	case WANT_OPERATION:
		s->state = SLOT_QUEUED;
		slot_queue_add(&s->runner->queued, s);
		break;
	case WANT_NOTHING:
		s->has_run = true;
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
	struct conversation *c = &s->run->conversation;
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
		bug("no memory for a job");
	s->runner = r;
	work_begin(&s->work);
	a = s->work.arena;
	arena_keep(a, SLOT_KEPT);
	s->task = *t;
	s->task.id = arena_text(a, t->id);
	s->task.account_id = s->work.account_id = arena_text(a, t->account_id);
	s->task.kind = arena_text(a, t->kind);
	s->task.strategy_id = arena_text(a, t->strategy_id);
	s->task.url = arena_text(a, t->url);
	s->task.schedule_id = arena_text(a, t->schedule_id);
	s->task.batch_id = arena_text(a, t->batch_id);
	s->task.parameters.data = arena_text(a, t->parameters.data);
	s->work.db = r->db;
	s->began_ms = clock_monotonic_ms();
	if (t->slot_us > 0) {
		s->turn_host = task_host(&s->work, t->url);
		s->turn_ms = s->began_ms + (t->slot_us + 999) / 1000;
	}
	s->next = r->slots;
	if (r->slots)
		r->slots->previous = s;
	r->slots = s;
	r->n_slots++;
	return s;
}

/* What is known of the page from the last good run. */
static bool know_page(struct slot *s, struct run_input *input)
{
	const struct task *t = &s->task;
	struct target *target = ARENA_NEW(s->work.arena, struct target);
	struct condition known;

	if (!target_find(&s->work, t->account_id, t->strategy_id,
			 target_name(&s->work, t->url, t->parameters.data, t->schedule_id),
			 target)) {
		if (!error_is(&s->work, ERR_NOT_FOUND))
			return false;
		work_forgive(&s->work);
		return true;
	}
	known = run_condition(target, t->version, clock_now());
	input->etag = known.etag;
	input->last_modified = known.last_modified;
	input->body_hash = known.body_hash;
	if (target->result_hash.size == SHA256_SIZE)
		s->known = target->result_hash.data;
	return true;
}

/* The run of a task whose strategy is there. */
static bool run_of(struct slot *s)
{
	const struct task *t = &s->task;
	const struct strategy *strategy;
	struct run_input input;

	s->plan = plan_use(&s->work, s->runner->plans, t->account_id, t->strategy_id, t->version);
	if (!s->plan)
		return false;
	strategy = &s->plan->strategy;
	input = (struct run_input){.url = t->url,
				   .plan = strategy->plan.data,
				   .output_schema = strategy->output_schema.data,
				   .filter_config = strategy->filter_config.data,
				   .made_from = strategy->url,
				   .parameters = t->parameters.data};
	if (!know_page(s, &input))
		return false;
	s->run = run_begin(&s->work, &input);
	return s->run != NULL;
}

void slot_begin(struct runner *r, const struct task *t)
{
	struct slot *s = slot_new(r, t);

	s->work.deadline_ms = s->began_ms + EXECUTE_DEADLINE_MS;
	if (!t->strategy_id) {
		slot_end(s); /* there is nobody left to tell */
	} else if (t->crashes >= CRASHES_MAX || t->attempts > ATTEMPTS_MAX) {
		fail_class(&s->work, CLASS_CRASHED, "The job ended its runner %d times",
			   (int)(t->crashes >= CRASHES_MAX ? t->crashes : t->attempts - 1));
		slot_fail(s);
	} else {
		suspect(s, true);
		bool good = run_of(s);
		suspect(s, false);
		if (good) {
			slot_turn(s);
			return;
		}
		if (error_is(&s->work, ERR_NOT_FOUND))
			s->task.strategy_id = NULL; /* deleted since the claim */
		slot_fail(s);
	}
}

/* --- what happened --- */

static void add_fetch(struct slot *s, struct json_object *trace)
{
	const struct fetch_response *page = s->run ? s->run->page : NULL;
	struct json_object *o;

	if (!page)
		return;
	o = json_new_object(&s->work);
	json_put_int(o, "status", page->status);
	json_put_text(o, "url", page->url);
	json_put_text(o, "address", page->address);
	json_put_text(o, "content_type", page->content_type);
	json_put_int(o, "redirects", page->redirects);
	json_put_int(o, "bytes", (int64_t)page->body_size);
	json_put_int(o, "wire_bytes", (int64_t)page->wire_size);
	json_put_int(o, "held_ms", page->held_ms);
	json_put_int(o, "dns_ms", page->dns_ms);
	json_put_int(o, "connect_ms", page->connect_ms);
	json_put_int(o, "first_byte_ms", page->first_byte_ms);
	json_put_int(o, "total_ms", page->total_ms);
	json_put_shared(trace, "fetch", o);
}

struct json_object *slot_trace(struct slot *s)
{
	struct json_object *trace = json_new_object(&s->work), *o;

	json_put_int(trace, "attempt", s->task.attempts);
	json_put_int(trace, "crashes", s->task.crashes);
	json_put_int(trace, "strategy_version", s->task.version);
	add_fetch(s, trace);
	if (s->has_run && s->run->is_same_page) {
		json_put_bool(trace, "is_same_page", true);
	} else if (s->has_run) {
		o = json_new_object(&s->work);
		json_put_int(o, "ms", s->extract_ms);
		json_put_int(o, "items", s->run->item_count);
		json_put_int(o, "items_before_filter", s->run->item_count_before);
		json_put_shared(trace, "extract", o);
		if (s->run->warnings)
			json_put_shared(trace, "warnings", s->run->warnings);
	} else {
		json_put_text(trace, "error", s->work.message);
	}
	json_put_int(trace, "ms", s->ended_ms - s->began_ms);
	return trace;
}
