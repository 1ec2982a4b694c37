/* Groups: known to their account only, and one for each strategy at the most. */
#include "store/groups.h"

#include "bounds.h"
#include "store/database.h"

static const char *new_group(struct work *w, const char *account, const char *name)
{
	const struct strategy_group g = {
	    .id = id_new(w->arena), .account_id = account, .name = name};

	return group_insert(w, &g) ? g.id : NULL;
}

static bool is_missing(struct work *w, const char *message)
{
	const bool is_it = error_is(w, ERR_NOT_FOUND) && strcmp(w->message, message) == 0;

	work_forgive(w);
	return is_it;
}

static void test_keeping(struct work *w, const char *account, const char *other)
{
	const char *id = new_group(w, account, "Shops");
	struct strategy_group g, *rows;
	int64_t room, n_all;
	size_t n;

	ok(id && group_find(w, account, id, &g), "a group is known to its account");
	is_text(g.name, "Shops", "by its name");
	ok(!g.description && g.strategy_count == 0, "with nothing in it");
	ok(group_room(w, account, id, &room) && room == GROUP_MEMBERS_MAX, "and all its room");
	ok(!group_find(w, other, id, &g) && is_missing(w, "Strategy group not found"),
	   "and to no other account");
	ok(!group_room(w, other, id, &room) && is_missing(w, "Strategy group not found"),
	   "which does not count on it either");
	ok(db_begin(w) && group_find_locked(w, account, id, &g), "it can be changed");
	g.name = "Book shops";
	g.description = "Prices in 12 shops";
	ok(group_update(w, &g) && db_commit(w) && group_find(w, account, id, &g), "and is");
	is_text(g.name, "Book shops", "to another name");
	is_text(g.description, "Prices in 12 shops", "and a description");
	new_group(w, account, "Second");
	ok(group_list(w, account, 10, 0, &rows, &n) && n == 2, "a list has all");
	is_text(rows[0].name, "Second", "the newest first");
	ok(group_count(w, account, &n_all) && n_all == 2, "and counts them");
	ok(group_list(w, other, 10, 0, &rows, &n) && n == 0, "nobody else's");
	ok(!group_delete(w, other, id) && is_missing(w, "Strategy group not found"),
	   "nobody else deletes it");
	ok(group_delete(w, account, id) && !group_find(w, account, id, &g) &&
	       is_missing(w, "Strategy group not found"),
	   "its account does");
}

static void test_members(struct work *w, const char *account, const char *other)
{
	const char *group = new_group(w, account, "Shops"),
		   *second = new_group(w, account, "Others");
	const char *a = test_strategy(w, account), *b = test_strategy(w, account),
		   *strange = test_strategy(w, other);
	const char *both[] = {b, a, b}, *mixed[] = {a, strange}, *none[] = {id_new(w->arena)};
	struct member *rows;
	struct strategy_group g;
	struct strategy s;
	int64_t added;
	size_t n;

	ok(member_add(w, account, group, &(struct texts){both, 3}, &added), "strategies join");
	is_int(added, 2, "each once");
	ok(member_add(w, account, group, &(struct texts){both, 3}, &added) && added == 0,
	   "again makes no difference");
	ok(!member_add(w, account, second, &(struct texts){mixed, 2}, &added) &&
	       is_missing(w, "Strategy not found"),
	   "nobody adds another's");
	ok(!member_add(w, account, second, &(struct texts){none, 1}, &added) &&
	       is_missing(w, "Strategy not found"),
	   "nor what is not there");
	/* No transaction was undone here, so a is in the second now. */
	ok(member_list(w, account, group, NULL, 10, &rows, &n) && n == 1, "moving leaves one");
	is_text(rows[0].strategy_id, b, "the other one");
	ok(!rows[0].schedule_id, "without a schedule");
	ok(member_add(w, account, group, &(struct texts){both, 2}, &added) && added == 1,
	   "and back");
	ok(member_list(w, account, group, NULL, 10, &rows, &n) && n == 2, "both");
	is_text(rows[0].strategy_id, b, "newest first");
	ok(member_list(w, account, group, b, 10, &rows, &n) && n == 1, "from there on");
	ok(member_list(w, other, group, NULL, 10, &rows, &n) && n == 0, "nobody else sees them");
	ok(!member_remove(w, other, group, a) && is_missing(w, "Strategy not found in group"),
	   "or takes them out");
	ok(!member_remove(w, account, second, a) && is_missing(w, "Strategy not found in group"),
	   "one is taken out of its own group alone");
	ok(member_remove(w, account, group, a) && strategy_find(w, account, a, &s) &&
	       !s.strategy_group_id,
	   "and stays");
	ok(strategy_delete(w, account, b) && group_find(w, account, group, &g) &&
	       g.strategy_count == 0,
	   "a deleted one is no member");
	ok(!member_add(w, account, group, &(struct texts){both, 1}, &added) &&
	       is_missing(w, "Strategy not found"),
	   "and does not become one");
	ok(member_add(w, account, group, &(struct texts){&a, 1}, &added) &&
	       group_delete(w, account, group) && strategy_find(w, account, a, &s) &&
	       !s.strategy_group_id,
	   "a group that goes leaves its strategies behind");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro"),
		   *other = account_add(w, "other", "pro");

	test_keeping(w, account, other);
	test_members(w, account, other);
}

int main(void)
{
	return test_with_database(all_tests);
}
