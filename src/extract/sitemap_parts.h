/* One sitemap as it is read. Internal to extract/sitemap*.c. */
#ifndef METER_EXTRACT_SITEMAP_PARTS_H
#define METER_EXTRACT_SITEMAP_PARTS_H

#include "extract/sitemap.h"
#include "util/text.h"

struct sitemap_xml; /* expat, and where in the document it stands */

/* The pieces of a file go to the reader of its kind, one after the other. */
struct sitemap_reading {
	struct work *w;
	struct sitemap_reader *reader;
	size_t size;		 /* decoded bytes so far */
	bool has_begun;		 /* something but white space has been seen */
	struct text line;	 /* of a text: what is read of one */
	struct sitemap_xml *xml; /* NULL: it is a text */
};

/* Tells the reader of an entry. False when it is one too many. */
bool sitemap_tell(struct sitemap_reading *r, enum sitemap_format format, char *url,
		  const char *lastmod);

/* Appends bytes, but no white space to an empty text: a cut text is one of too long a value. */
void sitemap_add(struct text *t, const char *s, size_t n);

/* Whether it begins as an address does. */
bool sitemap_is_address(const char *s);

/* The text without white space around it, Unicode's included; changed in place. */
char *sitemap_trimmed(char *s);

/* In the work's arena, with its own release. */
struct sitemap_xml *sitemap_xml_new(struct sitemap_reading *r);

/* The next bytes; the last ones may be none. False with the reason in w. */
bool sitemap_xml_read(struct sitemap_xml *x, const char *data, size_t n, bool is_last);

#endif
