/* A page in a few thousand words, for a reader that is paid by the word: what may be records, with
 * two or three samples each, and what a page says of itself. Every element printed has a number,
 * so that it can be named.
 *
 *   | group 1: 30 alike, for example
 *   | [1] li.product
 *   |  [2] h3.name "Blue pot"
 *   |   [3] a href="/pots/blue" "Blue pot"
 *   |  … 4 more like [7]
 *
 * Each line begins with a bar; what comes from the page is a name of plain characters or a quoted
 * text (strategy/quote.h), so no page can write a line of its own. What neither readers nor
 * machines are to see (hidden elements without itemprop, scripts, comments) is left out. The same
 * page, request and budget give the same text and numbers.
 */
#ifndef METER_STRATEGY_CONDENSE_H
#define METER_STRATEGY_CONDENSE_H

#include "strategy/hypothesis.h"

struct condensed {
	const char *text;
	struct node **nodes; /* nodes[k - 1] is the element printed as [k] */
	size_t n;
	const uint32_t *numbers; /* by node index: k, or 0 */
};

/* `budget`: bytes of text at the most. */
struct condensed condense(struct page *p, const struct request *r, const struct hypotheses *all,
			  size_t budget);

#endif
