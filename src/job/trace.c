/* Traces answer "why was I told?" and "why was I not?" in plain members. */
#include "job/trace.h"

#include "store/traces.h"

#include <json-c/json_object.h>

/* What the verdict means where it has no note of its own. */
static const char *note_of(const struct judgement *j)
{
	const struct fetch_response *page = j->run->page;

	if (j->verdict->note)
		return j->verdict->note;
	if (j->run->is_same_page)
		return page && page->status == 304
			   ? "the site says that the page is still the same: nothing was extracted"
			   : "the page has the same bytes as before: nothing was extracted";
	switch (j->verdict->kind) {
	case VERDICT_FIRST:
		return "there was nothing to compare with: later runs are compared with this one";
	case VERDICT_UNCHANGED:
		return "what counts is as it was in the baseline";
	case VERDICT_CHANGED:
		return "this run is the new baseline";
	case VERDICT_ODD:
		return "the run is not believed: the baseline stays";
	}
	return NULL;
}

static void put_counts(struct work *w, struct json_object *o, const struct job_change *c)
{
	struct json_object *counts = json_new_object(w);

	json_put_int(counts, "added", c->added);
	json_put_int(counts, "removed", c->removed);
	json_put_int(counts, "modified", c->modified);
	json_put_int(counts, "moved", c->moved);
	json_put_shared(o, "changes", counts);
}

/* By what items were found again. */
static void put_key(struct work *w, struct json_object *o, const struct target *t)
{
	struct json_object *key = json_stored(w, t->item_key.data);

	if (key)
		json_put_shared(o, "inferred_key", key);
}

void trace_put_judgement(struct work *w, struct json_object *trace, const struct judgement *j)
{
	const struct verdict *v = j->verdict;
	struct json_object *o = json_new_object(w);

	json_put_text(o, "kind", j->kind);
	json_put_text(o, "note", note_of(j));
	json_put_text(o, "compared_with_job_id", j->baseline_job_id);
	json_put_text(o, "content_hash_before", j->baseline_hash);
	json_put_text(o, "content_hash", v->content_hash ? v->content_hash : j->baseline_hash);
	json_put_text(o, "baseline_job_id", j->target->baseline_job_id);
	if (v->kind == VERDICT_CHANGED) {
		put_counts(w, o, &v->change);
		put_key(w, o, j->target);
	}
	if (v->kind == VERDICT_ODD) {
		json_put_text(o, "error_class", error_class_word(v->class));
		json_put_text(o, "error", v->error);
		json_put_int(o, "equal_odd_runs", j->target->odd_runs);
	}
	json_put_shared(trace, "verdict", o);
}

void trace_put_telling(struct work *w, struct json_object *trace, const struct telling *t)
{
	struct json_object *o;

	if (!t->event)
		return;
	o = json_new_object(w);
	json_put_text(o, "event", t->event);
	json_put_text(o, "notify", t->notify);
	json_put_text(o, "delivery_id", t->delivery_id);
	json_put_text(o, "note", t->note);
	json_put_shared(trace, "told", o);
}

bool trace_put_earlier(struct work *w, const struct task *t, struct json_object *trace)
{
	struct json_object *earlier;
	const char *text;

	if (t->attempts <= 1 && !t->first_hash.data)
		return true;
	text = trace_load(w, t->account_id, t->id);
	if (!text) {
		if (!error_is(w, ERR_NOT_FOUND) && !error_is(w, ERR_INTERNAL))
			return false;
		work_forgive(w);
		return true;
	}
	earlier = json_array_of(json_parse(w, text, strlen(text)), "earlier");
	if (earlier)
		json_put_shared(trace, "earlier", earlier);
	work_forgive(w);
	return true;
}

static struct json_object *entry_of(struct work *w, const struct task *t,
				    const struct earlier_try *e)
{
	struct json_object *o = json_new_object(w);

	json_put_int(o, "attempt", t->attempts);
	json_put_text(o, "at", instant_text(w->arena, clock_now()));
	if (e->class == CLASS_NONE) {
		json_put_text(o, "verdict", TRACE_WAITING);
		json_put_text(o, "note", e->error);
	} else {
		json_put_text(o, "error_class", error_class_word(e->class));
		json_put_text(o, "error", e->error);
	}
	json_put_int(o, "again_in_ms", e->again_ms);
	return o;
}

bool trace_keep_try(struct work *w, const struct task *t, struct json_object *trace,
		    const struct earlier_try *e)
{
	struct json_object *earlier;

	if (!trace_put_earlier(w, t, trace))
		return false;
	earlier = json_array_of(trace, "earlier");
	if (!earlier) {
		earlier = json_new_array(w);
		json_put_shared(trace, "earlier", earlier);
	}
	json_add_shared(earlier, entry_of(w, t, e));
	return trace_store(w,
			   &(struct trace){.job_id = t->id,
					   .account_id = t->account_id,
					   .json = json_string(w, trace)},
			   1);
}
