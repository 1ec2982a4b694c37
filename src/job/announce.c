/* Into the outbox. */
#include "job/announce.h"

#include "store/deliveries.h"
#include "util/id.h"

static bool put_out(struct work *w, const struct task *t, const struct audience *a,
		    struct telling *out)
{
	const struct delivery d = {.id = id_new(w->arena),
				   .account_id = t->account_id,
				   .schedule_id = t->schedule_id,
				   .job_id = t->id,
				   .event = out->event,
				   .receiver = a->webhook_type,
				   .address = a->webhook_url,
				   .strategy_name = a->strategy_name,
				   .metadata = a->webhook_metadata};

	out->delivery_id = d.id;
	return delivery_insert(w, &d);
}

bool announce(struct work *w, const struct task *t, enum occasion o, bool has_failed_before,
	      struct telling *out)
{
	enum receiver receiver;
	struct audience a;

	*out = (struct telling){0};
	if (!t->schedule_id)
		return true;
	out->event = occasion_word(o);
	if (!delivery_audience(w, t->account_id, t->schedule_id, &a)) {
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
	if (notify_wants(a.notify, receiver, o, has_failed_before))
		return put_out(w, t, &a, out);
	out->note = "the schedule does not tell of such a run";
	return true;
}
