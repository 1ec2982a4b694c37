/* What the files about a run's going on share. Internal to workflow/. */
#ifndef METER_WORKFLOW_ADVANCE_PARTS_H
#define METER_WORKFLOW_ADVANCE_PARTS_H

#include "store/jobs.h"
#include "store/tasks.h"
#include "store/strategies.h"
#include "workflow/advance.h"
#include "workflow/edge.h"
#include "workflow/rules.h"

/* A node of the run, beside what the rules know of it (flow.nodes[…]). */
struct step {
	struct node_run row;
	const struct node_run *before; /* the same node in the run before; NULL: it was not in it */
	int64_t n_pending;	       /* of its inputs, when the run was read */
	int64_t version;	       /* of its strategy, when it begins */
	bool is_begun, is_changed;     /* now */
	struct node_input *before_inputs; /* once they are read */
	struct node_input *inputs;	  /* that are to be stored */
	struct job *jobs;
	size_t n_jobs;
};

/* The items of one node on their way to another. */
struct crossing {
	bool is_on;
	size_t target, edge;	  /* the node that is to begin; the edge at which it stands */
	struct strategy strategy; /* the target's */
	struct arrivals arrived;
	const char *wrapper;	   /* of the source's items */
	struct node_input *inputs; /* of the source, */
	struct node_input *was;	   /* and those of the run before */
	size_t n_inputs, n_was;
	size_t next;	   /* the first input that is not on its way yet */
	struct work batch; /* what is on its way: freed when it has arrived */
	bool has_batch;
};

struct advance {
	struct conversation conversation;
	struct workflow_run run;
	struct flow flow;
	struct step *steps; /* as in the graph */
	bool is_late;	    /* the run is too old */
	bool is_more;	    /* there is more to do at once */
	size_t n_jobs;	    /* that are to be made */
	struct crossing crossing;
};

/* --- advance.c --- */

/* Does all that can be done without waiting. The conversation then wants something, or is done. */
bool advance_go_on(struct work *w, struct advance *a);

/* --- advance_edges.c --- */

/* Begins to collect what arrives at the node; the conversation may want something. */
bool crossing_begin(struct work *w, struct advance *a, size_t node);

/* Frees what is on its way, if anything is. */
void crossing_leave(struct crossing *c);

/* --- advance_node.c --- */

/* The node begins with what has arrived. */
bool node_begin(struct work *w, struct advance *a, size_t node, const struct arrivals *arrived,
		const struct strategy *strategy);

#endif
