/* Which failures are tried again: one row a class. */
#include "queue/retry.h"

#include "bounds.h"
#include "fetch/failure.h"
#include "util/secret.h"

struct rule {
	enum error_class class;
	int attempts;	  /* in all */
	int64_t first_ms; /* before the second; then four times as long each time */
};

/* Names and connections come back within seconds; a site that is busy needs longer. */
static const struct rule rules[] = {
    {CLASS_DNS, 3, 5000},      {CLASS_CONNECT, 3, 2000}, {CLASS_TLS, 2, 5000},
    {CLASS_TIMEOUT, 3, 5000},  {CLASS_HTTP, 3, 5000},	 {CLASS_BLOCKED, 3, 30000},
    {CLASS_INTERNAL, 3, 1000},
};

static const struct rule *rule_of(const struct failure *f)
{
	bool needs_status = f->class == CLASS_HTTP || f->class == CLASS_BLOCKED;

	if (needs_status && !status_may_change(f->status))
		return NULL;
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (rules[i].class == f->class)
			return &rules[i];
	return NULL;
}

/* Between half of it and one and a half: what failed together does not come back together. */
static int64_t jitter(int64_t ms)
{
	uint32_t chance;

	secret_random(&chance, sizeof chance);
	return ms / 2 + (int64_t)(chance % (uint32_t)(ms + 1));
}

bool retry_after(const struct task *t, const struct failure *f, int64_t *delay_ms)
{
	const struct rule *rule = rule_of(f);
	int64_t ms;

	*delay_ms = 0;
	if (f->class == CLASS_CRASHED)
		return t->crashes + 1 < CRASHES_MAX && t->attempts < ATTEMPTS_MAX;
	if (!rule || t->priority == TASK_INTERACTIVE || t->attempts >= rule->attempts)
		return false;
	ms = rule->first_ms;
	for (int64_t i = 1; i < t->attempts; i++)
		ms *= 4;
	*delay_ms = jitter(ms);
	if (*delay_ms < (int64_t)f->retry_after_s * 1000)
		*delay_ms = (int64_t)f->retry_after_s * 1000;
	return true;
}
