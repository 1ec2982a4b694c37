/* A generation while it goes on. Internal to job/. */
#ifndef METER_JOB_GENERATION_PARTS_H
#define METER_JOB_GENERATION_PARTS_H

#include "job/generation.h"

/* Wants that operation on the page, with the members of the request that all have. */
void generation_want(struct work *w, struct generation *g, const char *operation);

/* Takes the extractor's answer with a strategy, and is done. */
bool generation_take(struct work *w, struct generation *g, struct json_object *result);

/* Takes the embedded generator's answer, or its failure, and goes on with the model that the input
 * names. */
bool generation_ask_llm(struct work *w, struct conversation *c, const struct answer *answer);

#endif
