/* What a runner counts, and adds to the sums of all in the database with its heartbeats. */
#ifndef METER_QUEUE_COUNTERS_H
#define METER_QUEUE_COUNTERS_H

#include "util/work.h"

#define COUNTER_CLASSES 32 /* more than there are classes of errors */
#define COUNTER_STEPS	12 /* of a time, the last one without end */

enum run_outcome { RUN_COMPLETED, RUN_FAILED, RUN_RETRIED, RUN_RETURNED, RUN_OUTCOMES };
enum delivery_outcome {
	DELIVERY_IS_DONE,
	DELIVERY_HAS_FAILED, /* and may be tried again */
	DELIVERY_IS_DEAD,
	DELIVERY_OUTCOMES
};
enum run_time { TIME_FETCH, TIME_EXTRACT, RUN_TIMES };

/* In the database, "runs" has the parts "completed:" to "failed:dns", "deliveries" the outcomes;
 * "fetch" and "extract" have a part for each step, by its number, and "ms" for the sum. */
extern const char *const run_outcomes[RUN_OUTCOMES], *const run_times[RUN_TIMES];
extern const int64_t run_time_steps[RUN_TIMES][COUNTER_STEPS]; /* up to that many ms; 0: no more */

struct counters {
	int64_t runs[RUN_OUTCOMES][COUNTER_CLASSES];
	int64_t deliveries[DELIVERY_OUTCOMES];
	int64_t times[RUN_TIMES][COUNTER_STEPS], ms[RUN_TIMES];
};

void count_run(struct counters *c, enum run_outcome outcome, enum error_class class);
void count_delivery(struct counters *c, enum delivery_outcome outcome);
void count_time(struct counters *c, enum run_time what, int64_t ms);

/* Adds what was counted to the sums and begins anew. False with the database's error; then it is
 * kept for the next time. */
bool counters_store(struct work *w, struct counters *c);

#endif
