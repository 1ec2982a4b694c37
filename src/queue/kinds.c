/* The kinds of tasks there are. */
#include "queue/runner_parts.h"

static const struct task_kind *const kinds[] = {&job_kind, &delivery_kind, &generation_kind,
						&workflow_kind, &discovery_kind};

const struct task_kind *task_kind_of(const char *word)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i]->word, word) == 0)
			return kinds[i];
	return NULL;
}
