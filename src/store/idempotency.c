/* Keys of calls: who has them, and what came of it. */
#include "store/idempotency.h"

#include "store/pack.h"
#include "store/statement.h"

#include "bounds.h"

#define RETRY_AFTER_S 5 /* contract, 3.3 */

struct idempotency_row {
	const char *account_id;
	struct blob hash, request;
	const char *holder, *strategy_id;
	struct instant created_at, expires_at;
	const int64_t *size;
	struct blob reply; /* data NULL: not yet */
	int64_t most;
};

#define ROW(member) COLUMN(struct idempotency_row, member)

SHAPE(idempotency_key_in, struct idempotency_row, ROW(account_id), ROW(hash));
SHAPE(idempotency_expired_in, struct idempotency_row, ROW(account_id), ROW(hash), ROW(created_at));
SHAPE(idempotency_new_in, struct idempotency_row, ROW(account_id), ROW(hash), ROW(request),
      ROW(holder), ROW(created_at), ROW(expires_at));
SHAPE(idempotency_kept_in, struct idempotency_row, ROW(strategy_id), ROW(size), ROW(reply),
      ROW(expires_at), ROW(account_id), ROW(hash), ROW(holder));
SHAPE(idempotency_holder_in, struct idempotency_row, ROW(account_id), ROW(hash), ROW(holder));
SHAPE(idempotency_over_in, struct idempotency_row, ROW(created_at), ROW(most));
SHAPE(idempotency_out, struct idempotency_row, ROW(request), ROW(size), ROW(reply));

STATEMENT(idempotency_expired, &idempotency_expired_in, NULL,
	  "DELETE FROM idempotency WHERE account_id = ? AND hash = ? AND expires_at <= ?");
STATEMENT(idempotency_new, &idempotency_new_in, NULL,
	  "INSERT INTO idempotency (account_id, hash, request, holder, created_at, expires_at)"
	  " VALUES (?, ?, ?, ?, ?, ?)");
STATEMENT(idempotency_by_hash, &idempotency_key_in, &idempotency_out,
	  "SELECT request, size, reply FROM idempotency WHERE account_id = ? AND hash = ?");
STATEMENT(idempotency_kept, &idempotency_kept_in, NULL,
	  "UPDATE idempotency SET strategy_id = ?, size = ?, reply = ?, expires_at = ?"
	  " WHERE account_id = ? AND hash = ? AND holder = ? AND reply IS NULL");
STATEMENT(idempotency_released, &idempotency_holder_in, NULL,
	  "DELETE FROM idempotency"
	  " WHERE account_id = ? AND hash = ? AND holder = ? AND reply IS NULL");
/* Of all accounts: time goes by for everybody. */
STATEMENT_GLOBAL(idempotency_over, &idempotency_over_in, NULL,
		 "DELETE FROM idempotency WHERE expires_at <= ? LIMIT ?");

/* The row as its key names it. What the client chose is only ever compared by its hash: byte by
 * byte, whatever a collation thinks of it. */
static struct idempotency_row row_of(struct work *w, const struct idempotency *i)
{
	uint8_t *hash = arena_alloc(w->arena, SHA256_SIZE);

	sha256(i->key, strlen(i->key), hash);
	return (struct idempotency_row){.account_id = i->account_id,
					.hash = {hash, SHA256_SIZE},
					.request = {i->request, SHA256_SIZE},
					.holder = i->holder};
}

static struct instant after(struct instant t, int64_t seconds)
{
	return (struct instant){t.us + seconds * 1000000};
}

static void *in_progress(struct work *w)
{
	fail(w, ERR_CONFLICT, "Idempotent request still in progress. Retry shortly.");
	w->retry_after_s = RETRY_AFTER_S;
	return NULL;
}

/* The key is not free: what of it? */
static bool look_up(struct work *w, const struct idempotency_row *asked, const char **reply)
{
	struct idempotency_row found;

	if (!statement_one(w, &idempotency_by_hash, asked, &found)) {
		if (error_is(w, ERR_NOT_FOUND)) /* given back just now */
			in_progress(w);
		return false;
	}
	if (!blob_equal(found.request, asked->request))
		return fail(w, ERR_UNACCEPTABLE,
			    "Idempotency-Key reused with a different request body.");
	if (!found.reply.data || !found.size)
		return in_progress(w);
	*reply = unpack(w, found.reply, *found.size, REPLY_MAX);
	return *reply != NULL;
}

bool idempotency_take(struct work *w, const struct idempotency *i, const char **reply)
{
	struct idempotency_row row = row_of(w, i);

	*reply = NULL;
	row.created_at = clock_now();
	row.expires_at = after(row.created_at, IDEMPOTENCY_LEASE_S);
	if (!statement_run(w, &idempotency_expired, &row, NULL))
		return false;
	if (statement_run(w, &idempotency_new, &row, NULL))
		return true;
	if (!error_is(w, ERR_CONFLICT))
		return false;
	work_forgive(w);
	return look_up(w, &row, reply);
}

bool idempotency_keep(struct work *w, const struct idempotency *i, const char *strategy_id,
		      const char *reply)
{
	struct idempotency_row row = row_of(w, i);
	const int64_t size = (int64_t)strlen(reply);
	int64_t kept;

	row.strategy_id = strategy_id;
	row.size = &size;
	row.expires_at = after(clock_now(), IDEMPOTENCY_KEPT_S);
	if (!pack(w, reply, strlen(reply), &row.reply) ||
	    !statement_run(w, &idempotency_kept, &row, &kept))
		return false;
	return kept > 0 || in_progress(w);
}

bool idempotency_release(struct work *w, const struct idempotency *i)
{
	const struct idempotency_row row = row_of(w, i);

	return statement_run(w, &idempotency_released, &row, NULL);
}

bool idempotency_sweep(struct work *w, int64_t most, int64_t *removed)
{
	const struct idempotency_row in = {.created_at = clock_now(), .most = most};

	return statement_run(w, &idempotency_over, &in, removed);
}
