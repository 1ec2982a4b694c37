/* What a run of a discovery fetches: pages and sitemaps, each once, breadth first. This is what a
 * run that was interrupted goes on from. */
#ifndef METER_STORE_DISCOVERY_PAGES_H
#define METER_STORE_DISCOVERY_PAGES_H

#include "store/discoveries.h"

struct discovery_page {
	struct blob hash; /* as in store/discovered.h */
	const char *url;
	const char *kind; /* "page", "sitemap" or "site" */
	int64_t depth, hops;
	const char *error; /* why it failed */
	bool may_pass;	   /* with error: unless it is the second time, it is tried again */
	bool is_moved;	   /* it redirects, and was not read itself */
	bool is_second;	   /* only read: it is */
	bool is_read;	   /* only read, by discovery_page_find(): it was */
	struct blob leads_to; /* likewise: the hash of the page that it redirects to, or says it is */
	int64_t seq;	   /* only read */
};

/* Adds those of the n that the run does not know yet: page_seq and pages_known of d are moved on,
 * for the caller to save in the same transaction. */
bool discovery_pages_add(struct work *w, struct discovery *d, const struct discovery_page *rows,
			 size_t n);

/* At most `most` pages that wait, in the order in which they are to be visited, all of one depth:
 * what those lead to comes behind them. When none waits, one of those to be tried again. */
bool discovery_pages_next(struct work *w, const struct discovery *d, int64_t most,
			  struct discovery_page **rows, size_t *n);

/* The first of them. ERR_NOT_FOUND: none is left. */
bool discovery_page_next(struct work *w, const struct discovery *d, struct discovery_page *out);

/* It was visited, or cannot be (error of p): pages_done or pages_failed of d is moved on, unless it
 * is put behind all others, to be tried again. */
bool discovery_page_end(struct work *w, struct discovery *d, const struct discovery_page *p);

/* The first `most` that failed in the latest run. */
bool discovery_pages_failed(struct work *w, const struct discovery *d, int64_t most,
			    struct discovery_page **rows, size_t *n);

/* Pages behind the place `after` that have more than one parameter. */
bool discovery_pages_mixtures(struct work *w, const struct discovery *d, int64_t after,
			      int64_t most, struct discovery_page **rows, size_t *n);

/* The page that was read where the run began: the seed, or where it was redirected to. ERR_NOT_FOUND:
 * none was. */
bool discovery_page_root(struct work *w, const struct discovery *d, struct discovery_page *out);

/* Notes where the page leads: to the one of that hash. */
bool discovery_page_lead(struct work *w, const struct discovery *d, const struct discovery_page *p,
			 struct blob leads_to);

/* The page of the hash, waiting or over; ERR_NOT_FOUND. */
bool discovery_page_find(struct work *w, const struct discovery *d, struct blob hash,
			 struct discovery_page *out);

#endif
