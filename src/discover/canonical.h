/* The normal form of a URL that was found: one page, one text. doc/discovery.md has the rules.
 *
 * Beyond what url_print() does: unreserved characters are plain and escapes upper case, the
 * fragment goes, an empty query goes, and so do parameters that only follow visitors or name a
 * session (canonical.def), in the query and as path parameters. Nothing else about the path
 * changes: its case and an ending slash are the site's business.
 */
#ifndef METER_DISCOVER_CANONICAL_H
#define METER_DISCOVER_CANONICAL_H

#include "util/url.h"

/* The normal form; the parameters in the order that they were found in. In the arena; NULL when
 * that is longer than URL_MAX. */
const char *canonical_text(struct arena *a, const struct url *u);

/* What two spellings of one page have in common: a normal form with its parameters ordered by their
 * names (those of one name stay in their order). For comparing only, it is not fetched. May be
 * `text` itself. */
const char *canonical_key(struct arena *a, const char *text);

/* Both steps for a text from outside, which may be relative to `base` (NULL: it is absolute). NULL
 * when it is no http(s) URL. */
const char *canonical_of(struct arena *a, const struct url *base, const char *text);

#endif
