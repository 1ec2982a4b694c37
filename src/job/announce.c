/* Into the outbox. */
#include "job/announce.h"

#include "store/deliveries.h"
#include "store/jobs.h"
#include "util/id.h"

static bool is_wanted(struct work *w, const struct task *t, const struct audience *a,
		      enum receiver receiver, enum occasion o, bool *out)
{
	bool has_failed_before = false;

	if (notify_looks_back(a->notify) &&
	    !job_failed_before(w, t->account_id, t->id, &has_failed_before))
		return false;
	*out = notify_wants(a->notify, receiver, o, has_failed_before);
	return true;
}

bool announce(struct work *w, const struct task *t, enum occasion o)
{
	struct delivery d = {.account_id = t->account_id,
			     .schedule_id = t->schedule_id,
			     .job_id = t->id,
			     .event = occasion_word(o)};
	enum receiver receiver;
	struct audience a;
	bool wanted = false;

	if (!t->schedule_id)
		return true;
	if (!delivery_audience(w, t->account_id, t->schedule_id, &a)) {
		if (!error_is(w, ERR_NOT_FOUND))
			return false;
		work_forgive(w); /* deleted while it ran */
		return true;
	}
	if (!a.webhook_url || !a.webhook_type || !receiver_of(a.webhook_type, &receiver))
		return true;
	if (!is_wanted(w, t, &a, receiver, o, &wanted))
		return false;
	d.id = id_new(w->arena);
	d.receiver = a.webhook_type;
	d.address = a.webhook_url;
	d.strategy_name = a.strategy_name;
	d.metadata = a.webhook_metadata;
	return !wanted || delivery_insert(w, &d);
}
