/* The address of a picture, also of one that scripts load late. */
#ifndef METER_EXTRACT_PICTURE_H
#define METER_EXTRACT_PICTURE_H

#include "extract/html.h"

/* `src`, unless it is missing or a placeholder; then data-src and its like, the best of srcset,
 * what a <source> beside it has, or the <noscript> after it. NULL when there is none of these. For
 * any element: one that has a `src` of its own gives that. In arena a or the document's. */
const char *picture_address(struct arena *a, const struct node *n);

/* The best of a srcset: the widest of those with a width; of those with a density the plain one,
 * which `src` would have been. NULL when there is none. */
const char *picture_candidate(struct arena *a, const char *srcset);

#endif
