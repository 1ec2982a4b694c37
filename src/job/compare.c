/* What becomes of a target after a run. */
#include "job/compare.h"

#include "bounds.h"
#include "diff/items.h"
#include "job/expect.h"
#include "store/results.h"
#include "util/secret.h"

struct comparison {
	const struct finding *found;
	struct target *target;
	struct verdict *verdict;
	struct json_object *plan;
	struct measure measure;
};

static bool is_sections(struct json_object *plan)
{
	const char *type = json_text(plan, "type");

	return type && strcmp(type, "content") == 0;
}

/* --- the target --- */

static void learn(struct work *w, struct comparison *c, bool anew)
{
	struct target *t = c->target;
	struct expectation e = {anew ? NULL : t->expectations.data, anew ? 0 : t->runs};

	expect_learn(w, &e, &c->measure);
	t->expectations.data = e.json;
	t->runs = e.runs;
}

/* A good run was seen; what it says of the page is for the next request. */
static void take_page(struct work *w, struct comparison *c)
{
	const struct finding *f = c->found;
	struct target *t = c->target;

	t->etag = f->etag;
	t->last_modified = f->last_modified;
	t->body_hash = (struct blob){0};
	if (f->body_hash)
		t->body_hash =
		    (struct blob){arena_copy(w->arena, f->body_hash, SHA256_SIZE), SHA256_SIZE};
	t->extracted_at = clock_now();
	t->odd_runs = 0;
	t->odd_hash = NULL;
	t->is_accepting = false;
}

static void take_baseline(struct work *w, struct comparison *c, bool anew)
{
	const struct finding *f = c->found;
	struct target *t = c->target;

	take_page(w, c);
	t->baseline_job_id = f->job_id;
	t->strategy_version = f->strategy_version;
	t->engine = ENGINE_VERSION;
	t->item_count = f->item_count;
	t->content_hash = f->content_hash;
	t->structural_signature.data = f->structural_signature;
	t->result_hash =
	    (struct blob){arena_copy(w->arena, f->result_hash, SHA256_SIZE), SHA256_SIZE};
	learn(w, c, anew);
}

/* How many runs in a row had this odd content, this one included. */
static int64_t count_odd(struct comparison *c)
{
	struct target *t = c->target;
	const char *hash = c->found->content_hash;

	if (!t->odd_hash || strcmp(t->odd_hash, hash) != 0)
		t->odd_runs = 0;
	t->odd_hash = hash;
	return ++t->odd_runs;
}

/* --- what changed --- */

static const char *wrapper_of(struct work *w, const char *schema)
{
	struct json_object *o = schema ? json_parse(w, schema, strlen(schema)) : NULL;

	return o ? inner_name(o) : NULL;
}

struct item_key run_item_key(struct work *w, struct json_object *plan, struct raw_json *remembered,
			     const struct item_list *before, const struct item_list *after)
{
	const char *names = remembered->data;
	struct item_key key = {0};

	if (is_sections(plan))
		return item_key_of_sections(w);
	if (!item_key_parse(w, "key", json_get(plan, "key"), &key))
		work_forgive(w); /* a strategy of long ago: as if none were given */
	else if (key.fields.n)
		return key;
	if (names && item_key_parse(w, "key", json_parse(w, names, strlen(names)), &key) &&
	    item_key_holds(w, &key, before, after))
		return key;
	key = item_key_infer(w, before, after);
	remembered->data = key.fields.n ? item_key_print(w, &key) : NULL;
	return key;
}

/* The changes of two stored texts; false when they cannot be read. */
static bool find_changes(struct work *w, struct comparison *c, const char *items_before)
{
	const struct finding *f = c->found;
	const char *wrapper = wrapper_of(w, f->output_schema);
	struct job_change *change = &c->verdict->change;
	struct text t = text_new(w->arena, ITEM_DIFF_TEXT_MAX);
	struct item_list before, after;
	struct item_key key;
	struct item_diff d;

	if (!item_list_scan(w, items_before, strlen(items_before), wrapper, &before) ||
	    !item_list_scan(w, f->items, strlen(f->items), wrapper, &after))
		return false;
	key = run_item_key(w, c->plan, &c->target->item_key, &before, &after);
	item_diff(w, &before, &after, &key, plan_is_ordered(c->plan), &d);
	item_diff_print(w, &d, &t);
	change->added = (int64_t)d.n_added;
	change->removed = (int64_t)d.n_removed;
	change->modified = (int64_t)d.n_modified;
	change->moved = (int64_t)d.n_moved;
	if (!text_is_full(&t))
		change->changes.data = t.data;
	return true;
}

