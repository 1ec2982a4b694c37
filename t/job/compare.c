/* Runs one after the other on one target: which become baselines, which are changes. */
#include "job/compare.h"

#include "bounds.h"
#include "diff/structure.h"
#include "store/results.h"
#include "util/secret.h"

#include "store/database.h"

#define A    "{\"id\":\"a\",\"price\":1}"
#define A2   "{\"id\":\"a\",\"price\":2}"
#define B    "{\"id\":\"b\",\"price\":1}"
#define C    "{\"id\":\"c\",\"price\":1}"
#define D    "{\"id\":\"d\",\"price\":1}"
#define E    "{\"id\":\"e\",\"price\":1}"
#define FIVE "[" A "," B "," C "," D "," E "]"

static const char plain[] = "{\"type\":\"css\"}";

struct shop {
	const char *account, *strategy;
	struct target target;
	struct verdict verdict;
	const char *last_job;
};

struct page {
	const char *items;
	int64_t before; /* items before the filter; -1: as many as there are */
	int64_t version;
	const char *plan, *schema;
	const char *order, *ignore, *thresholds; /* of its schedule */
};

static struct shop new_shop(struct work *w, const char *account)
{
	struct shop s = {.account = account, .strategy = test_strategy(w, account)};
	const char *url = "http://shop.test/";
	const struct target key = {.account_id = account,
				   .strategy_id = s.strategy,
				   .url = url,
				   .target = target_name(w, url, NULL, NULL)};

	ok(db_begin(w) && target_lock(w, &key, &s.target) && db_commit(w), "a target");
	return s;
}

/* One run, through the database as when a job ends. */
static const struct verdict *run(struct work *w, struct shop *s, const struct page *p)
{
	const char *plan = p->plan ? p->plan : plain;
	char *hash = arena_alloc(w->arena, CONTENT_HASH_SIZE);
	uint8_t *stored = arena_alloc(w->arena, SHA256_SIZE),
		*body = arena_alloc(w->arena, SHA256_SIZE);
	struct target key = s->target;
	struct sensitivity of_schedule, what;
	struct item_list items, counted;
	struct finding f = {.job_id = id_new(w->arena),
			    .plan = json_stored(w, plan),
			    .schema = json_stored(w, p->schema),
			    .strategy_version = p->version ? p->version : 1,
			    .etag = "\"1\"",
			    .body_hash = body,
			    .body_size = 1000,
			    .items = p->items,
			    .content_hash = hash,
			    .result_hash = stored};

	if (!item_list_scan(w, p->items, strlen(p->items), inner_name(f.schema), &items))
		printf("Bail out! %s\n", w->message);
	f.item_count = (int64_t)items.n;
	f.structural_signature = structural_signature(w, &items);
	f.item_count_before = p->before < 0 ? f.item_count : p->before;
	if (!sensitivity_read(w, p->order, p->ignore, p->thresholds, &of_schedule))
		printf("Bail out! %s\n", w->message);
	what = sensitivity_of_plan(w, &of_schedule, json_parse(w, plan, strlen(plan)));
	f.sensitivity = &what;
	f.sensitivity_name = sensitivity_name(w, &of_schedule);
	if (!sensitivity_counted(w, &what, &items, &counted) ||
	    !content_hash(w, &counted, what.is_ordered, hash))
		printf("Bail out! %s\n", w->message);
	sha256(p->items, strlen(p->items), body);
	s->last_job = f.job_id;
	if (!db_begin(w) ||
	    !result_store(w,
			  &(struct new_result){.account_id = s->account,
					       .strategy_id = s->strategy,
					       .json = p->items,
					       .size = strlen(p->items)},
			  stored) ||
	    !target_lock(w, &key, &s->target) || !run_compare(w, &f, &s->target, &s->verdict) ||
	    !target_save(w, &s->target, 1) || !db_commit(w))
		printf("Bail out! %s\n", w->message);
	return &s->verdict;
}

