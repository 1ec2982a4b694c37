/* Calls that have to be made before a strategy can be chosen: the extractor process has no network,
 * so it asks for them and is run again with what they answered.
 *
 * Asked for, in an answer of "generate":   "calls": [{"url", "method", "headers", "body", "given"}]
 * Answered, in its next request: the same list, each with "content_type" and "size", or with
 * "failure"; the bytes of the answers lie in their order behind the page, whose size is
 * "page_size". "given": it is a curl command of the user's.
 */
#ifndef METER_STRATEGY_CALLS_H
#define METER_STRATEGY_CALLS_H

#include "extract/capture.h"
#include "util/text.h"

struct answered {
	struct captures given, found;
	const char *failure; /* why a call of the user's was not answered; NULL */
};

/* Reads the answered calls of a request. False with ERR_INTERNAL when sizes are not those of the
 * body. *page_size: of the page in front of them. */
bool calls_read(struct work *w, struct json_object *request, const char *body, size_t body_size,
		struct answered *out, size_t *page_size);

/* Appends the calls as the member of an answer. */
void calls_print(struct work *w, struct text *out, const struct captures *given,
		 const struct captures *found);

#endif
