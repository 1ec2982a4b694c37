/* JavaScript's literals as JSON: what scripts assign is often not quite JSON. */
#ifndef METER_EXTRACT_LITERAL_H
#define METER_EXTRACT_LITERAL_H

#include "util/text.h"

/* Appends the object, list or string literal at *p as strict JSON and moves *p behind it. Names
 * without quotes, single quotes, templates without holes, comments, commas at the end, undefined,
 * !0 and void 0 are understood; a value that is none of it (a call, a variable) becomes null. False
 * when it does not end, or nests deeper than JSON_DEPTH_MAX. */
bool literal_to_json(struct text *out, const char **p, const char *end);

#endif
