/* What jobs extracted, compressed, once per strategy and content. */
#include "store/results.h"

#include "store/lookup.h"
#include "store/pack.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/secret.h"

struct result {
	const char *account_id, *strategy_id;
	struct blob hash;
	int64_t size;
	struct instant created_at;
	struct raw_json structural_signature;
	bool is_signed; /* it has one */
	struct blob items;
};

SHAPE(result_key_in, struct result, COLUMN(struct result, account_id),
      COLUMN(struct result, strategy_id), COLUMN(struct result, hash));
SHAPE(result_row_in, struct result, COLUMN(struct result, account_id),
      COLUMN(struct result, strategy_id), COLUMN(struct result, hash), COLUMN(struct result, size),
      COLUMN(struct result, created_at), COLUMN(struct result, structural_signature),
      COLUMN(struct result, items));
SHAPE(result_signed_in, struct result, COLUMN(struct result, structural_signature),
      COLUMN(struct result, account_id), COLUMN(struct result, strategy_id),
      COLUMN(struct result, hash));
SHAPE(result_small_in, struct result, COLUMN(struct result, size),
      COLUMN(struct result, account_id), COLUMN(struct result, strategy_id),
      COLUMN(struct result, hash));
SHAPE(result_items_out, struct result, COLUMN(struct result, size), COLUMN(struct result, items));

SHAPE(result_keys_in, struct strategy_keys, STRATEGY_KEY_COLUMNS,
      COLUMN(struct strategy_keys, limit));
SHAPE(result_there_in, struct strategy_keys, STRATEGY_KEY_COLUMNS);
SHAPE(result_there_out, struct result, COLUMN(struct result, account_id),
      COLUMN(struct result, strategy_id), COLUMN(struct result, hash),
      COLUMN(struct result, is_signed));
SHAPE(result_keyed_out, struct result, COLUMN(struct result, account_id),
      COLUMN(struct result, strategy_id), COLUMN(struct result, hash), COLUMN(struct result, size),
      COLUMN(struct result, items));

/* Two runs may store the same items at once; the second finds them there. */
STATEMENT(result_new, &result_row_in, NULL,
	  "INSERT INTO result (account_id, strategy_id, hash, size, created_at,"
	  " structural_signature, items) VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
	  " structural_signature = COALESCE(structural_signature, VALUES(structural_signature))");
/* Items that were first stored to be compared with, without one. */
STATEMENT(result_signed, &result_signed_in, NULL,
	  "UPDATE result SET structural_signature = ?"
	  " WHERE account_id = ? AND strategy_id = ? AND hash = ?");
STATEMENT(result_by_hash, &result_key_in, &result_items_out,
	  "SELECT size, items FROM result WHERE account_id = ? AND strategy_id = ? AND hash = ?");

/* The size alone when it is above the bound. */
STATEMENT(result_small, &result_small_in, &result_items_out,
	  "SELECT size, IF(size <= ?, items, NULL) AS items FROM result"
	  " WHERE account_id = ? AND strategy_id = ? AND hash = ?");

/* By what targets remember; the accounts are compared afterwards. */
STATEMENT_GLOBAL(result_by_hashes, &result_keys_in, &result_keyed_out,
		 "SELECT account_id, strategy_id, hash, size, items FROM result"
		 " FORCE INDEX (PRIMARY) WHERE " STRATEGY_KEYS("hash") " AND size <= ?");

/* Locked, so that they are not swept away before the runs that have them too are stored. */
STATEMENT_GLOBAL(result_there, &result_there_in, &result_there_out,
		 "SELECT account_id, strategy_id, hash, structural_signature IS NOT NULL AS"
		 " is_signed FROM result FORCE INDEX (PRIMARY) WHERE " STRATEGY_KEYS("hash")
		 " LOCK IN SHARE MODE");

static bool fits(struct work *w, const struct new_result *r)
{
	return r->size <= RESULT_MAX || fail(w, ERR_TOO_LARGE,
					     "%zu bytes of items are too many to be stored",
					     r->size);
}

static struct result row_of(const struct new_result *r)
{
	return (struct result){.account_id = r->account_id,
			       .strategy_id = r->strategy_id,
			       .hash = {r->hash, SHA256_SIZE},
			       .size = (int64_t)r->size,
			       .created_at = clock_now(),
			       .structural_signature = {r->signature}};
}