static const struct verdict *run_items(struct work *w, struct shop *s, const char *items)
{
	return run(w, s, &(struct page){.items = items, .before = -1});
}

static const char *told(struct work *w, const struct verdict *v)
{
	static const char *const kinds[] = {"first", "unchanged", "changed", "odd"};
	const struct job_change *c = &v->change;

	if (v->kind == VERDICT_CHANGED)
		return arena_printf(w->arena, "changed +%d -%d ~%d >%d", (int)c->added,
				    (int)c->removed, (int)c->modified, (int)c->moved);
	return v->kind == VERDICT_ODD ? arena_printf(w->arena, "odd %s", error_class_word(v->class))
				      : kinds[v->kind];
}

static void test_changes(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);

	is_text(told(w, run_items(w, &s, "[" A "," B "]")), "first", "the first run is no change");
	is_text(told(w, run_items(w, &s, "[" A "," B "]")), "unchanged", "nor is the same again");
	is_text(told(w, run_items(w, &s, "[" B "," A "]")), "unchanged", "nor another order");
	is_text(told(w, run_items(w, &s, "[" B "," C "," A2 "]")), "changed +1 -0 ~1 >0",
		"an item and a price");
	is_text(s.verdict.change.changes.data,
		"{\"key\":[\"id\"],\"added\":[" C
		"],\"removed\":[],\"modified\":[{\"key\":{\"id\":\"a\"},"
		"\"before\":" A ",\"after\":" A2 ",\"fields\":[{\"field\":\"price\",\"before\":1,"
		"\"after\":2}]}],\"moved\":[],\"more\":{\"added\":0,\"removed\":0,\"modified\":0,"
		"\"moved\":0}}",
		"as they are stored");
	is_text(s.target.baseline_job_id, s.last_job, "the changed run is the baseline");
	is_text(s.target.item_key.data, "[\"id\"]", "the key is remembered");
	is_text(told(w, run_items(w, &s, "[" B "," C "," A2 "]")), "unchanged",
		"now that is the same");
	is_text(told(w, run_items(w, &s, "[" D "]")), "changed +1 -3 ~0 >0",
		"the key holds when all is new");
}

static void test_order(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);
	struct page p = {.items = "[" A "," B "," C "]",
			 .before = -1,
			 .plan = "{\"type\":\"css\",\"order\":\"significant\",\"key\":\"id\"}"};

	run(w, &s, &p);
	p.items = "[" C "," A "," B "]";
	is_text(told(w, run(w, &s, &p)), "changed +0 -0 ~0 >1", "a move, where order counts");
	ok(!s.target.item_key.data, "a key that is given is not found");
}

#define SEEN(id, p, v) "{\"id\":\"" id "\",\"price\":" p ",\"views\":" v "}"

static void test_ignored(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);
	struct page p = {.items = "[" SEEN("a", "1", "1") "," SEEN("b", "1", "1") "]",
			 .before = -1,
			 .ignore = "[\"views\"]"};

	run(w, &s, &p);
	p.items = "[" SEEN("a", "1", "2") "," SEEN("b", "1", "3") "]";
	is_text(told(w, run(w, &s, &p)), "unchanged", "a field that does not count");
	is_text(result_load(w, account, s.strategy, s.target.result_hash.data), p.items,
		"is in the results of the same page all the same");
	p.items = "[" SEEN("a", "2", "4") "," SEEN("b", "1", "5") "]";
	is_text(told(w, run(w, &s, &p)), "changed +0 -0 ~1 >0", "another field counts");
	ok(strstr(s.verdict.change.changes.data,
		  "\"after\":" SEEN("a", "2", "4") ",\"fields\":[{\"field\":\"price\",\"before\":1,"
						   "\"after\":2}]"),
	   "and is told alone, of whole items");
	p.ignore = NULL;
	is_text(told(w, run(w, &s, &p)), "unchanged", "no change when the field counts again");
	ok(!run_condition(&s.target, 1, (struct blob){"0123456789abcdef", 16}, clock_now()).etag,
	   "and no condition when others do");
	p.items = "[" SEEN("b", "1", "5") "," SEEN("a", "2", "4") "]";
	p.order = "significant";
	is_text(told(w, run(w, &s, &p)), "changed +0 -0 ~0 >1",
		"order, from the run on that it counts in");
}

