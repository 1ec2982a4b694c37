/* The monthly budget of tokens: never over, and settled after the call. */
#include "store/llm_usage.h"

#include "store/database.h"
#include "util/clock.h"

#include <sys/wait.h>

#define TAKERS 8

/* Several processes take ten at a time until nothing is left. */
static int take_all(void)
{
	struct db_settings settings = test_settings(test_database_name);
	struct db *db = db_new(&settings);
	struct work w;
	int64_t month;
	int taken = 0;

	work_begin(&w);
	if (!db_ready(&w, db))
		return 255;
	while (llm_usage_take(&w, 10, 1000, &month))
		taken++;
	taken = error_is(&w, ERR_FORBIDDEN) ? taken : 255;
	work_end(&w);
	db_free(db);
	return taken;
}

static int take_together(void)
{
	int sum = 0, status;

	fflush(stdout);
	for (int i = 0; i < TAKERS; i++)
		if (fork() == 0)
			_exit(take_all());
	for (int i = 0; i < TAKERS; i++) {
		wait(&status);
		sum += WIFEXITED(status) ? WEXITSTATUS(status) : 1000;
	}
	return sum;
}

static void all_tests(struct work *w)
{
	struct llm_usage usage;
	int64_t month = 0;

	clock_set(civil_instant((struct civil){.year = 2026, .month = 11, .day = 30}));
	ok(llm_usage_look(w, &usage), "nothing was asked yet");
	is_int(usage.tokens, 0, "which is no token");
	ok(llm_usage_take(w, 600, 1000, &month), "600 of 1,000");
	is_int(month, 202611, "in November");
	ok(!llm_usage_take(w, 401, 1000, &month), "401 more are too many");
	is_int(w->error, ERR_FORBIDDEN, "which is the budget's end, no fault");
	work_forgive(w);
	ok(llm_usage_take(w, 400, 1000, &month), "400 are not");
	ok(llm_usage_take(w, 5000, -1, &month), "without a limit any number is taken");
	ok(llm_usage_settle(w, month, -5300), "what was not used comes back");
	ok(llm_usage_look(w, &usage), "look");
	is_int(usage.tokens, 700, "so many were used");
	is_int(usage.calls, 3, "in so many calls");
	ok(llm_usage_settle(w, month, -9000) && llm_usage_look(w, &usage), "too much comes back");
	is_int(usage.tokens, 0, "and is nothing");
	clock_set(civil_instant((struct civil){.year = 2026, .month = 12, .day = 1}));
	is_int(take_together(), 100, "together they take what there is, and not one more");
	ok(llm_usage_look(w, &usage), "look");
	is_int(usage.tokens, 1000, "in a month of its own");
	ok(!llm_usage_take(w, 1, 0, &month), "of nothing nothing is taken");
}

int main(void)
{
	return test_with_database(all_tests);
}
