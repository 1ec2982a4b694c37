/* What a job's trace tells beside how its page was fetched and extracted: what it was compared with
 * and how it was judged, whom that was told to, and how earlier tries ended. doc/changes.md
 * explains the members.
 */
#ifndef METER_JOB_TRACE_H
#define METER_JOB_TRACE_H

#include "job/announce.h"
#include "job/compare.h"

#define TRACE_WAITING "waiting" /* verdict of a change that a second fetch shall confirm */

struct judgement {
	const char *kind; /* a word */
	const struct verdict *verdict;
	const struct run *run;
	const struct target *target;
	const char *baseline_job_id, *baseline_hash; /* before the run; NULL: there was none */
};

/* Adds "verdict". */
void trace_put_judgement(struct work *w, struct json_object *trace, const struct judgement *j);

/* Adds "told", for a run of a schedule. */
void trace_put_telling(struct work *w, struct json_object *trace, const struct telling *t);

/* Adds "earlier": how the tries before this one ended, as was stored then. Nothing for a first
 * try. */
bool trace_put_earlier(struct work *w, const struct task *t, struct json_object *trace);

/* How a try ended that is not the last one. */
struct earlier_try {
	enum error_class class; /* CLASS_NONE: it is to be confirmed */
	const char *error;	/* or why it is fetched again */
	int64_t again_ms;	/* after which pause, at least */
};

/* Stores the trace of such a try, the last entry of "earlier" being this one. */
bool trace_keep_try(struct work *w, const struct task *t, struct json_object *trace,
		    const struct earlier_try *e);

#endif
