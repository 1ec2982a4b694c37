/* A look at a page's bytes before Gumbo sees them.
 *
 * Gumbo takes time quadratic in the number of open elements and of attributes of one tag. One
 * linear pass refuses pages beyond what browsers accept.
 */
#ifndef METER_EXTRACT_SCAN_H
#define METER_EXTRACT_SCAN_H

#include "extract/names.h"
#include "util/work.h"

/* False with CLASS_TOO_COMPLEX beyond HTML_SIZE_MAX, HTML_DEPTH_MAX or HTML_ATTRIBUTES_MAX. Adds
 * the names of the tags to `names`. */
bool html_scan(struct work *w, struct names *names, const char *html, size_t n);

#endif
