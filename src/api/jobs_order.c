/* From URLs to jobs, their tasks and their batch. */
#include "api/jobs_order.h"

#include "queue/wake.h"
#include "store/tasks.h"
#include "util/id.h"

bool job_order_make(struct call *c, const struct strategy *s, const struct texts *urls,
		    struct json_object *parameters, struct job_order *o)
{
	o->n = urls->n;
	o->jobs = ARENA_ARRAY(c->work->arena, o->n, struct job);
	for (size_t i = 0; i < o->n; i++) {
		o->jobs[i] = (struct job){.id = id_new(c->work->arena),
					  .account_id = o->batch.account_id,
					  .strategy_id = o->batch.strategy_id,
					  .url = urls->items[i],
					  .batch_id = o->batch.id,
					  .created_at = o->batch.created_at};
		if (!job_parameters(c->work, s, urls->items[i], parameters, &o->jobs[i].parameters))
			return false;
	}
	return true;
}

/* The tasks come last: until the commit nobody else of the account can enqueue. */
static bool store(struct call *c, void *data)
{
	const struct job_order *o = data;
	struct new_task *tasks = ARENA_ARRAY(c->work->arena, o->n, struct new_task);

	for (size_t i = 0; i < o->n; i++)
		tasks[i] = (struct new_task){.id = o->jobs[i].id,
					     .account_id = c->account_id,
					     .kind = "job",
					     .priority = TASK_ASKED,
					     .host = task_host(c->work, o->jobs[i].url)};
	return (!o->batch.id || batch_insert(c->work, &o->batch)) &&
	       job_insert_all(c->work, o->jobs, o->n) && task_insert(c->work, tasks, o->n);
}

bool job_order_store(struct call *c, struct job_order *o)
{
	if (!call_transaction(c, store, o))
		return false;
	wake_send(c->api->config.run_dir);
	return true;
}
