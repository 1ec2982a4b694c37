/* How deep a page's elements nest, told from its tags alone.
 *
 * A model of the stack of open elements and the list of active formatting elements of the HTML
 * standard (13.2.4) that takes constant time for a tag, where Gumbo looks through its stack. It
 * knows implied end tags, scopes, formatting and foreign content, but builds nothing. It is meant
 * to be close on real pages and not far below on any; what it misses meets the limit on CPU time.
 */
#ifndef METER_EXTRACT_NESTING_H
#define METER_EXTRACT_NESTING_H

#include "extract/names.h"
#include "extract/tag.h"

struct nesting;

struct start_tag {
	struct name *name;
	struct piece source; /* name and attributes as written: equal ones are equal elements */
	bool closes_itself;  /* ends in "/>" */
};

/* The names of the tags must come from `names`: the model keeps its levels there. In the arena. */
struct nesting *nesting_new(struct arena *a, const struct names *names);

/* Both return the depth afterwards, elements that are about to be reopened included. Beyond
 * HTML_DEPTH_MAX the caller must stop. */
size_t nesting_start_tag(struct nesting *s, const struct start_tag *tag);
size_t nesting_end_tag(struct nesting *s, struct name *name);

/* True inside of svg and math: CDATA sections count there, and no element's content is raw. */
bool nesting_is_foreign(const struct nesting *s);

/* True where a select would drop the tag unread. */
bool nesting_drops(const struct nesting *s, enum tag tag);

#endif
