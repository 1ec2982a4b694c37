/* Into the outbox. */
#include "job/announce.h"

#include "store/deliveries.h"
#include "util/id.h"

#include <string.h>

/* Whose run ended, and how. */
struct run_end {
	const char *account_id, *schedule_id;
	const char *job_id, *run_id; /* one of these is NULL */
	enum occasion occasion;
	bool has_failed_before;
};

static bool put_out(struct work *w, const struct run_end *e, const struct audience *a,
		    struct telling *out)
{
	const struct delivery d = {.id = id_new(w->arena),
				   .account_id = e->account_id,
				   .schedule_id = e->schedule_id,
				   .job_id = e->job_id,
				   .run_id = e->run_id,
				   .event = out->event,
				   .receiver = a->webhook_type,
				   .address = a->webhook_url,
				   .strategy_name = a->strategy_name,
				   .metadata = a->webhook_metadata};

	out->delivery_id = d.id;
	return delivery_insert(w, &d);
}

static bool tell(struct work *w, const struct run_end *e, struct telling *out)
{
	enum receiver receiver;
	struct audience a;

	*out = (struct telling){.event = occasion_word(e->occasion)};
	if (!delivery_audience(w, e->account_id, e->schedule_id, &a)) {
		if (!work_forgive_missing(w)) /* deleted while it ran */
			return false;
		out->note = "the schedule is gone";
		return true;
	}
	out->notify = a.notify;
	if (!a.webhook_url || !a.webhook_type || !receiver_of(a.webhook_type, &receiver)) {
		out->note = "the schedule has no webhook: its changes wait to be asked for";
		return true;
	}
	if (notify_wants(a.notify, receiver, e->occasion, e->has_failed_before))
		return put_out(w, e, &a, out);
	out->note = "the schedule does not tell of such a run";
	return true;
}

bool announce(struct work *w, const struct task *t, enum occasion o, bool has_failed_before,
	      struct telling *out)
{
	const struct run_end e = {.account_id = t->account_id,
				  .schedule_id = t->schedule_id,
				  .job_id = t->id,
				  .occasion = o,
				  .has_failed_before = has_failed_before};

	*out = (struct telling){0};
	return !t->schedule_id || tell(w, &e, out);
}

/* --- runs of workflows --- */

/* How the run before it ended that was not cancelled; first: there was none that completed. */
static bool look_back(struct work *w, const struct workflow_run *r, bool *is_first,
		      bool *has_failed_before)
{
	struct workflow_run before;

	*is_first = *has_failed_before = false;
	if (run_ended_before(w, r->account_id, r->workflow_id, r->id, &before))
		*has_failed_before = strcmp(before.status, "failed") == 0;
	else if (!work_forgive_missing(w))
		return false;
	if (run_completed_before(w, r->account_id, r->workflow_id, r->id, &before))
		return true;
	*is_first = true;
	return work_forgive_missing(w);
}

bool announce_run(struct work *w, const struct workflow_run *r, struct telling *out)
{
	struct run_end e = {
	    .account_id = r->account_id, .schedule_id = r->schedule_id, .run_id = r->id};
	bool is_first;

	*out = (struct telling){0};
	if (!r->schedule_id || strcmp(r->status, "cancelled") == 0)
		return true;
	if (!look_back(w, r, &is_first, &e.has_failed_before))
		return false;
	if (strcmp(r->status, "failed") == 0)
		e.occasion = OCCASION_FAILED;
	else if (is_first)
		e.occasion = OCCASION_FIRST;
	else
		e.occasion =
		    r->has_changes && *r->has_changes ? OCCASION_CHANGED : OCCASION_UNCHANGED;
	return tell(w, &e, out);
}
