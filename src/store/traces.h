/* What happened in runs, as JSON text, compressed. */
#ifndef METER_STORE_TRACES_H
#define METER_STORE_TRACES_H

#include "util/shape.h"

struct trace {
	const char *job_id, *account_id;
	/* Of an unchanged run, else NULL: the next one of the target with the same turn takes its
	 * place, so that no more are kept than there are turns. */
	const char *strategy_id;
	struct blob target;
	int64_t turn;
	const char *json;
};

/* Stores the traces of n jobs, over those of earlier attempts; the caller has a transaction when
 * there is more than one. */
bool trace_store(struct work *w, const struct trace *traces, size_t n);

/* The JSON text, or NULL with ERR_NOT_FOUND. */
const char *trace_load(struct work *w, const char *account_id, const char *job_id);

/* Forgets at most `most` traces from before that time. */
bool trace_sweep(struct work *w, struct instant before, int64_t most, int64_t *removed);

#endif
