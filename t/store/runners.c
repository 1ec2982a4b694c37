/* Processes of meter-cron: seen, counted, forgotten. */
#include "store/runners.h"

#include "store/database.h"

static void all_tests(struct work *w)
{
	struct runner_row r = {.kind = "runner", .host = "here", .pid = 1};
	int64_t n = -1;

	r.id = id_new(w->arena);
	ok(runner_count(w, "runner", &n) && n == 0, "none at first");
	ok(runner_seen(w, &r) && runner_seen(w, &r), "one is seen twice");
	ok(runner_count(w, "runner", &n) && n == 1, "and counted once");
	ok(runner_count(w, "scheduler", &n) && n == 0, "as what it is");
	test_sql("UPDATE %s.runner SET seen_at = seen_at - INTERVAL 1 MINUTE");
	ok(runner_count(w, "runner", &n) && n == 0, "silent for a minute it is not alive");
	ok(runner_seen(w, &r) && runner_count(w, "runner", &n) && n == 1, "seen again it is");
	ok(runner_gone(w, r.id) && runner_count(w, "runner", &n) && n == 0, "until it ends");
	ok(runner_seen(w, &r), "another");
	test_sql("UPDATE %s.runner SET seen_at = seen_at - INTERVAL 1 DAY");
	ok(runner_forget(w) && runner_seen(w, &r), "that was silent for a day is forgotten");
}

int main(void)
{
	return test_with_database(all_tests);
}
