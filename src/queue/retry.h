/* Which failures are tried again, when and how often. */
#ifndef METER_QUEUE_RETRY_H
#define METER_QUEUE_RETRY_H

#include "store/tasks.h"

/* How an attempt failed. */
struct failure {
	enum error_class class;
	int status;	   /* of the site's answer; 0: none */
	int retry_after_s; /* that the site asked for; 0: it did not */
};

/* True when the task shall be tried again, after *delay_ms. An interactive one is not: whoever
 * waits for it wants to know, and may ask again. Only a crash, which need not be the page's fault,
 * is tried again at once. */
bool retry_after(const struct task *t, const struct failure *f, int64_t *delay_ms);

#endif
