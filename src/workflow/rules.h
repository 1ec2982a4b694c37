/* The rules by which a run goes on (contract, part B, 6.7), without database and network: which
 * node may begin, what it scrapes and what it carries over from the run before, how it ends, and
 * how the run does.
 *
 * A node begins when all that come before it have ended. What arrives over its edges and is the
 * same as in the run before is carried over with the items that it had there; the rest is scraped.
 * A node at which nothing arrives is skipped, and so is one that carries over all of it. What
 * failed in the run before is scraped again, as there is nothing to carry over.
 */
#ifndef METER_WORKFLOW_RULES_H
#define METER_WORKFLOW_RULES_H

#include "workflow/arrivals.h"
#include "workflow/graph.h"

enum node_state {
	NODE_PENDING,
	NODE_RUNNING,
	NODE_COMPLETED,
	NODE_FAILED,
	NODE_SKIPPED,
	NODE_CANCELLED,
};

enum input_state {
	INPUT_PENDING, /* its job is waiting or running */
	INPUT_COMPLETED,
	INPUT_CARRIED, /* over from the run before */
	INPUT_FAILED,
	INPUT_CANCELLED,
};

const char *node_state_word(enum node_state state);
enum node_state node_state_of(const char *word);
const char *input_state_word(enum input_state state);
enum input_state input_state_of(const char *word);

/* What a node scrapes: a URL, with parameters for it. */
struct flow_input {
	const char *url, *parameters; /* NULL: none */
	enum input_state state;
	const char *error;	  /* of one that failed */
	const char *content_hash; /* of one that has items */
	int64_t item_count;
	size_t carried; /* its place among those of the run before */
};

struct flow_node {
	enum node_state state;
	const char *error; /* why it failed; of one that did not: what was left out */
	bool has_changes;  /* against the run before; once it has ended */
	size_t n_failed;   /* of its inputs */
	int64_t item_count;
	struct flow_input *inputs; /* needed from its beginning to its end only */
	size_t n_inputs;

	bool has_before;		 /* it was in the run before, */
	bool is_same;			 /* with the same strategy in the same version, */
	const struct flow_input *before; /* and with these */
	size_t n_before;
};

struct flow {
	const struct graph *graph;
	struct flow_node *nodes; /* as in the graph */
	bool is_forced;		 /* nothing is carried over */
	size_t n_jobs;		 /* that the run has made */
};

static inline bool input_has_items(const struct flow_input *input)
{
	return input->state == INPUT_COMPLETED || input->state == INPUT_CARRIED;
}

static inline bool node_has_ended(const struct flow_node *node)
{
	return node->state != NODE_PENDING && node->state != NODE_RUNNING;
}

/* A node that may begin now; false: there is none. */
bool flow_next(const struct flow *f, size_t *node);

/* What a node does not say itself, from its strategy. */
struct flow_strategy {
	const char *url;
	bool takes_parameters;
};

/* The node begins with what has arrived over its edges (nothing for a start node): its inputs are
 * made, those to be scraped INPUT_PENDING. It is then running, or has ended already. */
void flow_begin(struct work *w, struct flow *f, size_t node, const struct arrivals *arrived,
		const struct flow_strategy *strategy);

/* It cannot begin at all, for this reason. */
void flow_refuse(struct flow *f, size_t node, const char *error);

/* A running node of which no input is pending any more ends. */
void flow_end(struct work *w, struct flow *f, size_t node);

/* Whether all nodes have ended; then how the run has. */
struct flow_verdict {
	const char *error; /* NULL: it is completed */
	bool has_changes;
	int64_t item_count;
};
bool flow_is_over(const struct flow *f);
struct flow_verdict flow_verdict(struct work *w, const struct flow *f);

#endif
