/* The items of a run as they lie in its stored text: where each begins and ends, and a hash of it.
 * One pass and no trees, so that items which did not change cost next to nothing.
 *
 * The text is what our own writer made: a JSON array without white space. Anything else fails; no
 * byte outside of it is read whatever it holds.
 */
#ifndef METER_DIFF_ITEM_LIST_H
#define METER_DIFF_ITEM_LIST_H

#include "util/json_scan.h"
#include "util/text.h"
#include "util/work.h"

#include <stdint.h>

struct item {
	struct span text;
	uint64_t
	    hash; /* the same for the same members in any order; differs from process to process */
};

struct item_list {
	struct item *items;
	size_t n;
};

struct item_fields {
	struct json_field *fields;
	size_t n;
};

/* The items of the n bytes, in w's arena; they point into the text. wrapper: NULL, or the name
 * under which a wrapper schema has them: [{"listings":[...]}]. An array that is not wrapped is
 * taken as it is. False with ERR_INTERNAL when the text is damaged. */
bool item_list_scan(struct work *w, const char *text, size_t n, const char *wrapper,
		    struct item_list *out);

/* Appends the items as an array, as they lie in their texts. */
void item_list_print(const struct item_list *list, struct text *t);

/* The members of an item that was scanned; none when it is no object. In w's arena. */
struct item_fields item_fields(struct work *w, const struct item *item);

/* The value of the member whose name is written so (quotes included); at NULL: it has none. */
struct span item_member(const struct item *item, struct span name);

/* Whether two items have the same members with the same values. Only those of one hash have. */
bool item_equal(struct work *w, const struct item *a, const struct item *b);

/* Of the bytes, with the seed of this process. */
uint64_t span_hash(struct span s);

#endif
