/* What names an item: the members by which an item of one run is found again in another. */
#ifndef METER_DIFF_ITEM_KEY_H
#define METER_DIFF_ITEM_KEY_H

#include "diff/item_list.h"
#include "util/shape.h"

#include <json-c/json_object.h>

struct item_key {
	struct texts fields; /* names; none: items have no key */
	/* Sections of a page: those without a heading are one of another too, and what is left is
	 * paired by the first field alone, for a heading may change its level. */
	bool is_section;
};

/* Sections are told by heading and level. */
struct item_key item_key_of_sections(struct work *w);

/* A key as a user gives it: a name, or an array of up to KEY_FIELDS_MAX names. False with a
 * complaint about `field`; what is absent or null is no key. */
bool item_key_parse(struct work *w, const char *field, struct json_object *given,
		    struct item_key *out);

/* The key of two lists of one strategy. A field can be it when in each list at least 95 % of the
 * items have it, at least 95 % of these have a value of their own, and the lists share at least
 * half of their values. The first of: a link to the item (names such as url, product_url, link), an
 * id (id, product_id, uuid), a number of trade (sku, gtin, isbn); then the text, then the pair,
 * then the triple of fields whose values changed least; the earlier field where they are even. None
 * when nothing is good enough. The same lists always give the same key. */
struct item_key item_key_infer(struct work *w, const struct item_list *before,
			       const struct item_list *after);

/* Whether a key of before still tells the items of each list apart. */
bool item_key_holds(struct work *w, const struct item_key *key, const struct item_list *before,
		    const struct item_list *after);

/* The names of a key as a JSON array, "[]" when there is none; in w's arena. */
const char *item_key_print(struct work *w, const struct item_key *key);

#endif
