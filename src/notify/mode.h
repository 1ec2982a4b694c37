/* Which runs a schedule tells of: its `notify`, and what people need not hear. */
#ifndef METER_NOTIFY_MODE_H
#define METER_NOTIFY_MODE_H

#include "notify/receiver.h"

/* The words of a schedule's notify, for shapes. */
#define NOTIFY_WORDS "always|changes|failures|first_failure"

/* How a run ended. */
enum occasion {
	OCCASION_FIRST, /* nothing to compare with */
	OCCASION_UNCHANGED,
	OCCASION_CHANGED,
	OCCASION_FAILED,
};

/* The words stored with a delivery and shown in the log. */
#define OCCASION_WORDS "first|unchanged|changed|failed"
const char *occasion_word(enum occasion o);

/* Whether the schedule's receiver is to be told. has_failed_before: the run before this one of the
 * same page failed; only first_failure asks. */
bool notify_wants(const char *mode, enum receiver receiver, enum occasion o,
		  bool has_failed_before);

#endif
