/* An API strategy's call while it is put together. Internal to job/. */
#ifndef METER_JOB_API_PARTS_H
#define METER_JOB_API_PARTS_H

#include "job/api_call.h"
#include "job/api_target.h"

struct api_call {
	struct json_object *plan;
	struct json_object *defaults; /* of the parameters, by name; NULL: there are none */
	const char *made_from, *url;
	struct api_target target;
	size_t used; /* places outside of the URL that were exchanged */
};

/* Whether the strategy has such a parameter, be its default null. */
bool api_call_has(const struct api_call *c, const char *name);

#endif
