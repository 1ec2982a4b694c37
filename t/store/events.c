/* The audit trail and the quota, also with many at once. */
#include "store/events.h"

#include "bounds.h"
#include "store/database.h"

#include <sys/wait.h>

#define DAY_US	INT64_C(86400000000)
#define RACERS	50
#define RACE_AT 3 /* the limit they race for; one slot is left */

static bool event_at(struct work *w, const char *account, const char *type, int64_t us)
{
	const struct event e = {.id = id_new(w->arena),
				.account_id = account,
				.event_type = type,
				.strategy_id = id_new(w->arena),
				.name = "n",
				.url = "https://shop.test/",
				.scraper_type = "css",
				.happened_at = {us}};

	return event_insert(w, &e);
}

static void test_audit(struct work *w, const char *account, const char *other)
{
	const int64_t t = INT64_C(1800000000000000);
	struct event *rows;
	size_t n;
	int64_t count;

	for (int i = 0; i < 5; i++)
		event_at(w, account, i % 2 ? "deleted" : "created", t + i);
	event_at(w, other, "created", t);
	ok(event_list(w, account, (struct instant){t + 1}, (struct instant){t + 3}, 10, 0, &rows,
		      &n),
	   "a window");
	is_int(n, 3, "has both its ends");
	is_int(rows[0].happened_at.us, t + 3, "newest first");
	is_text(rows[0].event_type, "deleted", "with the type");
	ok(event_list(w, account, (struct instant){t}, (struct instant){t + 9}, 2, 4, &rows, &n) &&
	       n == 1,
	   "the last part of it");
	ok(event_count(w, account, (struct instant){t}, (struct instant){t + 9}, &count),
	   "counted");
	is_int(count, 5, "the account's alone");
}

static void test_quota(struct work *w, const char *account)
{
	const int64_t now = INT64_C(1900000000000000);
	struct quota q;

	clock_set((struct instant){now});
	ok(quota_check(w, account, 2, &q), "nothing counts yet");
	is_int(q.used, 0, "none used");
	is_int(q.oldest.us, 0, "and none the oldest");
	event_at(w, account, "created", now - QUOTA_WINDOW_DAYS * DAY_US);
	event_at(w, account, "created", now - QUOTA_WINDOW_DAYS * DAY_US + 1);
	event_at(w, account, "deleted", now - DAY_US);
	event_at(w, account, "created", now - DAY_US);
	ok(quota_check(w, account, 3, &q), "two of three");
	is_int(q.used, 2, "what is 30 days old does not count, nor does a deletion");
	is_int(q.oldest.us, now - QUOTA_WINDOW_DAYS * DAY_US + 1, "the oldest that does");
	ok(!quota_check(w, account, 2, &q), "two of two is full");
	is_int(w->error, ERR_FORBIDDEN, "and forbidden");
	is_text(w->message, "Strategy quota exceeded: 2/2 strategies in the last 30 days",
		"in the contract's words");
	is_int(q.used, 2, "the figures are told too");
	work_forgive(w);
	ok(quota_check(w, account, QUOTA_UNLIMITED, &q), "there may be no limit");
	db_begin(w);
	ok(quota_take(w, account, 3, &q), "the last slot");
	is_int(q.used, 3, "is counted already");
	db_rollback(w);
	db_begin(w);
	ok(!quota_take(w, account, 0, &q), "a limit of none");
	db_rollback(w);
	clock_set((struct instant){0});
	work_forgive(w);
}

/* One of many that want the last slot: waits until the pipe is closed, then tries. */
static bool race(const struct db_settings *settings, const char *account, int start)
{
	struct db *db = db_new(settings);
	struct quota q;
	struct work w;
	char byte;

	work_begin(&w);
	if (!db_ready(&w, db) || read(start, &byte, 1) != 0)
		return false;
	return db_begin(&w) && quota_take(&w, account, RACE_AT, &q) && test_strategy(&w, account) &&
	       db_commit(&w);
}

static void test_race(struct work *w, const char *account)
{
	struct db_settings settings = test_settings(test_database_name);
	struct quota q;
	int ends[2], won = 0, status;

	test_strategy(w, account);
	test_strategy(w, account);
	if (pipe(ends) != 0)
		return;
	fflush(stdout);
	for (int i = 0; i < RACERS; i++)
		if (fork() == 0) {
			close(ends[1]);
			_exit(race(&settings, account, ends[0]) ? 1 : 0);
		}
	close(ends[0]);
	close(ends[1]);
	while (wait(&status) > 0)
		won += WIFEXITED(status) && WEXITSTATUS(status) == 1;
	is_int(won, 1, "of fifty that want the last slot at once one gets it");
	quota_check(w, account, QUOTA_UNLIMITED, &q);
	is_int(q.used, RACE_AT, "and the quota is just full");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro");
	const char *other = account_add(w, "other", "pro");
	test_audit(w, account, other);
	test_quota(w, account_add(w, "third", "free"));
	test_race(w, account_add(w, "racer", "free"));
}

int main(void)
{
	return test_with_database(all_tests);
}
