/* What arrives at a node over its edges: a union, in which each URL with its parameters is there
 * once. */
#ifndef METER_WORKFLOW_ARRIVALS_H
#define METER_WORKFLOW_ARRIVALS_H

#include "util/work.h"

#include <stddef.h>

struct arrival {
	const char *url;	/* NULL: the strategy's own */
	const char *parameters; /* canonical JSON text of an object; NULL: none */
	bool is_fresh;		/* an item that brought it is new or changed */
};

struct arrivals {
	struct arrival *items;
	size_t n;
	size_t n_passed, n_fresh; /* items that came over the edges; of these new or changed */
	bool is_cut;		  /* there were more than NODE_INPUTS_MAX */

	size_t *slots, n_slots; /* of the table: a place + 1; 0: free */
	size_t room;		/* of items */
};

/* Adds one, unless it is there: then it is fresh if either is. Texts are copied into w's arena, in
 * which the arrivals live. */
void arrivals_add(struct work *w, struct arrivals *all, const struct arrival *one);

/* The one with that URL and those parameters; NULL: it is not among them. */
const struct arrival *arrivals_find(const struct arrivals *all, const char *url,
				    const char *parameters);

#endif
