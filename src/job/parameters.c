/* The parameters of a job: what an API is asked with. */
#include "job/parameters.h"

#include "bounds.h"
#include "job/api_call.h"

bool job_parameters(struct work *w, const struct strategy *strategy, const char *url,
		    struct json_object *given, struct raw_json *out)
{
	struct json_object *plan, *parameters;
	struct api_call *call;

	*out = (struct raw_json){NULL};
	if (strcmp(strategy->scraper_type, "api") != 0)
		return true;
	plan = json_parse(w, strategy->plan.data, strlen(strategy->plan.data));
	call = plan ? api_call_new(w, plan, strategy->url, url) : NULL;
	parameters = call ? api_call_parameters(w, call, given) : NULL;
	if (!parameters)
		return false;
	out->data = json_string(w, parameters);
	return strlen(out->data) <= JOB_PARAMETERS_MAX ||
	       complain(w, ERR_INVALID, "parameters", "parameters have more than %u KB",
			JOB_PARAMETERS_MAX >> 10);
}
