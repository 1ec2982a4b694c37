/* API keys. Only the SHA-256 of a key is stored; the key itself is shown once, when it is made. */
#include "store/keys.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/id.h"
#include "util/secret.h"
#include "util/shape.h"

struct key_hash {
	struct blob hash;
};

struct new_key {
	const char *id, *account_id, *prefix;
	struct blob hash;
	const char *label;
	struct instant created_at;
};

struct moment {
	struct instant at;
	const char *id;
	struct instant before;
};

SHAPE(key_hash_in, struct key_hash, COLUMN(struct key_hash, hash));
SHAPE(key_owner_row, struct key_owner, COLUMN(struct key_owner, key_id),
      COLUMN(struct key_owner, account_id), COLUMN(struct key_owner, tier));
SHAPE(new_key_in, struct new_key, COLUMN(struct new_key, id), COLUMN(struct new_key, account_id),
      COLUMN(struct new_key, prefix), COLUMN(struct new_key, hash), COLUMN(struct new_key, label),
      COLUMN(struct new_key, created_at));
SHAPE(key_row, struct key, COLUMN(struct key, id), COLUMN(struct key, account_id),
      COLUMN(struct key, account_name), COLUMN(struct key, prefix), COLUMN(struct key, label),
      COLUMN(struct key, created_at), COLUMN(struct key, last_used_at),
      COLUMN(struct key, revoked_at));
SHAPE(revoke_in, struct moment, COLUMN(struct moment, at), COLUMN(struct moment, id));
SHAPE(touch_in, struct moment, COLUMN(struct moment, at), COLUMN(struct moment, id),
      COLUMN(struct moment, before));

#define KEY_COLUMNS                                                                                \
	"SELECT k.id, k.account_id, a.name AS account_name, k.prefix, k.label, k.created_at,"      \
	" k.last_used_at, k.revoked_at"                                                            \
	" FROM api_key k JOIN account a ON a.id = k.account_id"

/* The key tells the account, so it cannot be asked for one. */
STATEMENT_GLOBAL(key_by_hash, &key_hash_in, &key_owner_row,
		 "SELECT k.id AS key_id, a.id AS account_id, a.tier AS tier"
		 " FROM api_key k JOIN account a ON a.id = k.account_id"
		 " WHERE k.hash = ? AND k.revoked_at IS NULL");
STATEMENT(key_new_row, &new_key_in, NULL,
	  "INSERT INTO api_key (id, account_id, prefix, hash, label, created_at)"
	  " VALUES (?, ?, ?, ?, ?, ?)");
STATEMENT(key_of_account, &account_in, &key_row,
	  KEY_COLUMNS " WHERE k.account_id = ? ORDER BY k.id");
/* The administrator's, who sees the keys of all accounts. */
STATEMENT_GLOBAL(key_all, NULL, &key_row, KEY_COLUMNS " ORDER BY k.id");
STATEMENT_GLOBAL(key_by_prefix, &text_lookup_in, &key_row,
		 KEY_COLUMNS " WHERE k.prefix = ? AND k.revoked_at IS NULL");
STATEMENT_GLOBAL(key_end, &revoke_in, NULL,
		 "UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL");
/* By the id that key_by_hash found. */
STATEMENT_GLOBAL(key_used, &touch_in, NULL,
		 "UPDATE api_key SET last_used_at = ? WHERE id = ?"
		 " AND (last_used_at IS NULL OR last_used_at < ?)");

bool key_find_owner(struct work *w, const uint8_t hash[32], struct key_owner *out)
{
	const struct key_hash in = {{hash, SHA256_SIZE}};

	return statement_one(w, &key_by_hash, &in, out);
}

const char *key_add(struct work *w, const char *account_id, const char *label, char **plain_out)
{
	char *plain = key_new(w->arena);
	uint8_t hash[SHA256_SIZE];
	const struct new_key k = {.id = id_new(w->arena),
				  .account_id = account_id,
				  .prefix = arena_copy(w->arena, plain, KEY_PREFIX_SIZE),
				  .hash = {hash, sizeof hash},
				  .label = label ? label : "",
				  .created_at = clock_now()};

	if (strlen(k.label) > NAME_MAX_BYTES)
		return fail(w, ERR_UNACCEPTABLE, "a key's label has at most %d bytes",
			    NAME_MAX_BYTES);
	sha256(plain, strlen(plain), hash);
	if (statement_run(w, &key_new_row, &k, NULL)) {
		*plain_out = plain;
		return k.id;
	}
	/* The only key that can collide is the account's: nobody finds two equal keys. */
	if (error_is(w, ERR_CONFLICT))
		fail(w, ERR_NOT_FOUND, "there is no account \"%s\"", account_id);
	return NULL;
}

bool key_list(struct work *w, const char *account_id, struct key **rows, size_t *n)
{
	if (!account_id)
		return statement_each(w, &key_all, NULL, KEYS_MAX, rows, n);
	return statement_each(w, &key_of_account, &(struct lookup){.account_id = account_id},
			      KEYS_MAX, rows, n);
}

bool key_revoke(struct work *w, const char *prefix_or_id)
{
	struct moment end = {.at = clock_now(), .id = prefix_or_id};
	int64_t ended;

	if (!id_is_valid(prefix_or_id)) {
		struct key *keys;
		size_t n;
		if (!statement_each(w, &key_by_prefix, &(struct text_lookup){prefix_or_id}, 2,
				    &keys, &n))
			return false;
		if (n > 1)
			return fail(w, ERR_CONFLICT, "\"%s\" fits several keys: name one by its id",
				    prefix_or_id);
		if (n == 0)
			return fail(w, ERR_NOT_FOUND, "there is no valid key \"%s\"", prefix_or_id);
		end.id = keys[0].id;
	}
	if (!statement_run(w, &key_end, &end, &ended))
		return false;
	return ended > 0 || fail(w, ERR_NOT_FOUND, "there is no valid key \"%s\"", prefix_or_id);
}

bool key_touch(struct work *w, const char *key_id)
{
	const struct instant now = clock_now();
	const struct moment used = {
	    .at = now, .id = key_id, .before = {now.us - KEY_TOUCH_S * INT64_C(1000000)}};

	return statement_run(w, &key_used, &used, NULL);
}
