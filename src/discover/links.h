/* The "links" operation: where a page leads.
 *
 * Request: {"url": the page's, after redirects; "content_type"; "root": the seed (absent: url);
 * "link_pattern", "navigation_pattern": of url_pattern_parse (absent: everything fits);
 * "collect_scope", "visit_scope": "host", "site" or "any" (absent: "site" and "host"); "year",
 * "month": when the crawl began (absent: no look at calendars)}. Body: the page as fetched.
 *
 * Answer: {"found": see discover/found.h, the distinct http(s) links of <a>, <area> and <link
 * rel=next>, in their order, without the page itself; "total": how many; "is_cut": there were more
 * than LINKS_MAX; "canonical": the normal form of the page's own <link rel=canonical> when it is
 * another one, or null; "next": that of <link rel=next>, or null; "nofollow", "noindex": what its
 * <meta name=robots> says}. Relative ones are resolved with <base>.
 *
 * Fails as body_parse() does: CLASS_NOT_HTML, CLASS_TOO_COMPLEX.
 */
#ifndef METER_DISCOVER_LINKS_H
#define METER_DISCOVER_LINKS_H

#include "extract/operation.h"

bool links_operation(struct work *w, struct json_object *request, const char *body,
		     size_t body_size, struct text *out);

#endif
