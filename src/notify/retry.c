/* The plan of attempts, and which failures it is for. */
#include "notify/retry.h"

#include "bounds.h"

/* Before the second attempt, the third and so on, in seconds. */
static const int64_t plan_s[WEBHOOK_ATTEMPTS - 1] = {5,	       5 * 60,	  30 * 60,  2 * 3600,
						     5 * 3600, 10 * 3600, 10 * 3600};

/* A receiver that answers anything else has made up its mind. */
static bool may_change(const struct attempt_result *r)
{
	if (r->status && r->is_mail)
		return r->status < 500;
	if (r->status)
		return r->status == 408 || r->status == 429 || r->status >= 500;
	/* Where private networks begin is no passing thing, nor is a certificate's name. */
	return r->class != CLASS_BLOCKED;
}

enum attempt_verdict retry_judge(int attempts, const struct attempt_result *r, uint32_t chance,
				 int64_t *delay_ms)
{
	int64_t ms, tenth, asked_ms;

	*delay_ms = 0;
	if (r->status >= 200 && r->status < 300)
		return ATTEMPT_DELIVERED;
	if (!may_change(r) || attempts >= WEBHOOK_ATTEMPTS)
		return ATTEMPT_DEAD;
	ms = plan_s[attempts > 0 ? attempts - 1 : 0] * 1000;
	tenth = ms / 10;
	ms += (int64_t)(chance % (uint32_t)(2 * tenth + 1)) - tenth;
	asked_ms = INT64_C(1000) * (r->retry_after_s < WEBHOOK_PAUSE_MAX_S ? r->retry_after_s
									   : WEBHOOK_PAUSE_MAX_S);
	*delay_ms = ms > asked_ms ? ms : asked_ms;
	return ATTEMPT_AGAIN;
}
