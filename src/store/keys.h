/* API keys. Only the SHA-256 of a key is stored; the key itself is shown once, when it is made. */
#ifndef METER_STORE_KEYS_H
#define METER_STORE_KEYS_H

#include "util/clock.h"
#include "util/work.h"

#include <stddef.h>
#include <stdint.h>

struct key_owner {
	const char *key_id, *account_id, *tier;
};

struct key {
	const char *id, *account_id, *account_name;
	const char *prefix; /* the first KEY_PREFIX_SIZE characters */
	const char *label;  /* "" when none was given */
	struct instant created_at, last_used_at, revoked_at;
};

/* Whose key has this SHA-256. False with ERR_NOT_FOUND when it is unknown or revoked. */
bool key_find_owner(struct work *w, const uint8_t hash[32], struct key_owner *out);

/* Makes a key; label may be NULL. The key's id, and in *plain_out the key, both in w's arena.
 * NULL with ERR_NOT_FOUND when there is no such account. */
const char *key_add(struct work *w, const char *account_id, const char *label, char **plain_out);

/* All keys of all accounts (account_id NULL) or of one, oldest first; at most KEYS_MAX. */
bool key_list(struct work *w, const char *account_id, struct key **rows, size_t *n);

/* Revokes the key with this id or prefix. False with ERR_NOT_FOUND when there is none that is
 * valid, ERR_CONFLICT when the prefix fits several. Caches of keys live KEY_CACHE_MS longer. */
bool key_revoke(struct work *w, const char *prefix_or_id);

/* Notes that the key was used, at most once in KEY_TOUCH_S. */
bool key_touch(struct work *w, const char *key_id);

#endif
