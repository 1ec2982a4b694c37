/* Do the page's own names say that a group is what the request speaks of? */
#ifndef METER_STRATEGY_SUBJECT_H
#define METER_STRATEGY_SUBJECT_H

#include "strategy/candidate.h"

/* 0 to 1: classes or ids of the record or of the elements around it, or the heading above the first
 * record, name the subject. */
double subject_named(struct page *p, struct words subject, const struct candidate *c);

#endif
