/* Jobs: one narrow row a run. A job goes from pending to running to completed or failed, and
 * never back. */
#ifndef METER_STORE_JOBS_H
#define METER_STORE_JOBS_H

#include "util/shape.h"

#include <stddef.h>
#include <stdint.h>

/* What job.status may say. */
#define JOB_STATUS_WORDS "pending|running|completed|failed"

struct job {
	const char *id, *account_id, *strategy_id, *url;
	const char *status;		      /* "pending", "running", "completed" or "failed" */
	const char *error, *error_class;      /* NULL unless failed */
	const char *content_hash;	      /* 32 digits; NULL until completed */
	const char *schedule_id, *batch_id;   /* one of them at most, for job_of_origin */
	const char *run_id;		      /* of a workflow */
	const char *discovery_id;	      /* whose list it renews: its items are URLs */
	struct raw_json structural_signature; /* with the result: NULL without one */
	struct raw_json parameters;
	const int64_t *item_count;
	const bool *has_changes;
	int64_t attempts;
	struct instant created_at, started_at, completed_at;
	struct blob result_hash; /* 32 bytes, for result_load; data NULL: no result */
};

/* The strategy stays until the caller's transaction ends. ERR_NOT_FOUND "Strategy not found". */
bool job_hold_strategy(struct work *w, const char *account_id, const char *strategy_id);

/* Stores a pending job from id, account_id, strategy_id, url, parameters, schedule_id, batch_id,
 * run_id, discovery_id and created_at (0: now). ERR_NOT_FOUND "Strategy not found" unless the
 * strategy is the account's. */
bool job_insert(struct work *w, const struct job *j);

/* The same for n jobs of one strategy, at least one; the caller has the transaction. */
bool job_insert_all(struct work *w, const struct job *jobs, size_t n);

/* pending -> running. ERR_CONFLICT when it was not pending. */
bool job_start(struct work *w, const char *account_id, const char *id);

/* running -> completed for n jobs, with item_count, content_hash, has_changes, result_hash and
 * completed_at (0: now) of each. ERR_CONFLICT when one of them was not running. */
bool job_complete(struct work *w, const struct job *jobs, size_t n);

/* pending or running -> failed, with one sentence and the word of its class. ERR_CONFLICT when it
 * had ended already. */
bool job_fail(struct work *w, const char *account_id, const char *id, enum error_class class,
	      const char *error);

/* Whether it is completed or failed. False with ERR_NOT_FOUND as job_find. */
bool job_ended(struct work *w, const char *account_id, const char *id, bool *out);

/* False with ERR_NOT_FOUND and the message "Job not found". */
bool job_find(struct work *w, const char *account_id, const char *id, struct job *out);

struct job_filter {
	const char *account_id;
	const char *strategy_id; /* NULL: of all strategies */
	const char *status;	 /* NULL: all */
	const char *schedule_id; /* NULL: all */
	const char *batch_id;	 /* NULL: all */
	struct instant since;	 /* 0: from the beginning */
	int64_t limit, offset;
};

/* Newest first. */
bool job_list(struct work *w, const struct job_filter *f, struct job **rows, size_t *n);

/* How many the filter fits (limit and offset aside); counting stops at COUNT_EXACT_MAX + 1. */
bool job_count(struct work *w, const struct job_filter *f, int64_t *n);

/* What the history of a strategy tells of a run. */
struct job_past {
	const char *id, *status, *url, *content_hash;
	const int64_t *item_count;
	bool has_changes;
	struct instant created_at, completed_at;
};

/* The strategy's runs, newest first: those made before the job before_id (NULL: all). The strategy
 * itself is not looked for. */
bool job_history(struct work *w, const char *account_id, const char *strategy_id,
		 const char *before_id, int64_t limit, int64_t offset, struct job_past **rows,
		 size_t *n);

/* Where the account's latest jobs go to. */
struct job_url {
	const char *url;
	int64_t jobs;
};

/* The URLs of its newest `most` jobs, each once, the newest job's first. */
bool job_urls(struct work *w, const char *account_id, int64_t most, struct job_url **rows,
	      size_t *n);

/* The newest completed job of a page. */
struct job_page {
	const char *id, *url;
	struct instant completed_at;
	struct blob result_hash;
};

/* Of each of the strategy's pages, the newest first, at most `most`: those of its newest
 * JOB_PAGES_READ completed jobs. The strategy itself is not looked for. */
bool job_latest_pages(struct work *w, const char *account_id, const char *strategy_id, int64_t most,
		      struct job_page **rows, size_t *n);

/* The strategy's newest completed job. False with ERR_NOT_FOUND and the message "No completed job
 * found"; the strategy itself is not looked for. */
bool job_latest(struct work *w, const char *account_id, const char *strategy_id, struct job *out);

#endif
