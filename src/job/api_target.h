/* Where an API strategy's call goes for another URL than its own. Internal to job/. */
#ifndef METER_JOB_API_TARGET_H
#define METER_JOB_API_TARGET_H

#include "util/query.h"
#include "util/url.h"
#include "util/work.h"

/* What stands in the strategy's URL, and at the same place in the job's. */
struct swap {
	const char *from, *to;
};

struct api_target {
	struct url *url;	  /* to be called; without query */
	struct query_pair *fixed; /* the endpoint's own query */
	size_t n_fixed;
	struct query_pair
	    *said; /* what the job's URL says in its query and the strategy's did not */
	size_t n_said;
	bool is_endpoint; /* the job's URL is what is called, and its query belongs to it */
	bool is_moved;	  /* a swap must find its place, or the call would be another page's */
	struct swap *swaps;
	size_t n_swaps, used; /* used: how many places of the URL were exchanged */
};

/* made_from may be NULL. False with CLASS_DATA when a URL is none. */
bool api_target_find(struct work *w, const char *endpoint, const char *made_from, const char *url,
		     struct api_target *out);

/* What the text becomes, or NULL when it stays. */
const char *api_target_swap(const struct api_target *t, const char *text);

#endif
