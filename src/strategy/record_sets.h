/* The sets of records that a JSON value has: every list of objects, lists inside of lists together,
 * objects that are lists by their keys ({"id1": {…}, "id2": {…}}), and single objects.
 */
#ifndef METER_STRATEGY_RECORD_SETS_H
#define METER_STRATEGY_RECORD_SETS_H

#include "strategy/source.h"

struct record_set {
	const struct source *source;
	const char *path;	  /* from the source's root; "": the root */
	struct json_list records; /* as the engine finds them there; objects */
	bool is_single;		  /* not in any list */
};

struct record_sets {
	struct record_set *items; /* those near the root first */
	size_t n;
};

/* Appends those of the source, at most RECORD_SETS_MAX in all. */
void record_sets_find(struct work *w, const struct source *s, struct record_sets *out);

#endif
