/* Baselines and what runs are expected to be like. */
#include "store/targets.h"

#include "store/fit.h"
#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/secret.h"
#include "util/text.h"

#define TARGET_SIZE 16 /* of a SHA-256: enough to tell the targets of one strategy apart */

#define IN(member) COLUMN(struct target, member)

#define STATE                                                                                      \
	IN(baseline_job_id), IN(strategy_version), IN(engine), IN(item_count), IN(content_hash),   \
	    IN(result_hash), IN(reference_hash), IN(sensitivity), IN(etag), IN(last_modified),     \
	    IN(body_hash), IN(extracted_at), IN(runs),                                             \
	    IN(expectations), IN(item_key), IN(odd_runs), IN(odd_hash), IN(is_accepting),          \
	    IN(failures), IN(failed_at), IN(updated_at)
#define STATE_COLUMNS                                                                              \
	"baseline_job_id, strategy_version, engine, item_count, content_hash, result_hash,"        \
	" reference_hash, sensitivity, etag, last_modified, body_hash, extracted_at, runs,"         \
	" expectations, item_key, odd_runs, odd_hash, is_accepting, failures, failed_at, updated_at"

SHAPE(target_row, struct target, IN(strategy_id), IN(target), IN(account_id), IN(url), STATE);
SHAPE(target_key_in, struct target, IN(account_id), IN(strategy_id), IN(target));
SHAPE(target_new_in, struct target, IN(strategy_id), IN(target), IN(account_id), IN(url),
      IN(updated_at));
SHAPE(target_save_in, struct target, STATE, IN(account_id), IN(strategy_id), IN(target));
SHAPE(target_fail_in, struct target, IN(failures), IN(failed_at), IN(account_id), IN(strategy_id),
      IN(target));
SHAPE(target_url_in, struct target, IN(account_id), IN(strategy_id), IN(url), IN(url));

SHAPE(target_keys_in, struct strategy_keys, STRATEGY_KEY_COLUMNS);

STATEMENT(target_by_name, &target_key_in, &target_row,
	  "SELECT strategy_id, target, account_id, url, " STATE_COLUMNS " FROM target"
	  " WHERE account_id = ? AND strategy_id = ? AND target = ?");
STATEMENT(target_made, &target_new_in, NULL,
	  "INSERT INTO target (strategy_id, target, account_id, url, strategy_version, engine,"
	  " item_count, runs, odd_runs, is_accepting, updated_at)"
	  " VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, FALSE, ?)"
	  " ON DUPLICATE KEY UPDATE strategy_id = VALUES(strategy_id)");
/* By the keys of tasks, whose accounts target_among() compares. A small table would be scanned, and
 * the rows of others waited for. */
#define OF_KEYS " FROM target FORCE INDEX (PRIMARY) WHERE " STRATEGY_KEYS("target")
STATEMENT_GLOBAL(target_by_names, &target_keys_in, &target_row,
		 "SELECT strategy_id, target, account_id, url, " STATE_COLUMNS OF_KEYS);
STATEMENT_GLOBAL(target_names_locked, &target_keys_in, &target_row,
		 "SELECT strategy_id, target, account_id, url, " STATE_COLUMNS OF_KEYS
		 " FOR UPDATE");
STATEMENT(target_saved, &target_save_in, NULL,
	  "UPDATE target SET baseline_job_id = ?, strategy_version = ?, engine = ?,"
	  " item_count = ?, content_hash = ?, result_hash = ?, reference_hash = ?, sensitivity = ?,"
	  " etag = ?, last_modified = ?, body_hash = ?, extracted_at = ?, runs = ?, expectations = ?,"
	  " item_key = ?, odd_runs = ?, odd_hash = ?, is_accepting = ?, failures = ?,"
	  " failed_at = ?, updated_at = ?"
	  " WHERE account_id = ? AND strategy_id = ? AND target = ?");
STATEMENT(target_failed, &target_fail_in, NULL,
	  "UPDATE target SET failures = ?, failed_at = ?"
	  " WHERE account_id = ? AND strategy_id = ? AND target = ?");
STATEMENT(target_accepted, &target_url_in, NULL,
	  "UPDATE target SET is_accepting = TRUE WHERE account_id = ? AND strategy_id = ?"
	  " AND odd_runs > 0 AND (? IS NULL OR url = ?)");
STATEMENT(target_odd, &target_url_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM target WHERE account_id = ? AND strategy_id = ?"
	  " AND odd_runs > 0 AND (? IS NULL OR url = ?)");

