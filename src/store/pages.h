/* Fetched pages, compressed, once per strategy, URL and content: for refining, explaining and
 * extracting anew without fetching. */
#ifndef METER_STORE_PAGES_H
#define METER_STORE_PAGES_H

#include "util/shape.h"

#include <stddef.h>

struct page {
	const char *url, *content_type; /* content_type may be NULL */
	const void *body;		/* size bytes and a NUL */
	size_t size;
	struct instant fetched_at;
};

/* Keeps the page; a page that is kept already only gets its time renewed. ERR_TOO_LARGE when it
 * compresses to more than DB_VALUE_MAX: such a page is not kept. */
bool page_store(struct work *w, const char *account_id, const char *strategy_id, const char *url,
		const char *content_type, const void *body, size_t size);

/* The same, but a page that is too large is left out: true. What wants it fetches it again. */
bool page_keep(struct work *w, const char *account_id, const char *strategy_id, const char *url,
	       const char *content_type, const void *body, size_t size);

/* The newest page of that URL (NULL: of any). False with ERR_NOT_FOUND. */
bool page_load(struct work *w, const char *account_id, const char *strategy_id, const char *url,
	       struct page *out);

#endif
