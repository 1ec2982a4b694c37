/* What the "explain" operation answers, for people. */
#ifndef METER_CTL_EXPLAIN_H
#define METER_CTL_EXPLAIN_H

#include "util/text.h"

#include <json-c/json_object.h>

/* Appends the answer (extract/explain.h) as lines. What comes from the page is escaped: it may be
 * printed to a terminal. */
void explanation_print(struct text *t, struct json_object *answer);

#endif