static void test_thresholds(struct work *w, const char *account)
{
	static const struct {
		const char *price, *told, *what;
	} rows[] = {
	    {"100", "first", "a price"},
	    {"103", "unchanged", "near it"},
	    {"104.9", "unchanged", "nearer to the one before than to the one told"},
	    {"106", "changed +0 -0 ~1 >0", "far from the one told"},
	    {"101.5", "unchanged", "near the new one"},
	    {"100", "changed +0 -0 ~1 >0", "and far"},
	};
	struct shop s = new_shop(w, account);
	struct page p = {.before = -1, .thresholds = "{\"price\":{\"percent\":5}}"};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		p.items = arena_printf(w->arena, "[{\"id\":\"a\",\"price\":%s},{\"id\":\"b\"}]",
				       rows[i].price);
		is_text(told(w, run(w, &s, &p)), rows[i].told, rows[i].what);
	}
	p.items = "[{\"id\":\"a\",\"price\":101},{\"id\":\"b\",\"new\":1}]";
	is_text(told(w, run(w, &s, &p)), "changed +0 -0 ~1 >0", "beside another item's change");
	ok(s.target.reference_hash.data &&
	       strstr(result_load(w, account, s.strategy, s.target.reference_hash.data),
		      "\"price\":100}"),
	   "the price is still the one told");
	p.thresholds = NULL;
	is_text(told(w, run(w, &s, &p)), "changed +0 -0 ~1 >0",
		"without a threshold it is told at once");
	ok(!s.target.reference_hash.data, "and nothing is taken back any more");
}

static void test_wrapper(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);
	struct page p = {.items = "[{\"all\":[" A "," B "]}]",
			 .before = -1,
			 .schema = "{\"all\":[{\"id\":\"string\",\"price\":\"number\"}]}"};

	is_text(told(w, run(w, &s, &p)), "first", "wrapped items");
	p.items = "[{\"all\":[" B "," A2 "]}]";
	is_text(told(w, run(w, &s, &p)), "changed +0 -0 ~1 >0", "are compared inside of it");
}

static void test_sections(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);
	struct page p = {.items = "[{\"heading\":\"H\",\"level\":1,\"content\":\"x\"},"
				  "{\"heading\":\"I\",\"level\":2,\"content\":\"y\"}]",
			 .before = -1,
			 .plan = "{\"type\":\"content\"}"};

	run(w, &s, &p);
	p.items = "[{\"heading\":\"H\",\"level\":1,\"content\":\"z\"},"
		  "{\"heading\":\"J\",\"level\":2,\"content\":\"y\"}]";
	is_text(told(w, run(w, &s, &p)), "changed +1 -1 ~1 >0", "sections go by their headings");
}

