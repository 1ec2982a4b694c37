/* What the run of a workflow found: the items of its nodes, together or by the page that they were
 * found on. Results are read one at a time, however many there are. */
#ifndef METER_JOB_RUN_OUTPUT_H
#define METER_JOB_RUN_OUTPUT_H

#include "store/workflow_runs.h"
#include "util/text.h"

/* One result: of one node, on one page. */
struct run_result {
	const char *node_run_id, *strategy_id, *url;
	const char *label; /* of its strategy, for people */
	struct blob hash;
	bool is_terminal; /* nothing came after its node */
	size_t page;	  /* its page's place among all pages, in the order in which they came */
};

struct run_output {
	const char *account_id;
	struct run_result *results; /* in the order of the graph, and of the pages of a node */
	struct run_result *by_page; /* the same, what is of one page side by side, and there what
				       has one label */
	size_t n;
	int64_t item_count;
};

/* In w's arena; what it lists is small beside the results themselves. */
bool run_output_load(struct work *w, const struct workflow_run *r, struct run_output *out);

/* Where it is printed: after each result `sent` may send what has gathered; false: nobody reads on.
 */
struct run_sink {
	struct text *text;
	bool (*sent)(struct run_sink *s); /* NULL: it is kept */
};

/* Which results. */
struct run_choice {
	bool terminal_only;
	const char *node_run_id; /* NULL: of any node */
};

bool run_is_chosen(const struct run_result *r, struct run_choice choice);

/* Appends [item, ...]. False with the reason in w; results that are not kept any more are none. */
bool run_output_items(struct work *w, const struct run_output *o, struct run_choice choice,
		      struct run_sink *s);

/* Appends {url: [item, ...]}. */
bool run_output_by_url(struct work *w, const struct run_output *o, struct run_sink *s);

/* Appends {url: {label: [item, ...]}}. */
bool run_output_grouped(struct work *w, const struct run_output *o, struct run_sink *s);

/* One result's items as text, "[...]"; NULL when they are not kept any more, or with an error. */
const char *run_result_items(struct work *w, const struct run_output *o,
			     const struct run_result *r);

/* A strategy's name for people: without a kind before a colon, and without underscores. */
const char *run_label(struct work *w, const char *strategy_name);

#endif
