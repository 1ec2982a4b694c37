/* What belongs to one site: by the host, or by the registrable domain of the public suffix list
 * (shop.example.co.uk and www.example.co.uk are one site, a.github.io and b.github.io are two).
 * Schemes do not matter. Hosts without a registrable domain (addresses, single names, public
 * suffixes) are a site each, with their port.
 */
#ifndef METER_DISCOVER_SITE_H
#define METER_DISCOVER_SITE_H

#include "util/url.h"

enum site_scope {
	SITE_HOST,   /* the same host and port; http and https with their own ports are one */
	SITE_DOMAIN, /* the same registrable domain, whatever the port */
	SITE_ANY,
};

/* "host", "site" or "any"; false for another word. */
bool site_scope_read(const char *word, enum site_scope *out);
const char *site_scope_word(enum site_scope scope);

/* The registrable domain of a host of struct url, a part of that text; NULL when it has none. */
const char *site_domain(const char *host);

bool site_contains(const struct url *root, const struct url *u, enum site_scope scope);

#endif
