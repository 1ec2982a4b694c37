/* The columns of records that are JSON: what slot.h says of elements, by paths. */
#ifndef METER_STRATEGY_JSON_SLOTS_H
#define METER_STRATEGY_JSON_SLOTS_H

#include "strategy/slot.h"

#include "extract/path.h"

/* The columns of the candidate, which stands for the records: at most JSON_SLOTS_MAX, of the first
 * SAMPLES_MAX records. Objects inside are looked into, those of one member count as their value,
 * and lists of things with a label and a value ([{"label": "Area", "value": "54"}]) as members of
 * these names. */
struct slots *json_slots_read(struct page *p, const struct candidate *c, struct json_list records);

#endif
