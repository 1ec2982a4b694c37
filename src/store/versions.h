/* Every version that a strategy ever had, the current one included. A version is never changed:
 * going back makes a new one that is like the old one. */
#ifndef METER_STORE_VERSIONS_H
#define METER_STORE_VERSIONS_H

#include "store/strategies.h"

struct version {
	const char *strategy_id, *account_id;
	int64_t version;
	const char *reason; /* "generated", "refined", "patched", "restored" … */
	const char *generator;
	struct raw_json plan, output_schema, filter_config, api_parameters, preview;
	int64_t attempts;
	double confidence; /* 0 to 1 */
	struct instant created_at;
};

/* Notes the strategy as it is as its version s->version, made at s->updated_at. Called by what
 * stores strategies (store/strategies.c). */
bool version_insert(struct work *w, const struct strategy *s, const char *reason);

/* Newest first. An unknown strategy has none. */
bool version_list(struct work *w, const char *account_id, const char *strategy_id, int64_t limit,
		  int64_t offset, struct version **rows, size_t *n);

/* How many there are; counting stops at COUNT_EXACT_MAX + 1. */
bool version_count(struct work *w, const char *account_id, const char *strategy_id, int64_t *n);

/* False with ERR_NOT_FOUND and the message "Strategy version not found". */
bool version_find(struct work *w, const char *account_id, const char *strategy_id, int64_t number,
		  struct version *out);

#endif
