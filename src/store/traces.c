/* What happened in a run, as JSON text, compressed. */
#include "store/traces.h"

#include "store/lookup.h"
#include "store/pack.h"
#include "store/statement.h"

#include "bounds.h"

struct trace_row {
	const char *job_id, *account_id;
	int64_t size;
	struct blob trace;
};

SHAPE(trace_row_in, struct trace_row, COLUMN(struct trace_row, job_id),
      COLUMN(struct trace_row, account_id), COLUMN(struct trace_row, size),
      COLUMN(struct trace_row, trace));
SHAPE(trace_out, struct trace_row, COLUMN(struct trace_row, size), COLUMN(struct trace_row, trace));

STATEMENT(trace_new, &trace_row_in, NULL,
	  "REPLACE INTO job_trace (job_id, account_id, created_at, size, trace)"
	  " VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?)");
STATEMENT(trace_by_job, &lookup_in, &trace_out,
	  "SELECT size, trace FROM job_trace WHERE account_id = ? AND job_id = ?");

bool trace_store(struct work *w, const char *account_id, const char *job_id, const char *json)
{
	struct trace_row row = {
	    .job_id = job_id, .account_id = account_id, .size = (int64_t)strlen(json)};

	return pack(w, json, strlen(json), &row.trace) && statement_run(w, &trace_new, &row, NULL);
}

const char *trace_load(struct work *w, const char *account_id, const char *job_id)
{
	struct trace_row row;

	if (!statement_one(w, &trace_by_job, &(struct lookup){account_id, job_id}, &row))
		return NULL;
	return unpack(w, row.trace, row.size, TRACE_MAX);
}
