/* From URLs to jobs and tasks. */
#include "job/schedule_jobs.h"

#include "job/parameters.h"
#include "store/jobs.h"
#include "store/tasks.h"
#include "util/id.h"
#include "util/json.h"

#include <stdlib.h>

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool schedule_drop_busy(struct work *w, const struct schedule *s, struct texts *urls,
			size_t *n_busy)
{
	const size_t n = urls->n;
	const char **open;
	size_t n_open;

	*n_busy = 0;
	if (!schedule_open_urls(w, s->account_id, s->id, &open, &n_open))
		return false;
	if (n_open == 0)
		return true;
	qsort(open, n_open, sizeof *open, compare_texts);
	urls->n = 0;
	for (size_t i = 0; i < n; i++) {
		if (bsearch(&urls->items[i], open, n_open, sizeof *open, compare_texts))
			++*n_busy;
		else
			urls->items[urls->n++] = urls->items[i];
	}
	return true;
}

/* What each job is asked with: the schedule's parameters over the strategy's own. A strategy that
 * takes them no more fails in its run, where people look. */
static bool set_parameters(struct work *w, const struct schedule *s, struct job *jobs, size_t n)
{
	struct json_object *given;
	struct strategy strategy;

	if (!s->parameters.data)
		return true;
	given = json_parse(w, s->parameters.data, strlen(s->parameters.data));
	if (!given || !strategy_find(w, s->account_id, s->strategy_id, &strategy))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (job_parameters(w, &strategy, jobs[i].url, given, &jobs[i].parameters))
			continue;
		if (error_is(w, ERR_UNAVAILABLE))
			return false;
		work_forgive(w);
		jobs[i].parameters = s->parameters;
	}
	return true;
}

/* Turns keep accounts apart, not classes: a schedule's run waits no longer than a call's. */
bool schedule_make_jobs(struct work *w, const struct schedule *s, const struct texts *urls,
			struct instant now)
{
	struct job *jobs = ARENA_ARRAY(w->arena, urls->n, struct job);
	struct new_task *tasks = ARENA_ARRAY(w->arena, urls->n, struct new_task);

	if (urls->n == 0)
		return true;
	for (size_t i = 0; i < urls->n; i++) {
		jobs[i] = (struct job){.id = id_new(w->arena),
				       .account_id = s->account_id,
				       .strategy_id = s->strategy_id,
				       .schedule_id = s->id,
				       .url = urls->items[i],
				       .created_at = now};
		tasks[i] = (struct new_task){.id = jobs[i].id,
					     .account_id = s->account_id,
					     .kind = "job",
					     .priority = TASK_ASKED,
					     .schedule_id = s->id,
					     .host = task_host(w, urls->items[i])};
	}
	return set_parameters(w, s, jobs, urls->n) && job_insert_all(w, jobs, urls->n) &&
	       task_insert(w, tasks, urls->n);
}
