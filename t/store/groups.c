/* Groups: known to their account only. */
#include "store/groups.h"

#include "store/database.h"
#include "store/lookup.h"
#include "store/statement.h"

STATEMENT(group_new, &lookup_in, NULL,
	  "INSERT INTO strategy_group (account_id, id, name, created_at, updated_at)"
	  " VALUES (?, ?, 'Shops', NOW(6), NOW(6))");

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro");
	const char *other = account_add(w, "other", "pro");
	const struct lookup group = {account, id_new(w->arena)};

	ok(statement_run(w, &group_new, &group, NULL), "a group");
	ok(group_check(w, account, group.id), "is known to its account");
	ok(!group_check(w, other, group.id), "and to no other");
	is_int(w->error, ERR_NOT_FOUND, "it is not found");
	is_text(w->message, "Strategy group not found", "in the contract's words");
	ok(!group_check(w, account, id_new(w->arena)), "nor is any other group");
}

int main(void)
{
	return test_with_database(all_tests);
}
