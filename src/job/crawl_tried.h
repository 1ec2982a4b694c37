/* The book of a search that is only tried: in memory, with what was not accepted and why. */
#ifndef METER_JOB_CRAWL_TRIED_H
#define METER_JOB_CRAWL_TRIED_H

#include "job/crawl.h"

struct tried_url {
	const char *url, *source, *lastmod;
	enum verdict verdict;
	bool is_visited; /* it was, or would be */
	bool is_other;	 /* read, it says that it is another page */
	int64_t depth;
	struct blob hash;
};

struct crawl_tried {
	struct crawl_book book;
	struct arena *arena; /* of what it keeps */
	int64_t max_urls;    /* as the search would have */
	struct tried_url *urls;
	size_t n_urls, room;
	int64_t n_accepted;
	struct discovery_page *pages;
	bool *is_over;
	size_t n_pages, pages_room;
	int64_t pages_done, pages_failed;
};

/* Prepares an empty book with the first page of the search. */
void crawl_tried_open(struct work *w, struct crawl_tried *b, const struct discovery_config *config);

/* Adds a URL that was not found but made: of a pagination. */
void crawl_tried_add(struct crawl_tried *b, const struct crawl_offer *offer, const char *source);

/* Whether it has as many URLs as anybody wants to see. */
bool crawl_tried_is_full(const struct crawl_tried *b);

#endif
