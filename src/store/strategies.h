/* Strategies with their versions. What is read is the current version, kept in the strategy's own
 * row; every version ever made is in strategy_version (store/versions.h).
 *
 * A deleted strategy is invisible at once and carries its jobs along: rows that are too many for
 * one transaction are taken away by strategy_sweep().
 */
#ifndef METER_STORE_STRATEGIES_H
#define METER_STORE_STRATEGIES_H

#include "util/shape.h"

#include <stddef.h>
#include <stdint.h>

struct strategy {
	const char *id, *account_id;
	const char *name, *description, *url;
	const char *scraper_type; /* "css", "api" or "content" */
	const char *generator;    /* who made this version, e.g. "embedded" */
	struct raw_json plan, output_schema, filter_config, api_parameters, preview;
	int64_t attempts, version;
	double confidence; /* 0 to 1 */
	const char *strategy_group_id;
	struct instant created_at, updated_at;
};

/* Stores strategy, version 1 and the event "created"; the caller has the transaction. id is the
 * caller's (id_new); version and times are filled in here, save a created_at that is set. */
bool strategy_insert(struct work *w, const struct strategy *s);

/* False with ERR_NOT_FOUND and the message "Strategy not found". */
bool strategy_find(struct work *w, const char *account_id, const char *id, struct strategy *out);

/* The same inside a transaction, for changing it: others that want to change it wait. */
bool strategy_find_locked(struct work *w, const char *account_id, const char *id,
			  struct strategy *out);

/* Makes s, which was found and then changed, the strategy's next version; the caller has the
 * transaction. Name, description, url, type and group stay as they are. reason: see
 * store/versions.h. ERR_CONFLICT when s is not the current version any more, for callers that took
 * no lock. s is not moved on, so that a transaction that gave way may be run again with it. */
bool strategy_update(struct work *w, const struct strategy *s, const char *reason);

/* Newest first. */
bool strategy_list(struct work *w, const char *account_id, int64_t limit, int64_t offset,
		   struct strategy **rows, size_t *n);

/* How many there are; counting stops at COUNT_EXACT_MAX + 1. */
bool strategy_count(struct work *w, const char *account_id, int64_t *n);

/* Deletes with jobs, results and pages, and writes the event "deleted"; the caller has the
 * transaction. ERR_NOT_FOUND as strategy_find. */
bool strategy_delete(struct work *w, const char *account_id, const char *id);

/* Takes away what deletions left behind, at most about `most` rows, in small transactions of its
 * own; *left tells whether there is more. */
bool strategy_sweep(struct work *w, int64_t most, bool *left);

#endif
