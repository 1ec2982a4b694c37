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
	struct blob items;
};

/* What is stored already. */
struct there {
	const char *account_id, *strategy_id;
	struct blob hash;
	bool is_signed;
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
SHAPE(result_there_out, struct there, COLUMN(struct there, account_id),
      COLUMN(struct there, strategy_id), COLUMN(struct there, hash),
      COLUMN(struct there, is_signed));
SHAPE(result_keyed_out, struct result, COLUMN(struct result, account_id),
      COLUMN(struct result, strategy_id), COLUMN(struct result, hash), COLUMN(struct result, size),
      COLUMN(struct result, items));

/* Locked, so that it is not swept away before the run that has it too is stored. */
STATEMENT(result_known, &result_key_in, &counted_out,
	  "SELECT structural_signature IS NOT NULL AS n FROM result"
	  " WHERE account_id = ? AND strategy_id = ? AND hash = ?"
	  " LOCK IN SHARE MODE");
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

STATEMENT_GLOBAL(result_there, &result_there_in, &result_there_out,
		 "SELECT account_id, strategy_id, hash, structural_signature IS NOT NULL AS"
		 " is_signed FROM result FORCE INDEX (PRIMARY) WHERE " STRATEGY_KEYS("hash")
		 " LOCK IN SHARE MODE");

static bool row_of(struct work *w, const struct new_result *r, const uint8_t *hash,
		   struct result *out)
{
	*out = (struct result){.account_id = r->account_id,
			       .strategy_id = r->strategy_id,
			       .hash = {hash, SHA256_SIZE},
			       .size = (int64_t)r->size,
			       .created_at = clock_now(),
			       .structural_signature = {r->signature}};
	return r->size <= RESULT_MAX || fail(w, ERR_TOO_LARGE,
					     "%zu bytes of items are too many to be stored",
					     r->size);
}

bool result_store(struct work *w, const struct new_result *r, uint8_t hash_out[32])
{
	struct counted is_signed;
	struct result row;

	if (!row_of(w, r, hash_out, &row))
		return false;
	if (r->hash)
		memmove(hash_out, r->hash, SHA256_SIZE);
	else
		sha256(r->json, r->size, hash_out);
	if (statement_one(w, &result_known, &row, &is_signed))
		return is_signed.n > 0 || !r->signature ||
		       statement_run(w, &result_signed, &row, NULL);
	if (!work_forgive_missing(w))
		return false;
	return pack(w, r->json, r->size, &row.items) && statement_run(w, &result_new, &row, NULL);
}

static int compare_keys(const void *a, const void *b)
{
	const struct result *x = a, *y = b;
	int order = strcmp(x->strategy_id, y->strategy_id);

	return order ? order : memcmp(x->hash.data, y->hash.data, SHA256_SIZE);
}

static const struct there *find_there(const struct there *there, size_t n, const struct result *r)
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(there[i].hash.data, r->hash.data, SHA256_SIZE) == 0 &&
		    strcmp(there[i].strategy_id, r->strategy_id) == 0 &&
		    strcmp(there[i].account_id, r->account_id) == 0)
			return &there[i];
	return NULL;
}

/* Locks those that are there, as result_known does. */
static bool look(struct work *w, const struct result *rows, size_t n, struct there **there,
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
	struct result *rows = ARENA_ARRAY(w->arena, n, struct result);
	struct there *there;
	size_t n_there, n_new = 0;

	for (size_t i = 0; i < n; i++)
		if (!row_of(w, &results[i], results[i].hash, &rows[i]))
			return false;
	if (n == 0)
		return true;
	if (!look(w, rows, n, &there, &n_there))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct there *known = find_there(there, n_there, &rows[i]);

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

static bool is_of(const struct result *row, const struct stored_items *s)
{
	return memcmp(row->hash.data, s->hash, SHA256_SIZE) == 0 &&
	       strcmp(row->strategy_id, s->strategy_id) == 0 &&
	       strcmp(row->account_id, s->account_id) == 0;
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
			if (is_of(&rows[i], &items[k]))
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
