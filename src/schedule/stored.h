/* A schedule's row as its timing. */
#ifndef METER_SCHEDULE_STORED_H
#define METER_SCHEDULE_STORED_H

#include "schedule/timing.h"
#include "store/schedules.h"

/* In w's arena. False with ERR_INTERNAL when what is stored cannot be reckoned with any more: its
 * time zone may have left the system's files. */
bool schedule_timing(struct work *w, const struct schedule *s, struct timing *out);

/* When it is due first after `after`; us 0: never, or it is paused. */
bool schedule_after(struct work *w, const struct schedule *s, struct instant after,
		    struct instant *out);

#endif
