/* A conversation that is only held if the host's robots.txt allows its first request. */
#ifndef METER_JOB_ROBOTS_OBEY_H
#define METER_JOB_ROBOTS_OBEY_H

#include "job/conversation.h"

/* What first asks for the rules and then goes on as `then`, which must want a page; `then` itself
 * when kept rules allow it. In w's arena; uses its database. user_agent: the header that fetches
 * send. NULL with the reason in w, CLASS_ROBOTS when kept rules forbid it. */
struct conversation *robots_obey(struct work *w, struct conversation *then, const char *user_agent);

#endif
