/* Members that the requests of both operations have. The requests come from our own program, so
 * what is wrong with one is ERR_UNACCEPTABLE and names the member. */
#ifndef METER_DISCOVER_REQUEST_H
#define METER_DISCOVER_REQUEST_H

#include "discover/pattern.h"
#include "discover/site.h"
#include "util/work.h"

#include <json-c/json_object.h>

/* The parsed URL; `absent` when there is none, which may be NULL: it has to be there. */
const struct url *request_url(struct work *w, struct json_object *request, const char *name,
			      const struct url *absent);

bool request_scope(struct work *w, struct json_object *request, const char *name,
		   enum site_scope absent, enum site_scope *out);

/* NULL in *out when there is none. */
bool request_pattern(struct work *w, struct json_object *request, const char *name,
		     const struct url_pattern **out);

#endif
