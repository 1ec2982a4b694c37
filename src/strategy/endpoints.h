/* Calls that a page names and that may answer with data: what links with a type of data lead to,
 * what scripts in the page fetch, what attributes call an address of data, and the well-known
 * addresses of a publishing or shop system that says so in the page.
 */
#ifndef METER_STRATEGY_ENDPOINTS_H
#define METER_STRATEGY_ENDPOINTS_H

#include "extract/capture.h"
#include "extract/html.h"

/* At most ENDPOINTS_MAX open calls, the most promising first; all are GET and have no secrets.
 * `words`: of the description; an address that has one of them comes first. */
struct captures endpoints_find(struct work *w, const struct document *d, const char *words);

/* Whether an address looks like one of data: "/api/", ".json", "format=csv". */
bool address_is_of_data(const char *url);

#endif
