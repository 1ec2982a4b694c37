/* The plan of attempts. */
#include "notify/retry.h"

#include "tap.h"

#include "bounds.h"

/* The delay's distance from the plan is a tenth at the most, and chance decides it. */
static void plan(void)
{
	static const int64_t seconds[] = {5, 300, 1800, 7200, 18000, 36000, 36000};
	const struct attempt_result r = {.status = 500};
	int64_t low, high, ms, total = 0;

	for (int i = 0; i < WEBHOOK_ATTEMPTS - 1; i++) {
		int64_t plan_ms = seconds[i] * 1000;

		ok(retry_judge(i + 1, &r, 0, &low) == ATTEMPT_AGAIN &&
		       retry_judge(i + 1, &r, (uint32_t)(plan_ms / 5), &high) == ATTEMPT_AGAIN,
		   "after attempt %d there is another", i + 1);
		is_int(low, plan_ms * 9 / 10, "a tenth early at the soonest");
		is_int(high, plan_ms * 11 / 10, "a tenth late at the latest");
		for (uint32_t chance = 1; chance < 4000000000u; chance += 123456789u) {
			retry_judge(i + 1, &r, chance, &ms);
			if (ms < low || ms > high)
				ok(false, "%lld ms are out of bounds", (long long)ms);
		}
		total += seconds[i];
	}
	ok(retry_judge(WEBHOOK_ATTEMPTS, &r, 0, &ms) == ATTEMPT_DEAD, "the eighth is the last");
	ok(total > 24 * 3600, "which takes more than a day");
}

static void verdicts(void)
{
	static const struct {
		const char *label;
		struct attempt_result result;
		enum attempt_verdict verdict;
	} cases[] = {
	    {"200", {.status = 200}, ATTEMPT_DELIVERED},
	    {"204", {.status = 204}, ATTEMPT_DELIVERED},
	    {"301", {.status = 301}, ATTEMPT_DEAD},
	    {"400", {.status = 400}, ATTEMPT_DEAD},
	    {"408", {.status = 408}, ATTEMPT_AGAIN},
	    {"410", {.status = 410}, ATTEMPT_DEAD},
	    {"429", {.status = 429}, ATTEMPT_AGAIN},
	    {"500", {.status = 500}, ATTEMPT_AGAIN},
	    {"503", {.status = 503}, ATTEMPT_AGAIN},
	    {"a name that is not found", {.class = CLASS_DNS}, ATTEMPT_AGAIN},
	    {"no connection", {.class = CLASS_CONNECT}, ATTEMPT_AGAIN},
	    {"silence", {.class = CLASS_TIMEOUT}, ATTEMPT_AGAIN},
	    {"a certificate", {.class = CLASS_TLS}, ATTEMPT_AGAIN},
	    {"a mail that was taken", {.status = 250, .is_mail = true}, ATTEMPT_DELIVERED},
	    {"a mailbox that is full", {.status = 452, .is_mail = true}, ATTEMPT_AGAIN},
	    {"a mailbox that is not there", {.status = 550, .is_mail = true}, ATTEMPT_DEAD},
	    {"a private address", {.class = CLASS_BLOCKED}, ATTEMPT_DEAD},
	};
	int64_t ms;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ok(retry_judge(1, &cases[i].result, 0, &ms) == cases[i].verdict, "%s",
		   cases[i].label);
}

static void asking(void)
{
	struct attempt_result r = {.status = 429, .retry_after_s = 600};
	int64_t ms;

	retry_judge(1, &r, 0, &ms);
	is_int(ms, 600000, "a Retry-After is waited for");
	retry_judge(4, &r, 0, &ms);
	ok(ms > 600000, "but shortens no plan");
	r.retry_after_s = 1000000;
	retry_judge(1, &r, 0, &ms);
	is_int(ms, INT64_C(1000) * WEBHOOK_PAUSE_MAX_S, "nor is it followed for ever");
}

int main(void)
{
	plan();
	verdicts();
	asking();
	return done();
}
