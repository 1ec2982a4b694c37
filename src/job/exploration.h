/* Making the calls that the extractor process asks for before it chooses a strategy
 * (strategy/calls.h): each is fetched like a page, under the same rules, and none has to succeed.
 * How many there are, their bytes and their time are bounded here; the process that asks is not
 * trusted.
 */
#ifndef METER_JOB_EXPLORATION_H
#define METER_JOB_EXPLORATION_H

#include "job/conversation.h"

struct exploration {
	struct json_object *calls;		 /* as asked for, each with what became of it */
	size_t at;				 /* the one that is being made */
	const struct fetch_response **responses; /* by call; NULL: there is none */
	int64_t until_ms;			 /* on clock_monotonic_ms() */
};

/* calls: the member of the answer. */
void exploration_begin(struct work *w, struct exploration *x, struct json_object *calls);

/* Sets *out to the next call; false: all have been made, or the time is up. */
bool exploration_next(struct work *w, struct exploration *x, struct want *out);

/* Notes what came of it. response NULL: it failed, the reason is in w and is forgiven. */
void exploration_take(struct work *w, struct exploration *x, const struct fetch_response *response);

/* Adds the answers to a request, and their bytes behind those of its body. */
void exploration_put(struct work *w, const struct exploration *x, struct want *operation);

#endif
