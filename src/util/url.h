/* URLs as the WHATWG URL Standard reads them, for http and https only.
 *
 * One reading of a URL is stored, shown, fetched and judged: whatever this parser accepts has the
 * host that a browser would see, and what is ambiguous is refused (credentials, backslashes in
 * the authority, control bytes). IDNA (UTS 46) is done by libidn2.
 */
#ifndef METER_UTIL_URL_H
#define METER_UTIL_URL_H

#include "util/arena.h"

#include <stdbool.h>

struct url {
	const char *scheme;   /* "http" or "https" */
	const char *host;     /* lower-case ASCII, an IPv4 in dotted form, or [IPv6] in brackets */
	int port;	      /* always set: the scheme's own when the text has none */
	const char *path;     /* starts with "/", percent-encoded, dot segments resolved */
	const char *query;    /* without "?"; NULL when there is none */
	const char *fragment; /* without "#"; NULL when there is none */
};

/* The parsed URL, or NULL and a reason in *why (lower case, no full stop, static or in the
 * arena). Leading and trailing white space is removed, tabs and newlines inside are refused. */
struct url *url_parse(struct arena *a, const char *text, const char **why);

/* Parses `text` against `base` (a parsed absolute URL), as a link in a page. Links of other
 * schemes (mailto:, javascript:, data:) give NULL. Tabs and newlines inside are removed here, as
 * browsers do with links. */
struct url *url_join(struct arena *a, const struct url *base, const char *text, const char **why);

/* The canonical text; with_fragment false for what is fetched. */
char *url_print(struct arena *a, const struct url *u, bool with_fragment);

/* scheme://host[:port], the port only when it is not the scheme's own. */
char *url_origin(struct arena *a, const struct url *u);
/* host:port, as queue and governor name a site. */
char *url_place(struct arena *a, const struct url *u);

/* For logs: "https://shop.example/list?..." Queries hold people's keys and searches. text may be
 * anything, or NULL, which it gives back. */
const char *url_masked(struct arena *a, const char *text);

/* Letters, digits and "-._~", which mean the same with and without an escape (RFC 3986, 2.3). */
static inline bool url_is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

bool url_same_origin(const struct url *a, const struct url *b);

/* For shapes: "Invalid URL format" style complaint, or NULL when url_parse accepts it. */
const char *url_check(const char *text);

#endif
