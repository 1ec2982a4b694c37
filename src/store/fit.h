/* Making strangers' text fit for a column. */
#ifndef METER_STORE_FIT_H
#define METER_STORE_FIT_H

#include "util/work.h"

#include <stddef.h>

/* s as well-formed UTF-8 of at most `most` bytes, cut between two characters: a strict server
 * refuses anything else. NULL stays NULL. */
const char *fit_text(struct work *w, const char *s, size_t most);

#endif
