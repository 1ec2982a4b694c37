/* Tasks of kind "delivery": a receiver is told of a run. One that does not answer holds its
 * deliveries up and nobody else's: an address has few places in a runner, one while it is not known
 * to take anything; deliveries have a share of them all; and an address that fails again and again
 * rests. What finds no place is put back, which does not count as an attempt. */
#include "queue/runner_parts.h"

#include "bounds.h"
#include "job/delivery.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/secret.h"

struct delivery_run {
	struct delivery delivery;
	struct delivery_state state;
	struct sending *sending;
};

/* --- places --- */

static bool is_neighbour(const struct slot *s, const struct slot *other)
{
	const struct delivery_run *mine = s->own, *theirs = other->own;

	return other != s && other->kind == &delivery_kind && other->state != SLOT_ENDED && mine &&
	       theirs && strcmp(other->task.account_id, s->task.account_id) == 0 &&
	       strcmp(theirs->delivery.address, mine->delivery.address) == 0;
}

struct crowd {
	int sending, waiting; /* for the same address */
	int deliveries;	      /* of this runner, for all */
};

static struct crowd crowd_of(const struct slot *s)
{
	struct crowd crowd = {0};

	for (const struct slot *other = s->runner->slots; other; other = other->next) {
		crowd.deliveries += other->kind == &delivery_kind && other->state != SLOT_ENDED;
		if (!is_neighbour(s, other))
			continue;
		if (other->state == SLOT_WAITING)
			crowd.waiting++;
		else
			crowd.sending++;
	}
	return crowd;
}

static int64_t jittered(int64_t ms)
{
	uint32_t chance;

	secret_random(&chance, sizeof chance);
	return ms + (int64_t)(chance % (uint32_t)(ms / 2 + 1));
}

/* Whether it may be sent now. If not it waits here, or is put back. */
static bool find_place(struct slot *s)
{
	const struct delivery_run *run = s->own;
	const struct crowd crowd = crowd_of(s);
	const bool trusted = delivery_is_trusted(&run->state);
	/* Rounded up: a runner with one place has one for deliveries, too. */
	const int share = (s->runner->config.fetches + DELIVERIES_SHARE - 1) / DELIVERIES_SHARE;
	const int64_t rest_ms = (run->state.open_until.us - clock_now().us) / 1000;

	if (rest_ms > 0)
		slot_put_back(s, jittered(rest_ms));
	else if (crowd.deliveries > share)
		slot_put_back(s, jittered(DELIVERY_BACK_MS));
	else if (crowd.sending < (trusted ? DELIVERIES_PER_ENDPOINT : 1))
		return true;
	else if (!trusted || crowd.waiting >= DELIVERIES_WAITING)
		slot_put_back(s, jittered(DELIVERY_BACK_MS));
	return false;
}

/* It was sent and did not arrive. */
static bool has_failed(const struct slot *s)
{
	const struct delivery_run *run = s->own;

	return s->is_done && run->sending->error;
}

/* Nor was there a place for it: what waits behind it need not hold places. */
static bool is_in_vain(const struct slot *s)
{
	return s->is_returned ? s->conversation != NULL : has_failed(s);
}

/* The next that waits for the same address takes the place; behind one in vain all are put back. */
static void leave_place(struct slot *s)
{
	if (!s->own || s->runner->is_closing)
		return;
	for (struct slot *other = s->runner->slots; other; other = other->next) {
		if (other->state != SLOT_WAITING || !is_neighbour(s, other))
			continue;
		if (is_in_vain(s)) {
			slot_put_back(other, jittered(DELIVERY_BACK_MS));
		} else if (crowd_of(other).sending < DELIVERIES_PER_ENDPOINT) {
			slot_go(other);
			return;
		}
	}
}

/* --- its beginning --- */

/* The key that unseals secrets, read when it is first needed. */
static const struct seal_key *seal_key(struct slot *s)
{
	struct runner *r = s->runner;
	struct seal_key *key;

	if (r->seal_key)
		return r->seal_key;
	key = calloc(1, sizeof *key);
	if (!key)
		bug("out of memory");
	if (seal_key_load(&s->work, r->config.secrets_key, key)) {
		r->seal_key = key;
		return key;
	}
	free(key);
	return NULL;
}

/* What has no receiver any more, or no data, can never be sent and is dead. Our own trouble may
 * pass. */
static bool cannot_be_sent(struct slot *s)
{
	struct work *w = &s->work;

	if (error_is(w, ERR_UNAVAILABLE) || error_is(w, ERR_UPSTREAM))
		return false;
	if (error_is(w, ERR_NOT_FOUND) || error_is(w, ERR_TOO_LARGE))
		return fail_class(w, CLASS_DATA, "%s", w->message);
	log_error(w, "delivery %s cannot be sent: %s", s->task.id, w->message);
	work_forgive(w);
	slot_put_back(s, jittered(DELIVERY_LOOK_S * INT64_C(1000)));
	return true;
}

static bool read_delivery(struct slot *s, struct delivery_run *run)
{
	struct work *w = &s->work;

	if (delivery_find(w, s->task.account_id, s->task.id, &run->delivery) &&
	    delivery_state(w, &run->delivery, &run->state)) {
		s->own = run;
		/* Addresses of chats have their secrets in their paths: the log shows the host. */
		s->task.url = task_host(w, run->delivery.address);
		return true;
	}
	s->is_gone = error_is(w, ERR_NOT_FOUND);
	return false;
}

static bool is_too_old(const struct delivery *d)
{
	return clock_now().us - d->started_at.us > DELIVERY_LIFE_S * INT64_C(1000000);
}

static bool send(struct slot *s)
{
	struct delivery_run *run = s->own;
	struct work *w = &s->work;
	const struct seal_key *key = seal_key(s);
	const struct message *m =
	    key ? delivery_message(w, &run->delivery, &run->state, key) : NULL;

	run->sending = m ? sending_begin(w, m, &s->runner->config.mail) : NULL;
	if (!run->sending)
		return cannot_be_sent(s);
	s->conversation = &run->sending->conversation;
	return true;
}

/* Called again when it has waited for its place. */
static bool begin_delivery(struct slot *s)
{
	struct delivery_run *run = s->own;

	if (run)
		return send(s);
	run = ARENA_NEW(s->work.arena, struct delivery_run);
	if (!read_delivery(s, run))
		return false;
	if (is_too_old(&run->delivery))
		return fail_class(&s->work, CLASS_DATA,
				  "It found no turn within three days: the receiver was failing");
	return !find_place(s) || send(s);
}

/* --- its end --- */

static bool end_delivery(struct slot *s, struct work *w)
{
	const struct delivery_run *run = s->own;
	struct delivery d;

	if (s->is_done)
		return delivery_tried(w, &s->task, &run->delivery, &run->state, run->sending);
	return delivery_find(w, s->task.account_id, s->task.id, &d) &&
	       delivery_dies(w, &s->task, &d, slot_sentence(s));
}

static const char *delivery_result(const struct slot *s)
{
	if (!s->is_done)
		return "dead";
	return has_failed(s) ? "failed" : "delivered";
}

static void count_sent(const struct slot *s, struct counters *c)
{
	if (!s->is_returned)
		count_delivery(c, !s->is_done	  ? DELIVERY_IS_DEAD
				  : has_failed(s) ? DELIVERY_HAS_FAILED
						  : DELIVERY_IS_DONE);
}

const struct task_kind delivery_kind = {.word = "delivery",
					.noun = "delivery",
					.begin = begin_delivery,
					.end = end_delivery,
					.result = delivery_result,
					.count = count_sent,
					.free = leave_place};
