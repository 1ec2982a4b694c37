/* What becomes of a target after a run. */
#include "job/compare.h"

#include "bounds.h"
#include "diff/items.h"
#include "job/expect.h"
#include "job/settle.h"
#include "store/results.h"
#include "util/secret.h"

struct comparison {
	const struct finding *found;
	struct target *target;
	struct verdict *verdict;
	struct measure measure;
	struct sensitivity sensitivity;
	const char *content_hash;   /* of what later runs are compared with */
	struct blob reference_hash; /* and its items; data NULL: they are the run's */
	bool is_cut; /* what only one of two fetches had is not in it: the next run looks again */
};

static struct blob copy_hash(struct work *w, const uint8_t *hash)
{
	return (struct blob){arena_copy(w->arena, hash, SHA256_SIZE), SHA256_SIZE};
}

struct blob run_reference(const struct target *t)
{
	return t->reference_hash.data ? t->reference_hash : t->result_hash;
}

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

	t->etag = c->is_cut ? NULL : f->etag;
	t->last_modified = c->is_cut ? NULL : f->last_modified;
	t->body_hash = (struct blob){0};
	if (f->body_hash && !c->is_cut)
		t->body_hash = copy_hash(w, f->body_hash);
	t->item_count = f->item_count;
	t->result_hash = copy_hash(w, f->result_hash);
	t->reference_hash = c->reference_hash;
	t->sensitivity = f->sensitivity_name;
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
	t->content_hash = c->content_hash;
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

/* Takes back what is not to be told. *is_told: whether anything is left. */
static bool settle(struct work *w, struct comparison *c, const struct settling *in,
		   struct settled *out, bool *is_told)
{
	char *hash = arena_alloc(w->arena, CONTENT_HASH_SIZE);
	uint8_t *stored = arena_alloc(w->arena, SHA256_SIZE);
	const struct target *t = c->target;
	struct text text = text_new(w->arena, EXTRACT_REPLY_MAX);

	if (!items_settle(w, in, out) ||
	    !content_hash(w, &out->items.counted, in->sensitivity->is_ordered, hash))
		return false;
	c->content_hash = hash;
	*is_told = strcmp(hash, t->content_hash) != 0;
	if (strcmp(hash, c->found->content_hash) == 0)
		return true;
	c->is_cut = in->first != NULL;
	c->reference_hash = run_reference(t);
	if (!*is_told)
		return true;
	item_list_print(&out->items.whole, &text);
	c->reference_hash = (struct blob){stored, SHA256_SIZE};
	return result_store(w,
			    &(struct new_result){.account_id = t->account_id,
						 .strategy_id = t->strategy_id,
						 .json = text.data,
						 .size = text.length},
			    stored);
}

static void describe(struct work *w, struct comparison *c, struct item_diff *d)
{
	struct job_change *change = &c->verdict->change;
	struct text t = text_new(w->arena, ITEM_DIFF_TEXT_MAX);

	item_diff_print(w, d, &t);
	change->added = (int64_t)d->n_added;
	change->removed = (int64_t)d->n_removed;
	change->modified = (int64_t)d->n_modified;
	change->moved = (int64_t)d->n_moved;
	if (!text_is_full(&t))
		change->changes.data = t.data;
}

/* The changes of stored texts, if any are to be told; false when they cannot be read. */
static bool find_changes(struct work *w, struct comparison *c, const char *items_before,
			 bool *is_told)
{
	const struct finding *f = c->found;
	const char *wrapper = inner_name(f->schema);
	const struct sensitivity *what = &c->sensitivity;
	struct item_sides first = {0};
	struct settling in = {.sensitivity = what, .first = f->first_items ? &first : NULL};
	struct settled settled;
	struct item_key key;
	struct item_diff d;

	*is_told = true;
	if (!item_sides_scan(w, what, items_before, wrapper, &in.before) ||
	    !item_sides_scan(w, what, f->items, wrapper, &in.after) ||
	    (in.first && !item_sides_scan(w, what, f->first_items, wrapper, &first)))
		return false;
	key = run_item_key(w, f->plan, &c->target->item_key, &in.before.counted, &in.after.counted);
	in.key = &key;
	settled = (struct settled){.items = in.after, .shown = in.after.whole};
	if ((in.first || what->n_thresholds) && !settle(w, c, &in, &settled, is_told))
		return false;
	if (!*is_told)
		return true;
	item_diff(w, &in.before.counted, &settled.items.counted, &key, what->is_ordered, &d);
	d.shown_before = in.before.whole;
	d.shown_after = settled.shown;
	describe(w, c, &d);
	return true;
}

