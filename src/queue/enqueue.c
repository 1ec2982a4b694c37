/* Putting work into the queue. */
#include "queue/enqueue.h"

bool task_enqueue(struct work *w, const struct new_task *tasks, size_t n)
{
	return task_insert(w, tasks, n);
}
