/* Putting work into the queue. */
#include "queue/enqueue.h"

#include "util/url.h"

bool task_enqueue(struct work *w, const struct new_task *tasks, size_t n)
{
	return task_insert(w, tasks, n);
}

const char *task_host(struct work *w, const char *url)
{
	const char *why = NULL;
	const struct url *u = url_parse(w->arena, url, &why);

	return u ? arena_printf(w->arena, "%s:%d", u->host, u->port) : NULL;
}
