/* What changed between two runs, item by item: added, removed, modified, and moved when order
 * counts. Duplicates are counted: of three equal items that became two, one was removed.
 */
#ifndef METER_DIFF_ITEMS_H
#define METER_DIFF_ITEMS_H

#include "diff/item_key.h"
#include "util/text.h"

/* One item in both runs: places in their lists. */
struct item_pair {
	size_t before, after;
};

/* Who is alone, in partner_before and partner_after. */
#define ITEM_ALONE UINT32_MAX

struct item_diff {
	struct item_list before, after;
	/* What is printed as the items, place by place: set to the same lists, and the caller may
	 * show others of the same lengths, which have more in their items than is compared. */
	struct item_list shown_before, shown_after;
	struct item_key key;	    /* that items were found again by */
	size_t *added, n_added;	    /* places in after, ascending */
	size_t *removed, n_removed; /* places in before, ascending */
	struct item_pair *modified; /* ascending in after */
	size_t n_modified;
	uint32_t *partner_before, *partner_after; /* of each item: its place on the other side */
	struct item_pair *moved;		  /* ascending in after; only when ordered */
	size_t n_moved;
};

/* Items that are equal are paired first, then those of one key, each time the first with the first.
 * Where both runs have one item and no key, the items are one. Ordered: of the pairs, the fewest
 * that must have moved are told (all but a longest increasing subsequence). The result is in w's
 * arena and points into both texts. */
void item_diff(struct work *w, const struct item_list *before, const struct item_list *after,
	       const struct item_key *key, bool ordered, struct item_diff *out);

/* Whether nothing at all changed. */
bool item_diff_is_empty(const struct item_diff *d);

/* Appends {"key": ["url"], "added": [item], "removed": [item], "modified": [{"key": {"url": "..."},
 * "before": item, "after": item, "fields": [{"field", "before", "after"}]}], "moved": [{"key",
 * "item", "from": place, "to": place}], "more": {"added": n, ...}}. Of each kind the first
 * CHANGES_LISTED_MAX within CHANGES_TEXT_MAX bytes are listed; "more" says how many are not. A
 * field that an item has not is null. Without a key "key" is [] above and null in each. */
void item_diff_print(struct work *w, const struct item_diff *d, struct text *t);

/* Appends the same, within the same bounds, as one array: [{"type": "added", "item": item},
 * {"type": "removed", "item"}, {"type": "modified", "key", "before", "after", "fields"}, {"type":
 * "moved", "key", "item", "from", "to"}]. *more: how many are not listed. */
void item_diff_print_flat(struct work *w, const struct item_diff *d, struct text *t, size_t *more);

/* How long what the two append may get. */
#define ITEM_DIFF_TEXT_MAX (4u * CHANGES_TEXT_MAX + (64u << 10))

#endif
