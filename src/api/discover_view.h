/* Discoveries as clients see them. */
#ifndef METER_API_DISCOVER_VIEW_H
#define METER_API_DISCOVER_VIEW_H

#include "api/api.h"
#include "store/discovery_pages.h"

struct discovery_view {
	const char *id, *discovery_id, *status, *discovery_method, *root_url;
	struct raw_json config;
	int64_t total_urls;
	struct raw_json sample_urls, urls, errors; /* JSON arrays; NULL: left out */
	int64_t pages_known, pages_done, pages_failed;
	bool is_renewed;
	const char *stopped_by, *error;
	struct instant created_at, started_at, completed_at, crawled_at;
};

/* A discovery in a list, and one alone, which has more members. */
extern const struct shape discovery_out, discovery_listed_out;

/* False when the database does not answer. with_urls: for discovery_out. */
bool discovery_view_of(struct work *w, const struct discovery *d, bool with_urls,
		       struct discovery_view *out);

/* The first few of the pages that could not be read, as a JSON array: url and error. */
const char *discovery_errors(struct work *w, const struct discovery_page *pages, size_t n);

/* How many URLs its list has by now. */
int64_t discovery_total(const struct discovery *d);

#endif
