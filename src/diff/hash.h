/* The content hash of a run: what "the same content" means. */
#ifndef METER_DIFF_HASH_H
#define METER_DIFF_HASH_H

#include "diff/item_list.h"

#define CONTENT_HASH_SIZE 33 /* 32 hexadecimal digits and the NUL (contract 8.6) */

/* First 32 hexadecimal digits of SHA-256 over the items' canonical JSON (members sorted by key).
 * The items themselves are sorted first, so that a shuffled list has the same hash, unless
 * `ordered` (contract, decision 14). False when an item is damaged. */
bool content_hash(struct work *w, const struct item_list *items, bool ordered,
		  char out[static CONTENT_HASH_SIZE]);

#endif
