/* How many tasks a runner may hold beyond those it works on. */
#include "queue/pace.h"

#include "bounds.h"

#include "tap.h"

static void count(struct pace *p, int64_t now_ms, int n)
{
	for (int i = 0; i < n; i++)
		pace_count(p, now_ms);
}

int main(void)
{
	const int64_t then_ms = 1000 * PACE_MS;
	struct pace p = {0};

	ok(pace_ahead(&p, then_ms) == 0, "one that has ended nothing holds nothing");
	count(&p, then_ms, 3);
	ok(pace_ahead(&p, then_ms) == 3, "as many as ended in this moment");
	count(&p, then_ms + PACE_MS, 1);
	ok(pace_ahead(&p, then_ms + PACE_MS) == 3, "or in the last, when those were more");
	ok(pace_ahead(&p, then_ms + 2 * PACE_MS - 1) == 3, "up to the end of the moment");
	ok(pace_ahead(&p, then_ms + 2 * PACE_MS) == 1, "what was before the last is forgotten");
	ok(pace_ahead(&p, then_ms + 3 * PACE_MS) == 0, "a moment without an end ends it");
	count(&p, then_ms + 9 * PACE_MS, 2);
	ok(pace_ahead(&p, then_ms + 9 * PACE_MS) == 2, "after a pause only the new ones count");
	count(&p, then_ms + 9 * PACE_MS, 10 * PACE_AHEAD_MAX);
	ok(pace_ahead(&p, then_ms + 9 * PACE_MS) == PACE_AHEAD_MAX, "there is a limit");
	return done();
}
