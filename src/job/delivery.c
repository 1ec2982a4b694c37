/* The rows of a run as an event, and the plan of attempts. */
#include "job/delivery.h"

#include "bounds.h"
#include "job/run_output.h"
#include "store/changes.h"
#include "store/jobs.h"
#include "store/results.h"
#include "util/clock.h"
#include "util/secret.h"

#include <string.h>

/* --- the message --- */

static bool add_changes(struct work *w, const struct delivery *d, struct run_event *e)
{
	struct job_change change;

	if (strcmp(d->event, "unchanged") == 0)
		e->changes.data = "{\"added\":[],\"removed\":[],\"modified\":[],\"moved\":[]}";
	if (strcmp(d->event, "changed") != 0)
		return true;
	if (!change_find(w, d->account_id, d->job_id, &change))
		return false;
	e->changes = change.changes;
	return true;
}

/* What the run found. */
static bool add_results(struct work *w, const struct delivery *d, const struct job *job,
			struct run_event *e)
{
	e->item_count = job->item_count ? *job->item_count : 0;
	e->has_changes = job->has_changes && *job->has_changes;
	e->content_hash = job->content_hash;
	if (job->result_hash.data)
		e->results.data =
		    result_load(w, job->account_id, job->strategy_id, job->result_hash.data);
	if (e->results.data && add_changes(w, d, e))
		return true;
	if (!job->result_hash.data || error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "The results of the run are not kept any more");
	return false;
}

/* --- of a workflow's run --- */

static bool has_room(struct run_sink *s)
{
	return !text_is_full(s->text);
}

/* Everything that the run found, or a word that it is too much for a message. */
static bool add_output(struct work *w, const struct workflow_run *r, struct run_event *e)
{
	struct text results = text_new(w->arena, RUN_MESSAGE_MAX);
	struct text grouped = text_new(w->arena, RUN_MESSAGE_MAX);
	struct run_sink one = {.text = &results, .sent = has_room},
			two = {.text = &grouped, .sent = has_room};
	struct run_output o;

	if (!run_output_load(w, r, &o) ||
	    !run_output_items(w, &o, (struct run_choice){.terminal_only = true}, &one) ||
	    !run_output_grouped(w, &o, &two))
		return false;
	e->are_omitted = text_is_full(&results) || text_is_full(&grouped);
	e->results.data = e->are_omitted ? "[]" : results.data;
	e->grouped.data = e->are_omitted ? "{}" : grouped.data;
	e->item_count = o.item_count;
	return true;
}

static bool read_run_event(struct work *w, const struct delivery *d, struct run_event *e)
{
	struct workflow_run r;

	if (!run_find(w, d->account_id, d->run_id, &r))
		return false;
	*e = (struct run_event){.run_id = r.id,
				.workflow_id = r.workflow_id,
				.schedule_id = d->schedule_id,
				.strategy_name = r.workflow_name,
				.metadata = d->metadata,
				.has_changes = r.has_changes && *r.has_changes,
				.completed_at = r.completed_at};
	if (strcmp(r.status, "failed") == 0) {
		e->error = r.error ? r.error : "";
		return true;
	}
	return add_output(w, &r, e);
}

static bool read_event(struct work *w, const struct delivery *d, struct run_event *e)
{
	struct job job;

	if (d->run_id)
		return read_run_event(w, d, e);
	if (!job_find(w, d->account_id, d->job_id, &job))
		return false;
	*e = (struct run_event){.job_id = d->job_id,
				.schedule_id = d->schedule_id,
				.strategy_name = d->strategy_name,
				.url = job.url,
				.metadata = d->metadata,
				.completed_at = job.completed_at};
	if (strcmp(job.status, "failed") == 0) {
		e->error = job.error ? job.error : "";
		return true;
	}
	return add_results(w, d, &job, e);
}

static bool add_secret(struct work *w, const struct delivery *d, const struct seal_key *key,
		       struct blob sealed, struct message *m)
{
	const char *secret = unseal(w, key, d->schedule_id, sealed);

