/* Text as a reader sees it: runs of white space (Unicode's spaces and NBSP too) are one space, and
 * invisible characters (soft hyphen, zero-width space, BOM) are left out.
 */
#ifndef METER_EXTRACT_FOLD_H
#define METER_EXTRACT_FOLD_H

#include "util/text.h"

struct fold {
	struct text *out;
	size_t start; /* of what is folded, in out: no space before it */
	bool gap;     /* white space is due before the next visible character */
};

/* Appends n bytes of UTF-8; white space at their end waits for what follows. */
void fold_add(struct fold *f, const char *s, size_t n);

#endif
