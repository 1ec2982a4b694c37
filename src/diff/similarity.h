/* How alike two runs are: in their words, and in their shape. */
#ifndef METER_DIFF_SIMILARITY_H
#define METER_DIFF_SIMILARITY_H

#include "diff/item_list.h"
#include "util/shape.h"

#include <json-c/json_object.h>

/* The cosine of the counts of words in the values of two stored texts, 0 to 1, rounded to 4 places
 * (contract 8.6). Words are what stands between white space in texts; numbers, true and false are
 * words, null and the names of fields are not. 1 when both have no words, 0 when only one has none.
 * Of a text, the first WORDS_COUNTED_MAX different words count. The texts are as item_list_scan()
 * takes them; damaged ones give some number. */
double semantic_similarity(struct work *w, struct span a, struct span b);

/* What differs between two structural signatures (diff/structure.h) as sentences, from the older to
 * the newer one: "item count changed from 11 to 12", "field price is new". In w's arena. */
struct texts structural_changes(struct work *w, struct json_object *from, struct json_object *to);

#endif