/* A redesign: nothing matches. Then the old markup is back. */
static void test_layout(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);
	const char *baseline;
	int64_t n;

	for (int i = 0; i < 3; i++)
		run_items(w, &s, FIVE);
	baseline = s.target.baseline_job_id;
	for (int i = 0; i < 6; i++)
		is_text(told(w, run_items(w, &s, "[]")), "odd layout", "never accepted by itself");
	is_text(s.verdict.error,
		"Extraction returned 0 items, the last 3 runs had 5: the page's layout may have "
		"changed",
		"with the reason");
	is_text(s.target.baseline_job_id, baseline, "the baseline stays");
	ok(!run_condition(&s.target, 1, (struct blob){0}, clock_now()).etag,
	   "after an odd run the page is asked for");
	is_text(told(w, run_items(w, &s, FIVE)), "unchanged", "the old markup is no change");
	is_int(s.target.odd_runs, 0, "and all is forgotten");
	run_items(w, &s, "[]");
	ok(target_accept(w, account, s.strategy, NULL, &n) && n == 1, "a person accepts");
	is_text(told(w, run_items(w, &s, "[]")), "changed +0 -5 ~0 >0", "then it is a change");
	ok(strncmp(s.verdict.note, "accepted by a person: Extraction", 32) == 0, "and says so");
	is_text(told(w, run_items(w, &s, "[]")), "unchanged", "and the baseline");
	is_text(told(w, run_items(w, &s, FIVE)), "changed +5 -0 ~0 >0", "from which things return");
}

static void test_fewer(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);

	for (int i = 0; i < 3; i++)
		run_items(w, &s, FIVE);
	is_text(told(w, run_items(w, &s, "[" A "]")), "odd data", "most of the items are gone");
	is_text(told(w, run_items(w, &s, "[" B "]")), "odd data", "others are not the same");
	is_text(told(w, run_items(w, &s, "[" A "]")), "odd data", "one");
	is_text(told(w, run_items(w, &s, "[" A "]")), "odd data", "two");
	is_text(told(w, run_items(w, &s, "[" A "]")), "changed +0 -4 ~0 >0",
		"three equal ones are real");
	is_text(told(w, run_items(w, &s, "[" B "]")), "changed +1 -1 ~0 >0",
		"and expected from then on");
	is_int(s.target.runs, 2, "what was learned began anew");
}

/* The filter keeps nothing of a good page; then nothing is what a broken page gives. */
static void test_filter(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);
	struct page p = {.items = "[]", .before = 20};

	is_text(told(w, run(w, &s, &p)), "first", "all filtered away");
	ok(s.target.baseline_job_id != NULL, "is a baseline");
	is_text(told(w, run(w, &s, &p)), "unchanged", "as always");
	p.before = 0;
	is_text(told(w, run(w, &s, &p)), "odd layout",
		"what the page had counts, not what is kept");
	p.before = 20;
	is_text(told(w, run(w, &s, &p)), "unchanged", "and it is good again");
}

static void test_empty_first(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);

	is_text(told(w, run_items(w, &s, "[]")), "first", "a first run without items");
	ok(!s.target.baseline_job_id, "is no baseline");
	is_text(told(w, run_items(w, &s, "[" A "]")), "first", "so that what follows is no change");
	s = new_shop(w, account);
	for (int i = 0; i < ODD_RUNS_ACCEPTED; i++)
		is_text(told(w, run_items(w, &s, "[]")), "first", "again and again");
	ok(s.target.baseline_job_id != NULL, "it is the baseline");
	is_text(told(w, run_items(w, &s, "[" A "]")), "changed +1 -0 ~0 >0",
		"and the first item is a change");
}

static void test_versions(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);
	struct page p = {.items = FIVE, .before = -1};

	for (int i = 0; i < 3; i++)
		run(w, &s, &p);
	p = (struct page){
	    .items = "[{\"id\":\"a\",\"price\":1,\"stock\":3}]", .before = -1, .version = 2};
	is_text(told(w, run(w, &s, &p)), "first", "a refined strategy is no change");
	is_text(s.verdict.note,
		"the strategy has changed since the last run: this run is the new baseline, and no "
		"change",
		"and says so");
	is_text(told(w, run(w, &s, &p)), "unchanged", "from then on");
	p.version = 3;
	is_text(told(w, run(w, &s, &p)), "unchanged", "a version that gives the same");
	is_int(s.target.strategy_version, 3, "is the baseline's");
	p.items = "[{\"id\":\"a\",\"price\":1,\"stock\":4}]";
	is_text(told(w, run(w, &s, &p)), "changed +0 -0 ~1 >0", "whose changes count at once");
	s.target.engine = ENGINE_VERSION - 1;
	ok(db_begin(w) && target_save(w, &s.target, 1) && db_commit(w), "extraction gets better");
	p.items = "[{\"id\":\"a\",\"price\":1.5,\"stock\":4}]";
	is_text(told(w, run(w, &s, &p)), "first", "which is no change either");
}

