/* What jobs extracted: the items as canonical JSON text, compressed, once per strategy and
 * content. Unchanged runs share one row. */
#ifndef METER_STORE_RESULTS_H
#define METER_STORE_RESULTS_H

#include "util/work.h"

#include <stddef.h>
#include <stdint.h>

struct new_result {
	const char *account_id, *strategy_id;
	const char *json; /* of size bytes */
	size_t size;
	const uint8_t *hash;   /* their SHA-256; result_store() reckons it itself */
	const char *signature; /* the structural signature of these items, JSON; NULL: not known */
};

/* Stores the items unless the strategy has them already; hash_out is their SHA-256, for
 * result_load. ERR_TOO_LARGE above RESULT_MAX or when they compress to more than DB_VALUE_MAX. */
bool result_store(struct work *w, const struct new_result *r, uint8_t hash_out[32]);

/* Stores up to FINISH_MAX of them in one go. Each has its hash. */
bool result_store_all(struct work *w, const struct new_result *results, size_t n);

/* The JSON text, or NULL with ERR_NOT_FOUND. */
const char *result_load(struct work *w, const char *account_id, const char *strategy_id,
			const uint8_t hash[32]);

/* The same for up to FINISH_MAX at once, of what has no more than `most` bytes: json stays as it is
 * where nothing is loaded. */
struct stored_items {
	const char *account_id, *strategy_id;
	const uint8_t *hash; /* 32 bytes */
	const char *json;
};
bool result_load_all(struct work *w, struct stored_items *items, size_t n, size_t most);

/* As result_load() unless it has more than `most` bytes: *json is then NULL. *size is how many it
 * has. */
bool result_load_small(struct work *w, const char *account_id, const char *strategy_id,
		       const uint8_t hash[32], size_t most, const char **json, size_t *size);

#endif
