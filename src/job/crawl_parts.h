/* What a page leads to. Internal to the crawl. */
#ifndef METER_JOB_CRAWL_PARTS_H
#define METER_JOB_CRAWL_PARTS_H

#include "job/crawl.h"

/* The rules of a host that was asked; NULL: it was not. */
const struct robots *crawl_rules(const struct crawl *c, const char *host);

/* Wants what the extractor finds in the page, or in the part of a sitemap that comes next. */
void crawl_ask(struct work *w, struct crawl *c);

/* Keeps what its answer has found. *is_over is false when more is to be asked for. False with the
 * reason in w when it cannot be believed, or not be kept. */
bool crawl_keep_found(struct work *w, struct crawl *c, struct json_object *answer, bool *is_over);

/* What stands for the page itself, by its own words or its server's: of its own depth. False when
 * it is no URL. */
bool crawl_offer_here(struct work *w, struct crawl *c, const char *url, struct crawl_offer *out);

/* Where the page is redirected to, as an offer of its own depth. */
bool crawl_redirect(struct work *w, struct crawl *c, struct crawl_part *part);

/* The sitemaps that a robots.txt names, or else the usual ones. */
void crawl_name_sitemaps(struct work *w, struct crawl *c, const struct robots *robots,
			 struct crawl_part *part);

#endif
