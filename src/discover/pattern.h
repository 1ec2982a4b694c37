/* Patterns of URLs, as users give them (contract, part B, 3.9): "*" is any run of bytes but "/",
 * "**" any run, everything else stands for itself, "?" too. One that starts with http:// or
 * https:// is compared with the whole URL; any other is looked for anywhere in path and query.
 *
 * Compared with normal forms (discover/canonical.h), so the pattern's escapes and letters beyond
 * ASCII are brought into that form, too. Time is linear in the URL's length, whatever the pattern.
 */
#ifndef METER_DISCOVER_PATTERN_H
#define METER_DISCOVER_PATTERN_H

#include "util/work.h"

struct url_pattern; /* in the work's arena */

/* A complaint, or NULL: the form that shapes want. Empty ones and those of more than
 * URL_PATTERN_MAX bytes are refused. */
const char *url_pattern_check(const char *text);

/* NULL with ERR_UNACCEPTABLE. */
struct url_pattern *url_pattern_parse(struct work *w, const char *text);

/* p may be NULL: everything fits. */
bool url_pattern_fits(const struct url_pattern *p, const char *url);

#endif
