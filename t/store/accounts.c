/* Accounts: made, found, listed. */
#include "store/accounts.h"

#include "store/database.h"

static void test_accounts(struct work *w)
{
	const char *id = account_add(w, "shop", "pro");
	struct account *a, *rows;
	size_t n;

	ok(id && id_is_valid(id), "an account has an id");
	a = account_find(w, id);
	ok(a, "by which it is found");
	is_text(a->name, "shop", "with its name");
	is_text(a->tier, "pro", "and tier");
	ok(llabs(a->created_at.us - clock_now().us) < 60000000, "and the time of its making");
	ok(account_find_named(w, "shop"), "it is found by its name");
	ok(account_find_named(w, id), "or by its id");
	ok(!account_add(w, "shop", "free"), "a name is taken once");
	is_int(w->error, ERR_CONFLICT, "the second is a conflict");
	ok(account_add(w, "Shop", "free") && account_add(w, "shop ", "free"),
	   "case and blanks at the end make another name");
	ok(!account_add(w, "x", "gold"), "there are four tiers");
	is_int(w->error, ERR_UNACCEPTABLE, "no more");
	ok(!account_find(w, id_new(w->arena)), "another id");
	is_int(w->error, ERR_NOT_FOUND, "is not found");
	ok(account_list(w, &rows, &n) && n == 3, "all are listed");
	is_text(rows[0].id, id, "in order of making");
}

static void all_tests(struct work *w)
{
	test_accounts(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
