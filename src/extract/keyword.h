/* Keyword filters: the `filter` of changes and changelogs (contract, part A, 8.9).
 *
 *   tea mate       items with one of the words
 *   +tea +green    with both; beside a + term, bare terms have no say
 *   +tea -iced     with the first and without the second; -iced alone: all others
 *   "green tea"    with the words one after the other; + and - may stand before
 *
 * Words are runs of letters, digits and marks, compared without case; they match whole. What is
 * written without spaces (Chinese, Japanese, Thai, …) matches anywhere. An item's text is that of
 * all strings and numbers in it, however deep, names of members left out; a phrase does not
 * go on from one into the next.
 */
#ifndef METER_EXTRACT_KEYWORD_H
#define METER_EXTRACT_KEYWORD_H

#include "util/work.h"

#include <stdbool.h>

#include <json-c/json_object.h>

struct keywords; /* lives as long as the work that parsed it */

/* Every text is a query, however odd. NULL with a complaint on `name` when it is longer than
 * KEYWORDS_MAX bytes. */
struct keywords *keywords_parse(struct work *w, const char *name, const char *query);

/* False also when there is nothing to look for. */
bool keywords_given(const struct keywords *k);

/* Whether the item fits; a query without words fits all. */
bool keywords_match(struct work *w, struct keywords *k, struct json_object *item);

#endif
