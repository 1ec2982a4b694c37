/* Schedules: kept, changed, found when they are due, and ticked once. */
#include "store/schedules.h"

#include "bounds.h"
#include "store/database.h"
#include "store/groups.h"

#define MINUTE INT64_C(60000000)

static const int64_t every = 1800;
static const struct instant noon = {INT64_C(1780400000000000)};

static struct schedule example(struct work *w, const char *account, const char *strategy)
{
	return (struct schedule){.id = id_new(w->arena),
				 .account_id = account,
				 .kind = "strategy",
				 .strategy_id = strategy,
				 .enabled = true,
				 .interval_seconds = &every,
				 .catch_up = "one",
				 .url = "https://shop.test/catalogue",
				 .webhook_url = "https://app.test/hook",
				 .webhook_type = "standard",
				 .webhook_metadata = {"{\"env\":\"dev\"}"},
				 .secret = {"sealed", 6},
				 .notify = "always",
				 .anchor_at = noon,
				 .next_run_at = {noon.us + 30 * MINUTE}};
}

static void test_keeping(struct work *w, const char *account, const char *other)
{
	struct schedule s = example(w, account, test_strategy(w, account)), found;
	struct schedule *rows;
	int64_t total;
	size_t n;

	ok(schedule_insert(w, &s), "a schedule");
	ok(schedule_find(w, account, s.id, &found), "is found");
	is_int(*found.interval_seconds, every, "with its interval");
	ok(!found.cron_expression && !found.urls.data, "and without what it has not");
	is_text(found.webhook_metadata.data, "{\"env\":\"dev\"}", "and its metadata");
	ok(found.secret.size == 6 && memcmp(found.secret.data, "sealed", 6) == 0,
	   "and its secret as it was sealed");
	is_int(found.next_run_at.us, noon.us + 30 * MINUTE, "and its time");
	ok(!schedule_find(w, other, s.id, &found) && error_is(w, ERR_NOT_FOUND),
	   "another account does not find it");
	is_text(w->message, "Schedule not found", "in these words");
	work_forgive(w);
	s.strategy_id = test_strategy(w, other);
	s.id = id_new(w->arena);
	ok(!schedule_insert(w, &s) && error_is(w, ERR_NOT_FOUND),
	   "nobody schedules the strategy of another");
	work_forgive(w);
	ok(schedule_list(w, account, 10, 0, &rows, &n) && n == 1, "a list has it");
	ok(schedule_count(w, account, &total) && total == 1, "and counts it");
}

static void test_changing(struct work *w, const char *account)
{
	struct schedule s = example(w, account, test_strategy(w, account)), found;

	ok(schedule_insert(w, &s) && db_begin(w) && schedule_find_locked(w, account, s.id, &found),
	   "a schedule to change");
	found.interval_seconds = NULL;
	found.cron_expression = "0 9 * * *";
	found.timezone = "Europe/Berlin";
	found.url = NULL;
	found.urls.data = "[\"https://shop.test/1\"]";
	found.enabled = false;
	found.next_run_at.us = 0;
	ok(schedule_update(w, &found) && db_commit(w), "is stored");
	ok(schedule_find(w, account, s.id, &found), "and read again");
	ok(!found.interval_seconds && !found.url && !found.enabled && !found.next_run_at.us,
	   "without what was taken away");
	is_text(found.cron_expression, "0 9 * * *", "with what was set");
	ok(schedule_delete(w, account, s.id), "it can be deleted");
	ok(!schedule_delete(w, account, s.id) && error_is(w, ERR_NOT_FOUND), "once");
	work_forgive(w);
}

static void test_deleted_strategy(struct work *w, const char *account)
{
	const char *strategy = test_strategy(w, account);
	struct schedule s = example(w, account, strategy), found, *rows;
	size_t n;

	ok(schedule_insert(w, &s) && strategy_delete(w, account, strategy),
	   "a strategy that is deleted");
	ok(!schedule_find(w, account, s.id, &found) && error_is(w, ERR_NOT_FOUND),
	   "takes its schedules along");
	work_forgive(w);
	ok(schedule_due(w, (struct instant){noon.us + 99 * MINUTE}, 100, &rows, &n),
	   "what is due afterwards");
	for (size_t i = 0; i < n; i++)
		ok(strcmp(rows[i].id, s.id) != 0, "is not among them");
}

