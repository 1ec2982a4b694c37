/* The "sitemap" operation: what a sitemap or feed lists.
 *
 * Request: {"url": the file's own, after redirects; "root": whose site it is to be of (absent:
 * url); "scope": "host", "site" or "any" (absent: "any"); "pattern": of url_pattern_parse (absent:
 * none); "from": entries that are left out (absent: 0)}. Body: the file as fetched, gzip by its
 * magic.
 *
 * Answer: {"format": "urlset", "index", "text", "rss" or "atom"; "is_index": whether the entries
 * are sitemaps; "total": entries of the whole file; "found": see discover/found.h; "next": the
 * "from" to ask with for more, or null}. One answer has at most SITEMAP_PART_MAX bytes of entries.
 * Entries of an index have `visit` accepted and `collect` not; all others the other way round.
 *
 * The whole file is read for every answer, so what is wrong anywhere in it is known with the first:
 * CLASS_TOO_LARGE (more than SITEMAP_MAX bytes or SITEMAP_URLS_MAX entries), CLASS_TOO_COMPLEX
 * (depth, names, attributes), CLASS_DATA (no XML, a DOCTYPE, no sitemap, broken gzip), CLASS_EMPTY.
 */
#ifndef METER_DISCOVER_SITEMAP_H
#define METER_DISCOVER_SITEMAP_H

#include "extract/operation.h"

bool sitemap_operation(struct work *w, struct json_object *request, const char *body,
		       size_t body_size, struct text *out);

/* --- where the sitemaps of a site are; not in the extractor --- */

enum sitemap_start {
	START_SITEMAP, /* it is one */
	START_ROBOTS,  /* a robots.txt, which names some */
	START_SITE,    /* the site's first page: its robots.txt, then the usual names */
};

/* What was given instead of a sitemap, by its path alone. */
enum sitemap_start sitemap_start(const char *url);

/* The nth place, from 0, where a site's sitemap usually is when its robots.txt names none: in the
 * arena, NULL beyond the last. */
const char *sitemap_guess(struct arena *a, const char *url, size_t nth);

#endif
