/* Sitemaps and feeds, entry by entry: urlset and sitemapindex, RSS (0.9 to 2.0 and 1.0), Atom, and
 * text with a URL a line. Read as a stream through zlib and expat: memory does not depend on the
 * size. No DOCTYPE, so no entities but the five of XML itself, nothing from outside.
 */
#ifndef METER_EXTRACT_SITEMAP_H
#define METER_EXTRACT_SITEMAP_H

#include "util/work.h"

enum sitemap_format {
	SITEMAP_NONE,
	SITEMAP_URLSET,
	SITEMAP_INDEX,
	SITEMAP_TEXT,
	SITEMAP_RSS,
	SITEMAP_ATOM,
};

struct sitemap_entry {
	const char *url;     /* as it stands there, without white space around; UTF-8 */
	const char *lastmod; /* as it stands there; NULL when there is none */
};

/* Who is told of each entry, in their order; the texts live for the call. */
struct sitemap_reader {
	void (*entry)(void *data, const struct sitemap_entry *e);
	void *data;
	enum sitemap_format format; /* known at the first entry */
	size_t n_entries;
};

/* Reads the n bytes, gzip or not. False with the classes of discover/sitemap.h. */
bool sitemap_read(struct work *w, const char *data, size_t n, struct sitemap_reader *r);

#endif