/* Bulk statements carry what may be NULL, and no other account is touched. */
static void test_group(struct work *w, const char *account, const char *other)
{
	const struct strategy_group g = {
	    .id = id_new(w->arena), .account_id = account, .name = "Shops"};
	struct group_schedules which = {.account_id = account, .group_id = g.id, .limit = 10};
	struct schedule made[3], *rows;
	const char *members[3];
	int64_t n_deleted;
	size_t n;

	for (int i = 0; i < 3; i++) {
		members[i] = test_strategy(w, account);
		made[i] = example(w, account, members[i]);
		made[i].strategy_group_id = i < 2 ? g.id : NULL;
		made[i].interval_seconds = i == 1 ? &every : NULL;
		made[i].cron_expression = i == 1 ? NULL : "0 9 * * *";
	}
	ok(group_insert(w, &g) &&
	       member_add(w, account, g.id, &(struct texts){members, 3}, &n_deleted) &&
	       schedule_insert_all(w, made, 3),
	   "schedules of a group's members");
	ok(schedule_list_group(w, &which, &rows, &n) && n == 3, "are found by the group");
	ok(rows[1].interval_seconds && *rows[1].interval_seconds == every &&
	       !rows[0].interval_seconds,
	   "each with what it has");
	which.after_id = rows[1].id;
	ok(schedule_list_group(w, &which, &rows, &n) && n == 1, "from there on");
	which.after_id = NULL;
	which.is_own = true;
	ok(schedule_list_group(w, &which, &rows, &n) && n == 2, "those that it made");
	rows[0].enabled = rows[1].enabled = false;
	ok(schedule_update_all(w, rows, 2) && schedule_find(w, account, made[0].id, &made[0]) &&
	       !made[0].enabled,
	   "are changed together");
	ok(!schedule_insert_all(w,
				&(struct schedule){.id = id_new(w->arena),
						   .account_id = account,
						   .kind = "strategy",
						   .strategy_id = members[0],
						   .strategy_group_id = g.id,
						   .catch_up = "one",
						   .notify = "always",
						   .anchor_at = noon},
				1) &&
	       error_is(w, ERR_CONFLICT),
	   "a group has one for each strategy");
	work_forgive(w);
	which.account_id = other;
	ok(schedule_list_group(w, &which, &rows, &n) && n == 0, "another account finds none");
	ok(schedule_delete_group(w, other, g.id, &n_deleted) && n_deleted == 0, "and deletes none");
	ok(schedule_delete_group(w, account, g.id, &n_deleted) && n_deleted == 3, "its own all");
}

static void test_due(struct work *w, const char *account)
{
	struct schedule late = example(w, account, test_strategy(w, account)),
			later = example(w, account, late.strategy_id), *rows = NULL;
	struct instant now = {noon.us + 10 * MINUTE};
	size_t n = 0;

	late.next_run_at.us = noon.us + 5 * MINUTE;
	later.next_run_at.us = noon.us + 8 * MINUTE;
	ok(schedule_insert(w, &later) && schedule_insert(w, &late), "two that are due");
	ok(db_begin(w) && schedule_due(w, now, 10, &rows, &n) && n == 2, "both are found");
	is_text(n ? rows[0].id : "nothing", late.id, "the longer overdue one first");
	ok(schedule_move(w, account, late.id, (struct instant){noon.us + 35 * MINUTE}, now,
			 false) &&
	       schedule_move(w, account, later.id, (struct instant){0}, (struct instant){0},
			     false) &&
	       db_commit(w),
	   "they move on");
	ok(schedule_due(w, now, 10, &rows, &n) && n == 0, "and are due no more");
	ok(schedule_find(w, account, late.id, &late) && late.last_run_at.us == now.us,
	   "the one that ran knows when");
	ok(schedule_find(w, account, later.id, &later) && !later.last_run_at.us,
	   "the other did not");
}

static void test_ticks(struct work *w, const char *account)
{
	struct schedule s = example(w, account, test_strategy(w, account));
	struct tick t = {.schedule_id = s.id,
			 .account_id = account,
			 .fire_at = noon,
			 .outcome = "made",
			 .jobs = 1,
			 .made_at = noon},
		    *rows;
	int64_t removed;
	size_t n;

	ok(schedule_insert(w, &s) && tick_insert(w, &t), "a tick");
	ok(!tick_insert(w, &t) && error_is(w, ERR_CONFLICT), "happens once");
	work_forgive(w);
	t.fire_at.us += MINUTE;
	t.made_at.us += MINUTE;
	t.outcome = "skipped";
	t.reason = "an earlier run was still going";
	ok(tick_insert(w, &t), "the next one");
	ok(tick_list(w, account, s.id, 10, &rows, &n) && n == 2, "both are told");
	is_text(rows[0].reason, t.reason, "the newest first");
	ok(tick_sweep(w, (struct instant){noon.us + 1}, 10, &removed) && removed == 1,
	   "old ones are forgotten");
}

static void all_tests(struct work *w)
{
	const char *account, *other;

	account = account_add(w, "one", "enterprise");
	other = account_add(w, "two", "enterprise");
	test_keeping(w, account, other);
	test_changing(w, account);
	test_deleted_strategy(w, account);
	test_group(w, account, other);
	test_due(w, account);
	test_ticks(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
