/* Which of the URLs that a discovery found are to be run. */
#ifndef METER_JOB_SELECTION_H
#define METER_JOB_SELECTION_H

#include "store/discovered.h"

struct selection {
	const char *url_pattern;  /* those that fit; NULL: all */
	int64_t max_urls;	  /* at most so many; 0: all */
	const struct texts *only; /* those that are named here, whatever their order; NULL: all */
};

/* In the order of the list, in w's arena. False with a complaint of "urls[n]" when a named one is
 * not in it. */
bool selection_load(struct work *w, const struct discovery *d, const struct selection *s,
		    struct texts *out);

#endif
