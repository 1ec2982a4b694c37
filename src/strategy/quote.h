/* A stranger's text as it may stand in a prompt: one JSON string on one line. */
#ifndef METER_STRATEGY_QUOTE_H
#define METER_STRATEGY_QUOTE_H

#include "util/text.h"

/* Appends s in quotes, cut after `most` code points (then with … before the closing quote). Runs of
 * white space and of control characters are one space; what no reader sees (zero-width, marks of
 * direction, tags of plane 14) is dropped; quotes and backslashes are escaped. So the text ends at
 * its closing quote and never begins a line. */
void quote_add(struct text *t, const char *s, size_t most);

/* A name out of the mark-up, without quotes: at most `most` bytes of letters, digits, - _ : and .
 * False, with nothing appended, when it has anything else or is longer. */
bool name_add(struct text *t, const char *s, size_t most);

#endif
