/* Putting work into the queue. */
#ifndef METER_QUEUE_ENQUEUE_H
#define METER_QUEUE_ENQUEUE_H

#include "store/tasks.h"

/* Adds tasks of one account; the caller has the transaction, and calls wake_send() (queue/wake.h)
 * when it is committed. */
bool task_enqueue(struct work *w, const struct new_task *tasks, size_t n);

#endif
