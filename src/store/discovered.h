/* URLs that discoveries found: each once a run, in the order in which they were found. */
#ifndef METER_STORE_DISCOVERED_H
#define METER_STORE_DISCOVERED_H

#include "store/discoveries.h"

struct discovered {
	struct blob hash; /* url_hash() of what its spellings have in common */
	const char *url;
	const char *lastmod; /* NULL: its site does not say */
	const char *source;  /* NULL: none, it was made up from a template */
	int64_t depth;
	int64_t seq; /* only read: its place, which may leave gaps */
};

/* The first half of a SHA-256, in w's arena: what tells two URLs apart. */
struct blob url_hash(struct work *w, const char *key);

/* Adds those of the n that the run has not yet, until it has `most`: url_seq and found of d are
 * moved on, for the caller to save in the same transaction. */
bool discovered_add(struct work *w, struct discovery *d, const struct discovered *rows, size_t n,
		    int64_t most);

/* Takes it out of the run's list, and keeps it from being added later. */
bool discovered_hide(struct work *w, struct discovery *d, const struct discovered *row);

/* Puts one that was found and then taken out back into its place. */
bool discovered_show(struct work *w, struct discovery *d, struct blob hash);

/* A page of the list. */
bool discovered_list(struct work *w, const struct discovery *d, int64_t limit, int64_t offset,
		     struct discovered **rows, size_t *n);

/* Those of a run behind the place `after` (-1: from the first), at most `most`. */
bool discovered_after(struct work *w, const struct discovery *d, int64_t run, int64_t after,
		      int64_t most, struct discovered **rows, size_t *n);

/* The same for those of the list that were named by a page which the latest run could not read, for
 * a reason that may pass. */
bool discovered_unread(struct work *w, const struct discovery *d, int64_t after, int64_t most,
		       struct discovered **rows, size_t *n);

/* The same for those of the latest run that have more than one parameter, hidden ones included. */
bool discovered_mixtures(struct work *w, const struct discovery *d, int64_t after, int64_t most,
			 struct discovered **rows, size_t *n);

#endif
