/* Accounts: whom keys, strategies and jobs belong to. */
#ifndef METER_STORE_ACCOUNTS_H
#define METER_STORE_ACCOUNTS_H

#include "util/clock.h"
#include "util/work.h"

#include <stddef.h>

struct account {
	const char *id;
	const char *name; /* unique */
	const char *tier; /* "free", "hobby", "pro" or "enterprise" */
	struct instant created_at;
};

/* The new account's id, or NULL: ERR_CONFLICT when the name is taken, ERR_UNACCEPTABLE when the
 * tier is none of the four. */
const char *account_add(struct work *w, const char *name, const char *tier);

/* The account, or NULL with ERR_NOT_FOUND. */
struct account *account_find(struct work *w, const char *id);

/* The same by name, or by id when the text has the form of one. */
struct account *account_find_named(struct work *w, const char *name_or_id);

/* All accounts in order of making, in w's arena; at most ACCOUNTS_MAX. */
bool account_list(struct work *w, struct account **rows, size_t *n);

/* The id of the account that follows that one in order of ids ("": the first), for walking through
 * all of them; NULL with ERR_NOT_FOUND after the last. */
const char *account_next(struct work *w, const char *after);

#endif
