/* May this URL be asked for? A conversation that ends with the answer of the host's robots.txt: the
 * kept one, or else it fetches the file, has it parsed and keeps it.
 *
 * RFC 9309, 2.3.1: a file that is not there (4xx) forbids nothing; while the host cannot say (5xx)
 * everything is forbidden, and it is asked again after ROBOTS_AGAIN_S. A host that cannot be
 * reached ends the conversation with that reason.
 */
#ifndef METER_JOB_ROBOTS_CHECK_H
#define METER_JOB_ROBOTS_CHECK_H

#include "extract/robots.h"
#include "job/conversation.h"
#include "util/url.h"

struct robots_check {
	struct conversation conversation;
	const char *agent, *host; /* the product token; "name:port" */
	const struct url *url;

	/* once it is done: */
	const struct robots *robots;
	bool is_allowed;
};

/* In w's arena; uses its database. `host` is what the governor calls the URL's host (kept, not
 * copied), user_agent the header that fetches send. NULL with the reason in w. */
struct robots_check *robots_check_begin(struct work *w, const struct url *url, const char *host,
					const char *user_agent);

/* What rules that are known already say of a URL of their host. */
bool robots_permit(struct work *w, const struct robots *robots, const struct url *u);

/* Why they permit no page. */
const char *robots_sentence(const struct robots *robots);

/* For callers that want to go no further: ERR_UPSTREAM with CLASS_ROBOTS and a sentence. */
bool robots_check_enforce(struct work *w, const struct robots_check *check);

#endif
