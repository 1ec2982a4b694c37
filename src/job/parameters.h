/* The parameters of a job: what an API is asked with. */
#ifndef METER_JOB_PARAMETERS_H
#define METER_JOB_PARAMETERS_H

#include "store/strategies.h"
#include "util/json.h"

/* The parameters of a job of the strategy on that URL as JSON text: the strategy's own, over them
 * what the URL says, over them those that are given (an object, or NULL). NULL data when the
 * strategy is of a type that has none: what is given is then ignored (contract, Q19). False with
 * ERR_INVALID complaints on "parameters.…". */
bool job_parameters(struct work *w, const struct strategy *strategy, const char *url,
		    struct json_object *given, struct raw_json *out);

#endif
