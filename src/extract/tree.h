/* A page's tree: Gumbo's, turned into ours. */
#ifndef METER_EXTRACT_TREE_H
#define METER_EXTRACT_TREE_H

#include "extract/html.h"

/* Parses n bytes of UTF-8 and gives d its nodes, n_nodes and root; d has arena and names already.
 * What html_scan() refuses must not come here: Gumbo would take quadratic time. False with
 * CLASS_TOO_COMPLEX when the tree is too deep, too large, or needs too much memory. */
bool tree_build(struct work *w, struct document *d, const char *html, size_t n);

#endif
