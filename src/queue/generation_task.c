/* Tasks of kind "generation": a strategy of a group is made, or made anew, in the background. */
#include "queue/runner_parts.h"

#include "bounds.h"
#include "job/group_part.h"
#include "job/robots_obey.h"

static int making(const struct slot *s)
{
	int n = 0;

	for (const struct slot *other = s->runner->slots; other; other = other->next)
		n += other != s && other->kind == &generation_kind && other->state != SLOT_ENDED;
	return n;
}

static bool begin_generation(struct slot *s)
{
	struct part_making *p = ARENA_NEW(s->work.arena, struct part_making);
	const struct runner_config *config = &s->runner->config;

	if (making(s) >= GENERATIONS_PER_RUNNER) {
		slot_put_back(s, GENERATION_BACK_MS);
		return true;
	}
	if (!part_begin(&s->work, &s->task, s->runner->llm, p)) {
		s->is_gone = error_is(&s->work, ERR_NOT_FOUND);
		return false;
	}
	s->own = p;
	s->task.url = p->generation->input.url;
	s->conversation = &p->generation->conversation;
	if (config->obeys_robots)
		s->conversation = robots_obey(&s->work, s->conversation, config->fetch.user_agent);
	return s->conversation != NULL;
}

/* The failure stays in the slot's work until the part has ended. */
static bool end_failed(struct slot *s, struct work *w)
{
	int64_t again_ms;

	if (retry_after(&s->task, &s->failure, &again_ms))
		return task_put_back(
		    w, &s->task,
		    (struct task_return){.delay_ms = again_ms,
					 .has_crashed = s->failure.class == CLASS_CRASHED});
	return part_give_up(w, &s->task, slot_sentence(s));
}

static bool end_generation(struct slot *s, struct work *w)
{
	return s->is_done ? part_finish(w, &s->task, s->own) : end_failed(s, w);
}

static const char *generation_result(const struct slot *s)
{
	return s->is_done ? "completed" : error_class_word(s->failure.class);
}

/* Strategies are counted by the events of their making. */
const struct task_kind generation_kind = {.word = GROUP_TASK,
					  .noun = "generation",
					  .deadline_ms = GENERATION_TASK_MS,
					  .is_governed = true,
					  .is_followed = true,
					  .begin = begin_generation,
					  .end = end_generation,
					  .result = generation_result};
