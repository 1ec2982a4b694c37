/* Tasks of kind "workflow": a run of one goes on as far as it can. Then its task waits until the
 * last job of a node has ended, which wakes it (store/run_steps.h). */
#include "queue/runner_parts.h"

#include "store/db.h"
#include "workflow/advance.h"

static bool begin_run(struct slot *s)
{
	struct advance *a = advance_begin(&s->work, s->task.account_id, s->task.id);

	if (!a) {
		s->is_gone = error_is(&s->work, ERR_NOT_FOUND);
		return false;
	}
	s->own = a;
	s->conversation = advance_conversation(a);
	return true;
}

/* A conflict ends a task as another's, but one between rows of the run says nothing of its task:
 * the run would wait for ever. It fails instead, if the task is still ours. */
static bool store(struct work *w, const struct advance *a, struct advance_next *next)
{
	if (advance_store(w, a, next))
		return true;
	return error_is(w, ERR_CONFLICT) ? fail(w, ERR_INTERNAL, "the run: %s", w->message) : false;
}

static bool end_run(struct slot *s, struct work *w)
{
	const struct task *t = &s->task;
	struct advance_next next;

	if (!s->is_done)
		return advance_fail(w, t->account_id, t->id, slot_sentence(s)) && task_done(w, t);
	return store(w, s->own, &next) &&
	       (next.is_over ? task_done(w, t)
			     : task_put_back(w, t,
					     (struct task_return){.delay_ms = next.delay_ms,
								  .is_innocent = true}));
}

static const char *run_result(const struct slot *s)
{
	return s->is_done ? "advanced" : error_class_word(s->failure.class);
}

const struct task_kind workflow_kind = {.word = "workflow",
					.noun = "workflow run",
					.is_followed = true,
					.begin = begin_run,
					.end = end_run,
					.result = run_result};
