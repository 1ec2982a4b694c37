/* What is counted of the installation: sums that only grow, and how things stand now. */
#ifndef METER_STORE_METRICS_H
#define METER_STORE_METRICS_H

#include "util/shape.h"

#include <stddef.h>
#include <stdint.h>

struct metric {
	const char *name, *part;
	int64_t value;
};

/* Adds to each of the n sums; a new one begins at 0. */
bool metric_add(struct work *w, const struct metric *rows, size_t n);

/* All sums, by name and part. */
bool metric_list(struct work *w, struct metric **rows, size_t *n);

/* How things stand. */
struct load {
	int64_t runners, held, places;	    /* that are alive: their tasks, and room for how many */
	int64_t hosts_slowed, hosts_paused; /* that asked for more time, or to be left alone */
};
bool load_now(struct work *w, struct load *out);

#endif
