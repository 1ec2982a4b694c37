/* What people read when a fetch fails: the class that is stored, and one line in plain words. */
#ifndef METER_FETCH_FAILURE_H
#define METER_FETCH_FAILURE_H

#include "fetch/exchange.h"

/* Each notes the failure in w and returns NULL. */

/* The guard refuses the host. The text is the same whatever the reason, so that nobody can map
 * an inner network with it; `reason` goes to the debug log. */
void *fail_address(struct work *w, const struct url *url, const char *reason);

/* libcurl gave up, or we made it. */
void *fail_exchange(struct work *w, const struct hop *h, const struct exchange *e, CURLcode code);

/* The server's status is 400 or more. */
void *fail_status(struct work *w, int status);

/* Whether the site's answer says that another try may get another one. */
bool status_may_change(int status);

/* The same for a mail that its server did not answer. */
void *fail_mail(struct work *w, CURLcode code);

#endif
