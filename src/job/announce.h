/* The end of a schedule's run becomes a delivery to whom the schedule tells. */
#ifndef METER_JOB_ANNOUNCE_H
#define METER_JOB_ANNOUNCE_H

#include "notify/mode.h"
#include "store/tasks.h"

/* Writes it, with its task, if there is anybody to tell; the caller has the transaction that ends
 * the run, so that neither is there without the other. */
bool announce(struct work *w, const struct task *t, enum occasion o);

#endif
