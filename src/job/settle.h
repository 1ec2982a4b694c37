/* The items of a run with everything taken back that is not to be told: numbers that moved less
 * than their threshold have the value that was told last, and of a change that was fetched a second
 * time only what both fetches have is left. Later runs are compared with these items, so that a
 * price that creeps is told when it has crept far enough, and what was taken back is found again if
 * it was real.
 */
#ifndef METER_JOB_SETTLE_H
#define METER_JOB_SETTLE_H

#include "diff/items.h"
#include "job/sensitivity.h"

/* Items whole, and as far as they count (sensitivity_counted()): place by place the same. */
struct item_sides {
	struct item_list whole, counted;
};

struct settling {
	const struct sensitivity *sensitivity;
	const struct item_key *key;
	struct item_sides before, after;
	const struct item_sides *first; /* of a first fetch; NULL: there was one fetch only */
};

struct settled {
	struct item_sides items; /* what later runs are compared with */
	struct item_list
	    shown; /* place by place: the items as the run, or the one before, has them */
};

/* In w's arena; points into the lists. False with ERR_INTERNAL when items are damaged. */
bool items_settle(struct work *w, const struct settling *in, struct settled *out);

/* Both sides of a stored text. */
bool item_sides_scan(struct work *w, const struct sensitivity *s, const char *text,
		     const char *wrapper, struct item_sides *out);

#endif
