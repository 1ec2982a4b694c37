/* How schedules fare, by the runs of their URLs. */
#include "job/health.h"

#include "bounds.h"
#include "store/database.h"

#define US INT64_C(1000000)

static const char *account, *strategy;

static const char *make(struct work *w, const char *urls)
{
	static const int64_t minute = 60;
	const struct schedule s = {.id = id_new(w->arena),
				   .account_id = account,
				   .kind = "strategy",
				   .strategy_id = strategy,
				   .enabled = true,
				   .interval_seconds = &minute,
				   .catch_up = "one",
				   .notify = "always",
				   .url = urls ? NULL : "https://shop.test/1",
				   .urls = {urls},
				   .anchor_at = clock_now(),
				   .next_run_at = {clock_now().us + 60 * US}};

	ok(schedule_insert(w, &s), "a schedule");
	return s.id;
}

/* One run of a URL of the schedule, good without an error. */
static void run(struct work *w, const char *schedule, const char *url, enum error_class class,
		const char *error)
{
	const struct task t = {.account_id = account, .schedule_id = schedule};
	const struct target key = {.strategy_id = strategy,
				   .account_id = account,
				   .url = url,
				   .target = target_name(w, url, NULL, schedule)};
	struct target target;

	if (!db_begin(w) || !target_lock(w, &key, &target) ||
	    !(error ? health_failed(w, &t, &target, class, error) : health_good(w, &t, &target)) ||
	    !target_fail(w, &target) || !db_commit(w))
		ok(false, "a run: %s", w->message);
}

/* "degraded: The last run failed: ..." */
static const char *health(struct work *w, const char *schedule)
{
	struct schedule s;
	const char *reason, *word;

	if (!schedule_find(w, account, schedule, &s))
		return w->message;
	word = health_of(w, &s, clock_now(), &reason);
	return reason ? arena_printf(w->arena, "%s: %s", word, reason) : word;
}

static void test_one_url(struct work *w)
{
	const char *s = make(w, NULL), *url = "https://shop.test/1";

	is_text(health(w, s), "ok", "a new one is well");
	run(w, s, url, CLASS_HTTP, "Page not accessible: 503");
	is_text(health(w, s), "degraded: The last run failed: Page not accessible: 503",
		"one failure");
	run(w, s, url, CLASS_DNS, "No such name");
	run(w, s, url, CLASS_DNS, "No such name");
	is_text(health(w, s), "failing: At least the last 3 runs failed: No such name", "three");
	run(w, s, url, CLASS_NONE, NULL);
	is_text(health(w, s), "ok", "a good run ends it");
	run(w, s, url, CLASS_DATA, "Extraction returned 3 items, the last 9 runs had 20");
	is_text(
	    health(w, s),
	    "degraded: The last run failed: Extraction returned 3 items, the last 9 runs had 20; "
	    "it waits to be accepted, or for the strategy to be refined",
	    "an odd run says what to do");
}

static void test_many_urls(struct work *w)
{
	const char *one = "https://shop.test/1", *two = "https://shop.test/2";
	const char *s = make(w, "[\"https://shop.test/1\",\"https://shop.test/2\"]");

	for (int i = 0; i < 4; i++) {
		run(w, s, one, CLASS_HTTP, "Gone");
		run(w, s, two, CLASS_NONE, NULL);
	}
	is_text(health(w, s), "degraded: The last run of 1 of 2 URLs failed: Gone", "one of two");
	run(w, s, two, CLASS_HTTP, "Gone too");
	is_text(health(w, s), "failing: The last run of every URL failed: Gone too", "both");
	ok(schedule_fare_anew(w, account, s), "other URLs");
	is_text(health(w, s), "ok", "begin anew");
	run(w, s, one, CLASS_NONE, NULL);
	is_text(health(w, s), "ok", "a good run takes away nothing that is not counted");
	run(w, s, two, CLASS_HTTP, "Gone");
	is_text(health(w, s), "degraded: The last run of 1 of 2 URLs failed: Gone",
		"and a failure counts from there");
}

static bool says(struct work *w, const struct schedule *s, struct instant now, const char *want)
{
	const char *reason, *word = health_of(w, s, now, &reason);

	if (reason)
		printf("# %s\n", reason);
	return strcmp(word, want) == 0 && (reason != NULL) == (strcmp(want, "ok") != 0);
}

static void test_stale(struct work *w)
{
	static const int64_t pause = 600;
	const struct instant now = {INT64_C(1780400000) * US};
	struct schedule s = {.enabled = true, .next_run_at = {now.us - 200 * US}};

	ok(says(w, &s, now, "ok"), "a run that is a little late");
	s.next_run_at.us = now.us - 400 * US;
	ok(says(w, &s, now, "stale"), "one that does not come");
	s.enabled = false;
	ok(says(w, &s, now, "ok"), "nobody waits for that of a paused one");
	s = (struct schedule){.enabled = true, .next_run_at = now, .skipped = 5};
	s.last_run_at.us = now.us - 400 * US;
	ok(says(w, &s, now, "stale"), "a run that does not end");
	s.confirm_seconds = &pause;
	ok(says(w, &s, now, "ok"), "but for one that waits to be confirmed");
	s.next_run_at.us = 0;
	ok(says(w, &s, now, "failing"), "one that was stopped");
}

static void test_gone(struct work *w)
{
	run(w, id_new(w->arena), "https://shop.test/9", CLASS_DNS, "No such name");
	run(w, NULL, "https://shop.test/9", CLASS_DNS, "No such name");
	ok(true, "runs of no schedule are nobody's business");
}

static void all_tests(struct work *w)
{
	account = account_add(w, "shop", "pro");
	strategy = test_strategy(w, account);
	test_one_url(w);
	test_many_urls(w);
	test_stale(w);
	test_gone(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
