/* One row a mode. */
#include "notify/mode.h"

#include <string.h>

static const char *const words[] = {[OCCASION_FIRST] = "first",
				    [OCCASION_UNCHANGED] = "unchanged",
				    [OCCASION_CHANGED] = "changed",
				    [OCCASION_FAILED] = "failed"};

const char *occasion_word(enum occasion o)
{
	return words[o];
}

static bool looks_back(const char *mode)
{
	return strcmp(mode, "first_failure") == 0;
}

/* A person who is told every hour that nothing has happened stops reading (contract, Q16). */
static bool is_news(enum receiver receiver, enum occasion o)
{
	return !receiver_is_human(receiver) || o == OCCASION_CHANGED || o == OCCASION_FAILED;
}

bool notify_wants(const char *mode, enum receiver receiver, enum occasion o, bool has_failed_before)
{
	if (strcmp(mode, "changes") == 0)
		return o == OCCASION_CHANGED;
	if (strcmp(mode, "failures") == 0)
		return o == OCCASION_FAILED;
	if (looks_back(mode))
		return (o == OCCASION_FAILED) != has_failed_before;
	return is_news(receiver, o);
}