static void test_lost_items(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);
	char nothing[SHA256_SIZE] = {1};

	run_items(w, &s, "[" A "]");
	s.target.result_hash = (struct blob){nothing, sizeof nothing};
	ok(db_begin(w) && target_save(w, &s.target, 1) && db_commit(w),
	   "the baseline's items are gone");
	is_text(told(w, run_items(w, &s, "[" B "]")), "changed +0 -0 ~0 >0", "still a change");
	ok(!s.verdict.change.changes.data && s.verdict.note, "which says that it cannot tell");
	is_text(told(w, run_items(w, &s, "[" A "]")), "changed +0 -0 ~1 >0", "the next one can");
}

static void test_condition(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);
	struct instant now = clock_now();
	struct finding same = {.is_same_page = true, .etag = "\"2\""};

	ok(!run_condition(&s.target, 1, (struct blob){0}, now).etag,
	   "no condition without a baseline");
	run_items(w, &s, "[" A "]");
	is_text(run_condition(&s.target, 1, (struct blob){0}, now).etag, "\"1\"",
		"then the page's ETag");
	ok(run_condition(&s.target, 1, (struct blob){0}, now).body_hash != NULL, "and its hash");
	ok(!run_condition(&s.target, 2, (struct blob){0}, now).body_hash,
	   "not for another version");
	now.us += (CONDITIONAL_MAX_S + 60) * INT64_C(1000000);
	ok(!run_condition(&s.target, 1, (struct blob){0}, now).etag, "not for ever");
	ok(run_compare(w, &same, &s.target, &s.verdict) && s.verdict.kind == VERDICT_UNCHANGED,
	   "the same page is no change");
	is_text(s.target.etag, "\"2\"", "its ETag may be another");
	is_int(s.target.runs, 2, "and it was a run");
	s.target.is_accepting = true;
	ok(!run_condition(&s.target, 1, (struct blob){0}, clock_now()).etag,
	   "not when a person waits for it");
}

/* Noise is never a change, and a change is always found. */
static void test_noise(struct work *w, const char *account)
{
	struct shop s = new_shop(w, account);
	int wrong = 0, price = 0;

	run_items(w, &s, "[" A "," B "," C "]");
	for (int i = 0; i < 200; i++) {
		static const char *const orders[] = {"[" A "," C "," B "]", "[" B "," A "," C "]",
						     "[" C "," B "," A "]"};

		wrong += run_items(w, &s, orders[i % 3])->kind != VERDICT_UNCHANGED;
	}
	is_int(wrong, 0, "shuffled lists are no change");
	for (int i = 0; i < 200; i++) {
		const struct verdict *v;

		price += 1 + i % 7;
		v = run_items(
		    w, &s,
		    arena_printf(w->arena, "[" B ",{\"id\":\"a\",\"price\":%d.5}," C "]", price));
		wrong += v->kind != VERDICT_CHANGED || v->change.modified != 1 || v->change.added ||
			 v->change.removed;
	}
	is_int(wrong, 0, "each change of a price is one");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro");
	test_changes(w, account);
	test_order(w, account);
	test_ignored(w, account);
	test_thresholds(w, account);
	test_wrapper(w, account);
	test_sections(w, account);
	test_layout(w, account);
	test_fewer(w, account);
	test_filter(w, account);
	test_empty_first(w, account);
	test_versions(w, account);
	test_lost_items(w, account);
	test_condition(w, account);
	test_noise(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
