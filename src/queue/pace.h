/* How many transfers of a runner end in a moment, from which it knows how many tasks it may hold
 * beyond those it works on: they are begun soon, and in nobody's way. */
#ifndef METER_QUEUE_PACE_H
#define METER_QUEUE_PACE_H

#include <stdint.h>

/* Ends by moments of PACE_MS; zeroed: none yet. */
struct pace {
	int64_t moment; /* the latest in which there was one */
	int n, before;	/* ends in it, and in the one before it */
};

/* One has ended; times are monotonic, in milliseconds. */
void pace_count(struct pace *p, int64_t now_ms);

/* Ends in a moment, by this one or the last, whichever had more; at most PACE_AHEAD_MAX. */
int pace_ahead(const struct pace *p, int64_t now_ms);

#endif
