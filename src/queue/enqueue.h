/* Putting work into the queue. */
#ifndef METER_QUEUE_ENQUEUE_H
#define METER_QUEUE_ENQUEUE_H

#include "store/tasks.h"

/* Adds tasks of one account; the caller has the transaction, and calls wake_send() (queue/wake.h)
 * when it is committed. */
bool task_enqueue(struct work *w, const struct new_task *tasks, size_t n);

/* The site that a task for the URL goes to, as "host:port". In w's arena; NULL when it is no URL.
 */
const char *task_host(struct work *w, const char *url);

#endif
