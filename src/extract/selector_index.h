/* What the selector engine keeps beside a document: where each id, class and name occurs, the
 * steps used up, and the turning of a selector's strings into the document's pointers.
 */
#ifndef METER_EXTRACT_SELECTOR_INDEX_H
#define METER_EXTRACT_SELECTOR_INDEX_H

#include "extract/selector_parts.h"

/* The elements that have an id, a class or a name, in document order. */
struct places {
	struct node **items;
	uint32_t n;
};

struct selector_index {
	uint64_t serial;	   /* of this document in this process */
	uint64_t steps, steps_max; /* that matchers took so far, and may take */
	size_t walked;		   /* nodes that were looked at for want of places */
	struct place_table *table; /* NULL until it pays */
	struct node **found;	   /* room for results, kept between calls */
	size_t n_found, room;
	struct text text;     /* for :contains(), kept too */
	const char *language; /* that the page's head states, or NULL */
	bool knows_language;  /* it was looked for */
};

/* The document's index, made at the first call. */
struct selector_index *selector_index(struct document *d);

/* Notes that n nodes are about to be walked; true when there are places to use instead, which are
 * made once the walks amount to several times the document. */
bool selector_index_pays(struct document *d, size_t n);

/* Where the interned string occurs as what kind says (TEST_ID, _CLASS or _NAME). */
struct places selector_places(const struct selector_index *ix, enum test_kind kind,
			      const char *interned);

/* The selector's strings in this document; remembered until it runs on another one. */
const struct binding *selector_bind(const struct selector *s, struct document *d);

#endif
