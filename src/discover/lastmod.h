/* When something listed was changed, as sitemaps and feeds say it. */
#ifndef METER_DISCOVER_LASTMOD_H
#define METER_DISCOVER_LASTMOD_H

#include <stdbool.h>

enum { LASTMOD_SIZE = 21 }; /* "2026-11-26T03:56:09Z" and the NUL */

/* A date of W3C's profile of ISO 8601 ("2014", "2014-06", "2014-06-03T10:30+02:00") or of RFC 822
 * ("Thu, 05 Jan 2017 13:34:51 +0100"), in UTC; what is left open is the first, a fraction goes.
 * False for anything else. */
bool lastmod_read(const char *text, char out[static LASTMOD_SIZE]);

#endif