struct blob target_name(struct work *w, const char *url, const char *parameters,
			const char *schedule_id)
{
	struct text t = text_new(w->arena, URL_MAX + BODY_MAX);
	uint8_t *hash = arena_alloc(w->arena, SHA256_SIZE);

	text_add(&t, url);
	text_add_char(&t, '\n');
	if (parameters)
		text_add(&t, parameters);
	if (schedule_id) {
		text_add_char(&t, '\n');
		text_add(&t, schedule_id);
	}
	sha256(t.data, t.length, hash);
	return (struct blob){hash, TARGET_SIZE};
}

bool target_find(struct work *w, const char *account_id, const char *strategy_id,
		 struct blob target, struct target *out)
{
	const struct target key = {
	    .account_id = account_id, .strategy_id = strategy_id, .target = target};

	return statement_one(w, &target_by_name, &key, out);
}

/* --- many --- */

struct target *target_among(struct target *rows, size_t n, const struct target *key)
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(rows[i].target.data, key->target.data, TARGET_SIZE) == 0 &&
		    strcmp(rows[i].strategy_id, key->strategy_id) == 0 &&
		    strcmp(rows[i].account_id, key->account_id) == 0)
			return &rows[i];
	return NULL;
}

static bool select_all(struct work *w, const struct statement *s, const struct target *keys,
		       size_t n, struct target **rows, size_t *n_rows)
{
	struct strategy_keys in = {0};

	for (size_t i = 0; i < n && i < FINISH_MAX; i++) {
		in.keys[i].strategy_id = keys[i].strategy_id;
		in.keys[i].name = keys[i].target;
	}
	*n_rows = 0;
	return n == 0 || statement_each(w, s, &in, FINISH_MAX, rows, n_rows);
}

bool target_find_all(struct work *w, const struct target *keys, size_t n, struct target **rows,
		     size_t *n_rows)
{
	return select_all(w, &target_by_names, keys, n, rows, n_rows);
}

static int compare_keys(const void *a, const void *b)
{
	const struct target *x = a, *y = b;
	int order = strcmp(x->strategy_id, y->strategy_id);

	return order ? order : memcmp(x->target.data, y->target.data, TARGET_SIZE);
}

/* Those of the keys that have no row, with the time at which they get one. */
static size_t missing(const struct target *keys, size_t n, struct target *rows, size_t n_rows,
		      struct target *out)
{
	size_t n_out = 0;

	for (size_t i = 0; i < n; i++) {
		if (target_among(rows, n_rows, &keys[i]))
			continue;
		out[n_out] = keys[i];
		out[n_out++].updated_at = clock_now();
	}
	return n_out;
}

bool target_lock_all(struct work *w, const struct target *keys, size_t n, struct target **rows,
		     size_t *n_rows)
{
	struct target fresh[FINISH_MAX];
	size_t n_fresh;

	if (!select_all(w, &target_names_locked, keys, n, rows, n_rows))
		return false;
	n_fresh = missing(keys, n, *rows, *n_rows, fresh);
	if (n_fresh == 0)
		return true;
	/* In one order, or two that make the same ones would wait for each other. */
	qsort(fresh, n_fresh, sizeof *fresh, compare_keys);
	return statement_bulk(w, &target_made, fresh, n_fresh, NULL) &&
	       select_all(w, &target_names_locked, keys, n, rows, n_rows);
}

bool target_lock(struct work *w, const struct target *key, struct target *out)
{
	struct target *rows;
	size_t n;

	if (!target_lock_all(w, key, 1, &rows, &n))
		return false;
	if (n == 0)
		return fail(w, ERR_NOT_FOUND, "not found");
	*out = rows[0];
	return true;
}

bool target_save(struct work *w, const struct target *targets, size_t n)
{
	struct target *rows = ARENA_ARRAY(w->arena, n, struct target);

	for (size_t i = 0; i < n; i++) {
		rows[i] = targets[i];
		rows[i].etag = fit_text(w, targets[i].etag, HEADER_VALUE_MAX);
		rows[i].last_modified = fit_text(w, targets[i].last_modified, 64);
		rows[i].updated_at = clock_now();
	}
	return n == 0 || statement_bulk(w, &target_saved, rows, n, NULL);
}

bool target_fail(struct work *w, const struct target *t)
{
	return statement_run(w, &target_failed, t, NULL);
}

bool target_accept(struct work *w, const char *account_id, const char *strategy_id, const char *url,
		   int64_t *n)
{
	const struct target in = {.account_id = account_id, .strategy_id = strategy_id, .url = url};
	struct counted odd;

	if (!statement_run(w, &target_accepted, &in, NULL) ||
	    !statement_one(w, &target_odd, &in, &odd))
		return false;
	*n = odd.n;
	return true;
}