	if (secret)
		m->secrets[m->n_secrets++] = secret;
	return secret != NULL;
}

/* The schedule's secrets as they are now: a rotated one signs beside the new one for a while. When
 * the key was lost, and with it the old secret, the new one signs alone. */
static bool add_secrets(struct work *w, const struct delivery *d,
			const struct delivery_state *state, const struct seal_key *key,
			struct message *m)
{
	bool is_rotating = state->secret_before.data && state->secret_before_until.us > m->at.us;

	if (!state->secret.data)
		return fail(w, ERR_NOT_FOUND, "The schedule has no receiver any more");
	if (!add_secret(w, d, key, state->secret, m))
		return false;
	if (is_rotating && !add_secret(w, d, key, state->secret_before, m))
		work_forgive(w);
	return true;
}

struct message *delivery_message(struct work *w, const struct delivery *d,
				 const struct delivery_state *state, const struct seal_key *key)
{
	struct message *m = ARENA_NEW(w->arena, struct message);
	struct run_event *e = ARENA_NEW(w->arena, struct run_event);

	*m = (struct message){.address = d->address, .id = d->id, .event = e, .at = clock_now()};
	if (!receiver_of(d->receiver, &m->receiver))
		return fail(w, ERR_NOT_FOUND, "Receivers of type %s are not known", d->receiver);
	return read_event(w, d, e) && add_secrets(w, d, state, key, m) ? m : NULL;
}

/* --- what came of it --- */

static bool store_attempt(struct work *w, const struct delivery *d, const struct sending *s)
{
	const int64_t status = s->result.status;
	const struct delivery_attempt a = {
	    .delivery_id = d->id,
	    .account_id = d->account_id,
	    .number = d->attempts,
	    .started_at = s->started_at,
	    .duration_ms = s->duration_ms,
	    .status_code = status ? &status : NULL,
	    .error_class = s->result.class ? error_class_word(s->result.class) : NULL,
	    .error = s->error,
	    .answer = s->answer};

	return attempt_insert(w, &a);
}

/* Only what says that the receiver is in trouble counts against it: who answers 404 at once keeps
 * nobody waiting. */
static bool store_endpoint(struct work *w, const struct delivery *d,
			   const struct delivery_state *state, const struct sending *s,
			   enum attempt_verdict verdict)
{
	int64_t delay_ms;

	if (verdict == ATTEMPT_DELIVERED)
		return delivery_is_trusted(state) || endpoint_delivered(w, d);
	return retry_judge(1, &s->result, 0, &delay_ms) != ATTEMPT_AGAIN || endpoint_failed(w, d);
}

bool delivery_tried(struct work *w, const struct task *t, const struct delivery *d,
		    const struct delivery_state *state, const struct sending *s)
{
	struct delivery after = *d;
	enum attempt_verdict verdict;
	int64_t delay_ms;
	uint32_t chance;
	bool again;

	secret_random(&chance, sizeof chance);
	after.attempts++;
	after.tries++;
	after.error = s->error;
	after.next_attempt_at.us = 0;
	verdict = retry_judge((int)after.tries, &s->result, chance, &delay_ms);
	again = verdict == ATTEMPT_AGAIN;
	if (again)
		after.next_attempt_at.us = clock_now().us + delay_ms * 1000;
	else
		after.ended_at = clock_now();
	after.status = again ? "pending" : verdict == ATTEMPT_DELIVERED ? "delivered" : "dead";
	return (again ? task_put_back(
			    w, t, (struct task_return){.delay_ms = delay_ms, .is_innocent = true})
		      : task_done(w, t)) &&
	       store_attempt(w, &after, s) && delivery_update(w, &after) &&
	       store_endpoint(w, d, state, s, verdict);
}

bool delivery_dies(struct work *w, const struct task *t, const struct delivery *d,
		   const char *reason)
{
	struct delivery after = *d;

	after.status = "dead";
	after.error = reason;
	after.ended_at = clock_now();
	after.next_attempt_at.us = 0;
	return task_done(w, t) && delivery_update(w, &after);
}
