/* robots.txt by RFC 9309: which paths a crawler may ask for.
 *
 * Only what concerns one crawler is kept: the rules of all groups that name it, or those for "*"
 * when none does. A file that cannot be read has no rules; parsing never fails.
 */
#ifndef METER_EXTRACT_ROBOTS_H
#define METER_EXTRACT_ROBOTS_H

#include "util/text.h"
#include "util/work.h"

#include <json-c/json_object.h>

struct robots; /* in its work's arena */

/* The n bytes as they came; beyond ROBOTS_MAX they are not read. `agent` is a product token (see
 * robots_agent), compared without case. */
struct robots *robots_parse(struct work *w, const char *data, size_t n, const char *agent);

/* Whether the path of a URL (with its query, as url_print has them) may be asked for: of the rules
 * that fit the one with the longest pattern decides, and of two alike the one that allows. */
bool robots_allow(struct work *w, const struct robots *r, const char *path);

/* The Crawl-delay for the crawler in ms, at most CRAWL_DELAY_MAX_MS; 0: none. */
int64_t robots_crawl_delay_ms(const struct robots *r);

/* The nth sitemap that the file names, from 0, as written there; NULL beyond the last. */
const char *robots_sitemap(const struct robots *r, size_t nth);

/* The product token by which a User-Agent header is known: that of "(compatible; NAME/1.0)", or
 * else its first one. "" when there is none. In the arena. */
const char *robots_agent(struct arena *a, const char *user_agent);

/* As text to be kept, and back. NULL with the reason in w when it was not written by
 * robots_print. */
void robots_print(struct text *out, const struct robots *r);
struct robots *robots_read(struct work *w, const char *kept, size_t n);

/* Whether the file could not be had, and forbids everything for that: kept with "is_unread". */
bool robots_are_unread(const struct robots *r);

/* The "robots" operation: request {"agent"}, body the file; the answer is what robots_print
 * writes. */
bool robots_operation(struct work *w, struct json_object *request, const char *body,
		      size_t body_size, struct text *out);

#endif
