/* The pagination method: URLs made from a template, none of them fetched (contract, part B, 3.9).
 */
#ifndef METER_DISCOVER_PAGES_H
#define METER_DISCOVER_PAGES_H

#include "util/work.h"

#define PAGES_MARK "{n}"

struct pages {
	const char *url_template; /* every {n} of it is replaced */
	int64_t start_index, step;
	int64_t max_pages;
};

/* A complaint about a template, or NULL: the form that shapes want. */
const char *pages_template_check(const char *url_template);

/* The normal form of URL k, counted from 0, k < max_pages. NULL beyond the last one, and with
 * ERR_UNACCEPTABLE when its number is out of range or it is no URL. */
const char *pages_url(struct work *w, const struct pages *p, int64_t k);

#endif