/* A baseline whose items are gone or damaged still tells that they are others now. */
static bool describe_change(struct work *w, struct comparison *c)
{
	const struct target *t = c->target;
	const char *before;

	c->verdict->kind = VERDICT_CHANGED;
	c->verdict->change = (struct job_change){.job_id = c->found->job_id,
						 .account_id = t->account_id,
						 .strategy_id = t->strategy_id,
						 .target = t->target,
						 .before_job_id = t->baseline_job_id};
	before = result_load(w, t->account_id, t->strategy_id, t->result_hash.data);
	if (before && find_changes(w, c, before))
		return true;
	if (!error_is(w, ERR_NOT_FOUND) && !error_is(w, ERR_INTERNAL))
		return false;
	work_forgive(w);
	c->verdict->note = "the items of the run before are gone: what changed cannot be told";
	return true;
}

/* --- verdicts --- */

/* Nothing to compare with. A page without items is believed when it is seen again and again: a
 * strategy is made from a page that has some. */
static void compare_first(struct work *w, struct comparison *c)
{
	struct target *t = c->target;

	c->verdict->kind = VERDICT_FIRST;
	if (t->baseline_job_id)
		c->verdict->note = "the strategy has changed since the last run: this run is the "
				   "new baseline, and no change";
	if (c->measure.item_count == 0 && !t->is_accepting && count_odd(c) < ODD_RUNS_ACCEPTED) {
		c->verdict->note = "no items were found: the run is not compared with later ones";
		return;
	}
	t->item_key.data = NULL;
	take_baseline(w, c, true);
}

static void compare_same(struct work *w, struct comparison *c, bool anew)
{
	struct target *t = c->target;

	c->verdict->kind = VERDICT_UNCHANGED;
	take_page(w, c);
	t->strategy_version = c->found->strategy_version;
	t->engine = ENGINE_VERSION;
	learn(w, c, anew);
}

/* What is outside of expectations. The same items are what was expected; but no items may be the
 * same because a filter keeps none of a good page, and none of a broken one. */
static struct oddity judge(struct work *w, struct comparison *c, bool is_same)
{
	const struct target *t = c->target;
	const struct expectation e = {t->expectations.data, t->runs};

	if (is_same &&
	    (c->found->item_count > 0 || t->strategy_version != c->found->strategy_version))
		return (struct oddity){.class = CLASS_NONE};
	return expect_judge(w, &e, &c->measure);
}

/* Whether an odd run is believed all the same, and why. */
static bool is_accepted(struct work *w, struct comparison *c, const struct oddity *odd)
{
	int64_t runs = count_odd(c);

	if (c->target->is_accepting)
		c->verdict->note = arena_printf(w->arena, "accepted by a person: %s", odd->text);
	else if (odd->class == CLASS_DATA && runs >= ODD_RUNS_ACCEPTED)
		c->verdict->note = arena_printf(w->arena, "accepted after %d equal runs: %s",
						ODD_RUNS_ACCEPTED, odd->text);
	return c->verdict->note != NULL;
}

static bool compare_next(struct work *w, struct comparison *c, bool is_same)
{
	struct oddity odd = judge(w, c, is_same);
	bool is_odd = odd.class != CLASS_NONE;

	if (is_odd && !is_accepted(w, c, &odd)) {
		c->verdict->kind = VERDICT_ODD;
		c->verdict->class = odd.class;
		c->verdict->error = odd.text;
		return true;
	}
	if (is_same) {
		compare_same(w, c, is_odd);
		return true;
	}
	if (!describe_change(w, c))
		return false;
	take_baseline(w, c, is_odd);
	return true;
}

bool run_compare(struct work *w, const struct finding *f, struct target *t, struct verdict *out)
{
	struct comparison c = {.found = f, .target = t, .verdict = out};
	bool is_same;

	*out = (struct verdict){.kind = VERDICT_UNCHANGED};
	if (f->is_same_page) {
		if (f->etag)
			t->etag = f->etag;
		if (f->last_modified)
			t->last_modified = f->last_modified;
		t->runs++;
		return true;
	}
	c.plan = json_parse(w, f->plan, strlen(f->plan));
	c.measure = (struct measure){
	    .item_count = f->item_count_before,
	    .body_size = f->body_size,
	    .signature = json_parse(w, f->structural_signature, strlen(f->structural_signature)),
	    .is_sections = is_sections(c.plan)};
	if (!c.plan || !c.measure.signature)
		return false;
	is_same = t->baseline_job_id && strcmp(t->content_hash, f->content_hash) == 0;
	if (is_same || (t->baseline_job_id && t->strategy_version == f->strategy_version &&
			t->engine == ENGINE_VERSION))
		return compare_next(w, &c, is_same);
	compare_first(w, &c);
	return true;
}

/* --- asking only when it changed --- */

struct condition run_condition(const struct target *t, int64_t strategy_version, struct instant now)
{
	const int64_t most_us = CONDITIONAL_MAX_S * INT64_C(1000000);

	if (!t->baseline_job_id || t->strategy_version != strategy_version ||
	    t->engine != ENGINE_VERSION || t->odd_runs > 0 || t->is_accepting ||
	    now.us - t->extracted_at.us > most_us)
		return (struct condition){0};
	return (struct condition){
	    .etag = t->etag, .last_modified = t->last_modified, .body_hash = t->body_hash.data};
}
