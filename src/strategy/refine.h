/* From a strategy and what its user says about it to a better one, on the page it was made from.
 *
 * What was said and what was rejected is kept in the strategy itself, where the engine ignores it:
 *
 *   "history": [{"feedback": "the price is the old price", "container": …, "fields": {…}}, …]
 *
 * each entry with the records and fields that the feedback was about. A round reads all of them
 * again, so that nothing that was rejected comes back and the same words on the same page always
 * give the same strategy.
 */
#ifndef METER_STRATEGY_REFINE_H
#define METER_STRATEGY_REFINE_H

#include "strategy/generate.h"

struct refine_input {
	struct document *document;
	const char *description;
	struct json_object *strategy; /* as it is now */
	const char *feedback;
	struct json_object *output_schema; /* NULL: fields come from description and feedback */
	struct text *explain;		   /* NULL, or where candidates and scores are written */
};

struct refined {
	struct proposal *proposal;
	struct json_object *output_schema; /* with the fields that were added, renamed, dropped */
};

/* The new strategy; fields and records that the feedback does not speak of stay as they are. NULL
 * with ERR_UNACCEPTABLE when the strategy is none that selects from a page, or nothing holds. */
struct refined *strategy_refine(struct work *w, const struct refine_input *in);

/* The operation of the extractor process. Request: that of generate_operation with "strategy" and
 * "feedback"; the answer is the same, with "output_schema" when the feedback changed it. */
bool refine_operation(struct work *w, struct json_object *request, const char *body,
		      size_t body_size, struct text *out);

#endif
