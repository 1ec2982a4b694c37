/* The page's JSON-LD as places for values: a page that describes itself for machines says the same
 * things there under standard names.
 */
#ifndef METER_STRATEGY_STRUCTURED_H
#define METER_STRATEGY_STRUCTURED_H

#include "strategy/slot.h"

/* Appends a slot for each value of the page's JSON-LD that describes its main thing; room for
 * JSON_SLOTS_MAX is needed behind slots->items[slots->n]. */
void structured_add(struct page *p, struct slots *slots);

#endif
