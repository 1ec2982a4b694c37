/* Which of several amounts of money is the price in force. */
#ifndef METER_STRATEGY_PRICE_H
#define METER_STRATEGY_PRICE_H

#include "strategy/assign.h"

/* For a field that wants a price and has found one: when a lower one stands beside it, that one is
 * taken first, and the other where there is no lower one. */
void price_in_force(struct page *p, const struct slots *slots, struct choice *c);

#endif