static bool is_of(const struct result *row, const char *account_id, const char *strategy_id,
		  const void *hash)
{
	return memcmp(row->hash.data, hash, SHA256_SIZE) == 0 &&
	       strcmp(row->strategy_id, strategy_id) == 0 &&
	       strcmp(row->account_id, account_id) == 0;
}

static int compare_keys(const void *a, const void *b)
{
	const struct result *x = a, *y = b;
	int order = strcmp(x->strategy_id, y->strategy_id);

	return order ? order : memcmp(x->hash.data, y->hash.data, SHA256_SIZE);
}

static const struct result *find_there(const struct result *there, size_t n,
				       const struct result *r)
{
	for (size_t i = 0; i < n; i++)
		if (is_of(&there[i], r->account_id, r->strategy_id, r->hash.data))
			return &there[i];
	return NULL;
}

static bool look(struct work *w, const struct result *rows, size_t n, struct result **there,
		 size_t *n_there)
{
	struct strategy_keys in = {0};

	for (size_t i = 0; i < n && i < FINISH_MAX; i++) {
		in.keys[i].strategy_id = rows[i].strategy_id;
		in.keys[i].name = rows[i].hash;
	}
	return statement_each(w, &result_there, &in, FINISH_MAX, there, n_there);
}

/* New ones in the order of their keys, so that two that store the same ones do not both wait. */
bool result_store_all(struct work *w, const struct new_result *results, size_t n)
{
	struct result *rows = ARENA_ARRAY(w->arena, n, struct result), *there;
	size_t n_there, n_new = 0;

	for (size_t i = 0; i < n; i++) {
		if (!fits(w, &results[i]))
			return false;
		rows[i] = row_of(&results[i]);
	}
	if (n == 0)
		return true;
	if (!look(w, rows, n, &there, &n_there))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct result *known = find_there(there, n_there, &rows[i]);

		if (known && !known->is_signed && rows[i].structural_signature.data &&
		    !statement_run(w, &result_signed, &rows[i], NULL))
			return false;
		if (known)
			continue;
		rows[n_new] = rows[i];
		if (!pack(w, results[i].json, results[i].size, &rows[n_new++].items))
			return false;
	}
	qsort(rows, n_new, sizeof *rows, compare_keys);
	return n_new == 0 || statement_bulk(w, &result_new, rows, n_new, NULL);
}

bool result_store(struct work *w, const struct new_result *r, uint8_t hash_out[32])
{
	struct new_result hashed = *r;

	if (!fits(w, r))
		return false;
	sha256(r->json, r->size, hash_out);
	hashed.hash = hash_out;
	return result_store_all(w, &hashed, 1);
}

const char *result_load(struct work *w, const char *account_id, const char *strategy_id,
			const uint8_t hash[32])
{
	const struct result key = {
	    .account_id = account_id, .strategy_id = strategy_id, .hash = {hash, SHA256_SIZE}};
	struct result row;

	if (!statement_one(w, &result_by_hash, &key, &row))
		return NULL;
	return unpack(w, row.items, row.size, RESULT_MAX);
}

bool result_load_all(struct work *w, struct stored_items *items, size_t n, size_t most)
{
	struct strategy_keys in = {.limit = (int64_t)most};
	struct result *rows;
	size_t n_rows;

	for (size_t i = 0; i < n && i < FINISH_MAX; i++) {
		in.keys[i].strategy_id = items[i].strategy_id;
		in.keys[i].name = (struct blob){items[i].hash, SHA256_SIZE};
	}
	if (n == 0)
		return true;
	if (!statement_each(w, &result_by_hashes, &in, FINISH_MAX, &rows, &n_rows))
		return false;
	for (size_t i = 0; i < n_rows; i++) {
		char *json = unpack(w, rows[i].items, rows[i].size, most);

		if (!json)
			work_forgive(w); /* who needs it loads it alone, and hears why not */
		for (size_t k = 0; json && k < n; k++)
			if (is_of(&rows[i], items[k].account_id, items[k].strategy_id,
				  items[k].hash))
				items[k].json = json;
	}
	return true;
}

bool result_load_small(struct work *w, const char *account_id, const char *strategy_id,
		       const uint8_t hash[32], size_t most, const char **json, size_t *size)
{
	const struct result key = {.account_id = account_id,
				   .strategy_id = strategy_id,
				   .hash = {hash, SHA256_SIZE},
				   .size = (int64_t)most};
	struct result row;

	if (!statement_one(w, &result_small, &key, &row))
		return false;
	*size = (size_t)row.size;
	*json = row.items.data ? unpack(w, row.items, row.size, most) : NULL;
	return *json || !row.items.data;
}
