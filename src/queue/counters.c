/* Counters of a runner. */
#include "queue/counters.h"

#include "store/metrics.h"
#include "util/arena.h"

#define ROWS_MAX                                                                                   \
	(RUN_OUTCOMES * COUNTER_CLASSES + DELIVERY_OUTCOMES + RUN_TIMES * (COUNTER_STEPS + 1))

const char *const run_outcomes[RUN_OUTCOMES] = {[RUN_COMPLETED] = "completed",
						[RUN_FAILED] = "failed",
						[RUN_RETRIED] = "retried",
						[RUN_RETURNED] = "returned"};
static const char *const deliveries[DELIVERY_OUTCOMES] = {[DELIVERY_IS_DONE] = "delivered",
							  [DELIVERY_HAS_FAILED] = "failed",
							  [DELIVERY_IS_DEAD] = "dead"};
const char *const run_times[RUN_TIMES] = {[TIME_FETCH] = "fetch", [TIME_EXTRACT] = "extract"};
const int64_t run_time_steps[RUN_TIMES][COUNTER_STEPS] = {
    [TIME_FETCH] = {10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 0},
    [TIME_EXTRACT] = {1, 2, 5, 10, 25, 50, 100, 250, 1000, 2500, 10000, 0},
};

void count_run(struct counters *c, enum run_outcome outcome, enum error_class class)
{
	c->runs[outcome][(int)class < COUNTER_CLASSES ? class : CLASS_INTERNAL]++;
}

void count_delivery(struct counters *c, enum delivery_outcome outcome)
{
	c->deliveries[outcome]++;
}

void count_time(struct counters *c, enum run_time what, int64_t ms)
{
	const int64_t *steps = run_time_steps[what];
	int i = 0;

	while (i < COUNTER_STEPS - 1 && steps[i] && ms > steps[i])
		i++;
	c->times[what][i]++;
	c->ms[what] += ms;
}

static void add(struct metric *rows, size_t *n, const char *name, const char *part, int64_t value)
{
	if (value)
		rows[(*n)++] = (struct metric){name, part, value};
}

bool counters_store(struct work *w, struct counters *c)
{
	struct metric *rows = ARENA_ARRAY(w->arena, ROWS_MAX, struct metric);
	struct arena *a = w->arena;
	size_t n = 0;

	for (int i = 0; i < RUN_OUTCOMES; i++)
		for (int k = 0; k < COUNTER_CLASSES; k++)
			if (c->runs[i][k])
				add(rows, &n, "runs",
				    arena_printf(a, "%s:%s", run_outcomes[i],
						 error_class_word((enum error_class)k)),
				    c->runs[i][k]);
	for (int i = 0; i < DELIVERY_OUTCOMES; i++)
		add(rows, &n, "deliveries", deliveries[i], c->deliveries[i]);
	for (int i = 0; i < RUN_TIMES; i++) {
		for (int k = 0; k < COUNTER_STEPS; k++)
			add(rows, &n, run_times[i], arena_printf(a, "%02d", k), c->times[i][k]);
		add(rows, &n, run_times[i], "ms", c->ms[i]);
	}
	if (!metric_add(w, rows, n))
		return false;
	*c = (struct counters){0};
	return true;
}
