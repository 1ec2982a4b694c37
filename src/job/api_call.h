/* The call that an API strategy makes.
 *
 *   {"type": "api",
 *    "endpoint": "https://shop.test/api/list", "method": "GET" (POST when there is a body),
 *    "headers": {"X-App": "web"}, "body": {…} or "text",
 *    "params": {"page": 1, "category": "cups"},      names and defaults, apart from the URL;
 *                                                    null: sent only when somebody gives it
 *    "params_in": "query" (default) or "body",       a JSON object's members, else a form
 *    "free_params": true,                            other names may be given as well
 *    …}                                              what is taken from it: extract/json_items.h
 *
 * The job's URL decides the target. Where it is the endpoint itself, or the strategy was made from
 * its endpoint, the job's URL is called, its query over the defaults. Otherwise it is a page, and
 * what tells it from the page the strategy was made from (labels of the host, segments of the path,
 * values of the query) is exchanged wherever the call has it: as a segment of the endpoint's path,
 * a label of its host, a parameter's default, a string in the body. A call that has none of it
 * would give another page's items, so it is not made. Cookies and credentials of the captured call
 * go to its own origin only.
 */
#ifndef METER_JOB_API_CALL_H
#define METER_JOB_API_CALL_H

#include "fetch/fetch.h"
#include "util/json.h"

struct api_call;

/* plan: the strategy; made_from: the URL it was made from, or NULL; url: the job's. NULL when the
 * plan has no endpoint. In w's arena. */
struct api_call *api_call_new(struct work *w, struct json_object *plan, const char *made_from,
			      const char *url);

/* The parameters of the job: the defaults, over them what the job's URL says, over them what the
 * client gives (an object, or NULL). Values take the type of the default where they can, so that 2
 * and "2" are the same job. NULL with ERR_INVALID complaints on "parameters.…". */
struct json_object *api_call_parameters(struct work *w, struct api_call *c,
					struct json_object *given);

/* The request, with parameters as above. False with CLASS_DATA when the call cannot be pointed to
 * the job's URL, CLASS_BLOCKED when a header is not allowed. */
bool api_call_request(struct work *w, struct api_call *c, struct json_object *parameters,
		      struct fetch_request *out);

/* All three: the request of a job. stored: the job's parameters as JSON text, or NULL. */
bool api_call_fetch(struct work *w, struct json_object *plan, const char *made_from,
		    const char *url, const char *stored, struct fetch_request *out);

#endif
