/* Accounts: whom keys, strategies and jobs belong to. */
#include "store/accounts.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/id.h"

SHAPE(account_row, struct account, COLUMN(struct account, id), COLUMN(struct account, name),
      COLUMN(struct account, tier), COLUMN(struct account, created_at));

/* An account is found by its own id, and the administrator sees all of them. */
STATEMENT_GLOBAL(account_new, &account_row, NULL,
		 "INSERT INTO account (id, name, tier, created_at) VALUES (?, ?, ?, ?)");
STATEMENT_GLOBAL(account_by_id, &text_lookup_in, &account_row,
		 "SELECT id, name, tier, created_at FROM account WHERE id = ?");
STATEMENT_GLOBAL(account_by_name, &text_lookup_in, &account_row,
		 "SELECT id, name, tier, created_at FROM account WHERE name = ?");
STATEMENT_GLOBAL(account_all, NULL, &account_row,
		 "SELECT id, name, tier, created_at FROM account ORDER BY id");
STATEMENT_GLOBAL(account_following, &text_lookup_in, &account_row,
		 "SELECT id, name, tier, created_at FROM account WHERE id > ? ORDER BY id LIMIT 1");

static bool tier_is_known(const char *tier)
{
	static const char *const tiers[] = {"free", "hobby", "pro", "enterprise"};

	for (size_t i = 0; i < sizeof tiers / sizeof tiers[0]; i++)
		if (strcmp(tier, tiers[i]) == 0)
			return true;
	return false;
}

const char *account_add(struct work *w, const char *name, const char *tier)
{
	const struct account a = {
	    .id = id_new(w->arena), .name = name, .tier = tier, .created_at = clock_now()};

	if (!tier_is_known(tier))
		return fail(w, ERR_UNACCEPTABLE,
			    "tier \"%s\" is not free, hobby, pro or enterprise", tier);
	if (!*name || strlen(name) > NAME_MAX_BYTES)
		return fail(w, ERR_UNACCEPTABLE, "an account's name has 1 to %d bytes",
			    NAME_MAX_BYTES);
	if (statement_run(w, &account_new, &a, NULL))
		return a.id;
	if (error_is(w, ERR_CONFLICT))
		fail(w, ERR_CONFLICT, "there is an account \"%s\" already", name);
	return NULL;
}

static struct account *find(struct work *w, const struct statement *by, const char *text)
{
	struct account *a = ARENA_NEW(w->arena, struct account);

	if (statement_one(w, by, &(struct text_lookup){text}, a))
		return a;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "there is no account \"%s\"", text);
	return NULL;
}

struct account *account_find(struct work *w, const char *id)
{
	return find(w, &account_by_id, id);
}

struct account *account_find_named(struct work *w, const char *name_or_id)
{
	return find(w, id_is_valid(name_or_id) ? &account_by_id : &account_by_name, name_or_id);
}

bool account_list(struct work *w, struct account **rows, size_t *n)
{
	return statement_each(w, &account_all, NULL, ACCOUNTS_MAX, rows, n);
}

const char *account_next(struct work *w, const char *after)
{
	const struct text_lookup in = {*after ? after : ID_LEAST};
	struct account row;

	return statement_one(w, &account_following, &in, &row) ? row.id : NULL;
}
