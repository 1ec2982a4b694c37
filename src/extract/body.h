/* From fetched bytes to a tree: what is no HTML is refused, the rest is decoded and parsed. */
#ifndef METER_EXTRACT_BODY_H
#define METER_EXTRACT_BODY_H

#include "extract/html.h"

/* What the bytes are when they are not HTML, e.g. "application/pdf": said by the content type (the
 * header's value or NULL), or seen in the first bytes. NULL when they can be HTML. */
const char *body_foreign_type(struct arena *a, const char *data, size_t n,
			      const char *content_type);

/* The page's tree. NULL with CLASS_NOT_HTML, "Page is not HTML: application/pdf", or when it is
 * too complex. *charset_out (may be NULL) is what it was decoded from. */
struct document *body_parse(struct work *w, const char *data, size_t n, const char *content_type,
			    const char *url, const char **charset_out);

#endif
