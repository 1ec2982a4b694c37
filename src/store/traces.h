/* What happened in a run, as JSON text, compressed. */
#ifndef METER_STORE_TRACES_H
#define METER_STORE_TRACES_H

#include "util/shape.h"

/* Stores the job's trace, over an earlier attempt's. */
bool trace_store(struct work *w, const char *account_id, const char *job_id, const char *json);

/* The JSON text, or NULL with ERR_NOT_FOUND. */
const char *trace_load(struct work *w, const char *account_id, const char *job_id);

#endif
