/* What a runner counts: by outcome and class, times by steps. */
#include "queue/counters.h"

#include "store/database.h"
#include "store/metrics.h"

static int64_t sum(struct work *w, const char *name, const char *part)
{
	struct metric *rows;
	size_t n;

	if (!metric_list(w, &rows, &n))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].name, name) == 0 && strcmp(rows[i].part, part) == 0)
			return rows[i].value;
	return 0;
}

static void all_tests(struct work *w)
{
	static struct counters c;

	ok(counters_store(w, &c), "nothing to store");
	count_run(&c, RUN_COMPLETED, CLASS_NONE);
	count_run(&c, RUN_FAILED, CLASS_DNS);
	count_run(&c, RUN_FAILED, CLASS_DNS);
	count_time(&c, TIME_FETCH, 10);
	count_time(&c, TIME_FETCH, 11);
	count_time(&c, TIME_FETCH, INT64_C(1) << 40);
	ok(counters_store(w, &c), "what was counted is stored");
	is_int(c.runs[RUN_FAILED][CLASS_DNS], 0, "and begins anew");
	is_int(sum(w, "runs", "completed:"), 1, "one completed");
	is_int(sum(w, "runs", "failed:dns"), 2, "two failed");
	is_int(sum(w, "runs", "failed:tls"), 0, "for no other reason");
	is_int(sum(w, "fetch", "00"), 1, "a time is in its step");
	is_int(sum(w, "fetch", "01"), 1, "above it in the next");
	is_int(sum(w, "fetch", "11"), 1, "and for ever in the last");
	is_int(sum(w, "fetch", "ms"), 21 + (INT64_C(1) << 40), "they are summed up");
	count_run(&c, RUN_COMPLETED, CLASS_NONE);
	count_delivery(&c, DELIVERY_IS_DEAD);
	ok(counters_store(w, &c) && sum(w, "runs", "completed:") == 2, "sums grow");
	is_int(sum(w, "deliveries", "dead"), 1, "deliveries are counted too");
}

int main(void)
{
	return test_with_database(all_tests);
}
