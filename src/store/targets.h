/* Targets: what the runs of a strategy on one URL, with the same parameters and of the same
 * schedule, are compared with. One narrow row each, written at the end of every good run. */
#ifndef METER_STORE_TARGETS_H
#define METER_STORE_TARGETS_H

#include "util/shape.h"

#include <stddef.h>
#include <stdint.h>

struct target {
	const char *strategy_id, *account_id, *url;
	struct blob target; /* its name: target_name() */

	/* the baseline: the last good run; baseline_job_id NULL: none yet */
	const char *baseline_job_id;
	int64_t strategy_version, engine; /* that made it */
	int64_t item_count;
	const char *content_hash;
	struct blob result_hash;    /* for result_load(): of the last good run */
	struct blob reference_hash; /* likewise: what runs are compared with; NULL: result_hash */
	struct blob sensitivity;    /* sensitivity_name() of content_hash */

	/* its page, for asking only when it changed */
	const char *etag, *last_modified;
	struct blob body_hash;
	struct instant extracted_at; /* when a page was last extracted, not just found the same */

	/* what runs have been like */
	int64_t runs;		      /* since expectations were last begun or rolled on */
	struct raw_json expectations; /* job/expect.h */
	struct raw_json item_key; /* a JSON array of names, found by diff/item_key.h; NULL: none */

	int64_t odd_runs;     /* outside of expectations in a row, with the same content */
	const char *odd_hash; /* which content */
	bool is_accepting;    /* a person said that the next run is right whatever it is like */
	int64_t failures;     /* of runs in a row, the last one at: */
	struct instant failed_at;
	struct instant updated_at;
};

/* The name of a target: 16 bytes in w's arena. parameters (JSON text) and schedule_id may be NULL.
 */
struct blob target_name(struct work *w, const char *url, const char *parameters,
			const char *schedule_id);

/* ERR_NOT_FOUND when there was no run yet. */
bool target_find(struct work *w, const char *account_id, const char *strategy_id,
		 struct blob target, struct target *out);

/* The same for changing it: the caller has the transaction, others wait. One that was not there is
 * made, without a baseline. key: strategy_id, account_id, url and target. */
bool target_lock(struct work *w, const struct target *key, struct target *out);

/* Both for up to FINISH_MAX keys at once, as rows in w's arena, in no order. A key that stands
 * there twice has one row; target_find_all() passes over what is not there. */
bool target_find_all(struct work *w, const struct target *keys, size_t n, struct target **rows,
		     size_t *n_rows);
bool target_lock_all(struct work *w, const struct target *keys, size_t n, struct target **rows,
		     size_t *n_rows);

/* The row of the key among n; NULL: it is not there. */
struct target *target_among(struct target *rows, size_t n, const struct target *key);

/* Writes everything but the url of n targets. */
bool target_save(struct work *w, const struct target *targets, size_t n);

/* Writes failures and failed_at alone: a run that failed says nothing of the page. */
bool target_fail(struct work *w, const struct target *t);

/* The strategy's targets whose last runs were odd, on this URL or (NULL) on any: the next run of
 * each is taken as right. *n is how many there are. */
bool target_accept(struct work *w, const char *account_id, const char *strategy_id, const char *url,
		   int64_t *n);

#endif
