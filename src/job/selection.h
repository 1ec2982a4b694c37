/* Which of the URLs that a discovery found are to be run. */
#ifndef METER_JOB_SELECTION_H
#define METER_JOB_SELECTION_H

#include "store/discovered.h"

struct selection {
	const char *url_pattern;  /* those that fit; NULL: all */
	int64_t max_urls;	  /* at most so many; 0: all */
	const struct texts *only; /* those that are named here, whatever their order; NULL: all */
};

/* In the order of the list of that run, in w's arena. False with a complaint of "urls[n]" when a
 * named one is not in it. */
bool selection_load(struct work *w, const struct discovery *d, int64_t run,
		    const struct selection *s, struct discovered **rows, size_t *n);

/* Their URLs alone. */
struct texts selection_urls(struct work *w, const struct discovered *rows, size_t n);

#endif
