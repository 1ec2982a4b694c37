/* The book of a search in the database. Each page is stored in one transaction with what it led to,
 * under the lease of the search's task: who lost it stores nothing more. */
#ifndef METER_JOB_CRAWL_STORED_H
#define METER_JOB_CRAWL_STORED_H

#include "job/crawl.h"
#include "job/crawl_memory.h"
#include "store/tasks.h"

struct crawl_stored {
	struct crawl_book book;
	struct crawl_memory *memory;
	const struct task *task;
	struct discovery discovery;
	const struct discovery_config *config;
	int64_t most_visits;
	struct discovery_page *ahead; /* that come next, in w's arena */
	size_t n_ahead;
	bool is_lost; /* the task is another's, or the discovery was deleted */
};

/* Prepares the book of b's discovery, memory, task, config and most_visits; a run that has nothing
 * yet gets its first page. *root: of struct crawl, in w's arena. */
bool crawl_stored_open(struct work *w, struct crawl_stored *b, const char **root);

#endif