/* A baseline whose items are gone or damaged still tells that they are others now. */
static bool describe_change(struct work *w, struct comparison *c)
{
	const struct target *t = c->target;
	bool is_told = true;
	const char *before;

	c->verdict->change = (struct job_change){.job_id = c->found->job_id,
						 .account_id = t->account_id,
						 .strategy_id = t->strategy_id,
						 .target = t->target,
						 .before_job_id = t->baseline_job_id};
	before = c->found->before_items;
	if (!before)
		before = result_load(w, t->account_id, t->strategy_id, run_reference(t).data);
	if (!before || !find_changes(w, c, before, &is_told)) {
		if (!error_is(w, ERR_NOT_FOUND) && !error_is(w, ERR_INTERNAL))
			return false;
		work_forgive(w);
		c->verdict->note =
		    "the items of the run before are gone: what changed cannot be told";
	}
	if (is_told)
		c->verdict->kind = VERDICT_CHANGED;
	else if (c->found->first_items)
		c->verdict->note = "fetched again to confirm a change, which was not there again";
	else
		c->verdict->note = "what changed is below its threshold";
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
	if (!is_same && !describe_change(w, c))
		return false;
	if (c->verdict->kind == VERDICT_CHANGED)
		take_baseline(w, c, is_odd);
	else
		compare_same(w, c, is_odd);
	return true;
}

/* Other fields count than when the baseline's content was hashed, or its order does: the same items
 * have another hash now. False without an error when they are gone. */
static bool hash_anew(struct work *w, struct comparison *c)
{
	const char *wrapper = inner_name(c->found->schema), *items;
	char *hash = arena_alloc(w->arena, CONTENT_HASH_SIZE);
	struct target *t = c->target;
	struct item_sides sides;

	items = result_load(w, t->account_id, t->strategy_id, run_reference(t).data);
	if (!items || !item_sides_scan(w, &c->sensitivity, items, wrapper, &sides) ||
	    !content_hash(w, &sides.counted, c->sensitivity.is_ordered, hash)) {
		if (error_is(w, ERR_NOT_FOUND) || error_is(w, ERR_INTERNAL))
			work_forgive(w);
		return false;
	}
	t->content_hash = hash;
	return true;
}

/* Whether there is a baseline that the run can be compared with. */
static bool is_comparable(struct work *w, struct comparison *c)
{
	const struct target *t = c->target;

	return t->baseline_job_id && t->strategy_version == c->found->strategy_version &&
	       t->engine == ENGINE_VERSION &&
	       (blob_equal(t->sensitivity, c->found->sensitivity_name) || hash_anew(w, c));
}

bool run_compare(struct work *w, const struct finding *f, struct target *t, struct verdict *out)
{
	struct comparison c = {
	    .found = f, .target = t, .verdict = out, .content_hash = f->content_hash};
	bool is_same, has_baseline;

	*out = (struct verdict){.kind = VERDICT_UNCHANGED};
	if (f->is_same_page) {
		if (f->etag)
			t->etag = f->etag;
		if (f->last_modified)
			t->last_modified = f->last_modified;
		t->runs++;
		return true;
	}
	c.measure = (struct measure){
	    .item_count = f->item_count_before,
	    .body_size = f->body_size,
	    .signature = json_parse(w, f->structural_signature, strlen(f->structural_signature)),
	    .is_sections = is_sections(f->plan)};
	if (!c.measure.signature)
		return false;
	c.sensitivity = f->sensitivity ? *f->sensitivity : sensitivity_of_plan(w, NULL, f->plan);
	has_baseline = is_comparable(w, &c);
	if (w->error)
		return false;
	is_same = t->baseline_job_id && strcmp(t->content_hash, f->content_hash) == 0;
	if (!has_baseline && !is_same)
		compare_first(w, &c);
	else if (!compare_next(w, &c, is_same))
		return false;
	out->content_hash = c.content_hash;
	return true;
}

/* --- asking only when it changed --- */

struct condition run_condition(const struct target *t, int64_t strategy_version,
			       struct blob sensitivity_name, struct instant now)
{
	const int64_t most_us = CONDITIONAL_MAX_S * INT64_C(1000000);

	if (!t->baseline_job_id || t->strategy_version != strategy_version ||
	    t->engine != ENGINE_VERSION || !blob_equal(t->sensitivity, sensitivity_name) ||
	    t->odd_runs > 0 || t->is_accepting || now.us - t->extracted_at.us > most_us)
		return (struct condition){0};
	return (struct condition){
	    .etag = t->etag, .last_modified = t->last_modified, .body_hash = t->body_hash.data};
}
