/* Versions: each change makes one, none is lost, and only the current one can be changed. */
#include "store/versions.h"

#include "store/database.h"

static void test_changing(struct work *w, const char *account, const char *other)
{
	const char *id = test_strategy(w, account);
	const struct instant later = {INT64_C(1900000000000000)};
	struct strategy s, again, stale;

	strategy_find(w, account, id, &s);
	stale = s;
	ok(!strategy_find_locked(w, other, id, &again), "another account does not find it");
	is_text(w->message, "Strategy not found", "in the contract's words");
	work_forgive(w);
	clock_set(later);
	ok(db_begin(w) && strategy_find_locked(w, account, id, &s), "the owner does");
	s.plan.data = "{\"type\":\"css\",\"container\":null}";
	s.filter_config.data = "{\"mode\":\"any\"}";
	s.preview.data = NULL;
	s.attempts = 4;
	s.confidence = 0.25;
	s.generator = "llm";
	ok(strategy_update(w, &s, "refined"), "and changes it");
	db_rollback(w);
	ok(db_begin(w) && strategy_update(w, &s, "refined") && db_commit(w),
	   "once more after the first try was undone");
	clock_set((struct instant){0});
	ok(strategy_find(w, account, id, &again), "which is found");
	is_int(again.version, 2, "as version 2");
	is_text(again.plan.data, s.plan.data, "with its plan");
	is_text(again.filter_config.data, s.filter_config.data, "its filter");
	ok(!again.preview.data, "its preview");
	is_text(again.generator, "llm", "its maker");
	ok(again.attempts == 4 && again.confidence == 0.25, "its numbers");
	is_int(again.updated_at.us, later.us, "and its time");
	ok(again.created_at.us == stale.created_at.us, "it was created when it was");
	is_text(again.name, "Catalogue", "under its name");

	ok(!strategy_update(w, &stale, "refined"), "whoever read version 1 cannot change it");
	is_int(w->error, ERR_CONFLICT, "any more");
	work_forgive(w);
	s.version = 2;
	s.account_id = other;
	ok(!strategy_update(w, &s, "refined"), "nor can another account");
	work_forgive(w);
	strategy_delete(w, account, id);
	s.account_id = account;
	ok(!strategy_update(w, &s, "refined"), "nor anybody once it is deleted");
	is_int(w->error, ERR_CONFLICT, "it was deleted meanwhile");
	work_forgive(w);
}

static void test_reading(struct work *w, const char *account, const char *other)
{
	const char *id = test_strategy(w, account);
	struct strategy s;
	struct version *rows, one;
	size_t n;
	int64_t count;

	strategy_find(w, account, id, &s);
	for (int i = 2; i <= 5; i++) {
		s.plan.data = arena_printf(w->arena, "{\"n\":%d}", i);
		ok(strategy_update(w, &s, "patched"), "version %d", i);
		s.version++;
	}
	ok(version_list(w, account, id, 2, 1, &rows, &n) && n == 2, "a part of them");
	is_int(rows[0].version, 4, "newest first");
	is_text(rows[0].plan.data, "{\"n\":4}", "each with its plan");
	is_text(rows[0].reason, "patched", "and why it was made");
	is_int(rows[1].version, 3, "then older");
	ok(version_count(w, account, id, &count) && count == 5, "all five are counted");
	ok(version_find(w, account, id, 1, &one), "the first is still there");
	is_text(one.plan.data, "{\"type\":\"css\"}", "as it was");
	is_text(one.preview.data, "[{\"name\":\"Kettle\"}]", "with its preview");
	is_text(one.reason, "generated", "made by generation");
	ok(one.created_at.us != 0 && one.created_at.us <= clock_now().us, "at its time");
	ok(!version_find(w, account, id, 6, &one), "there is no sixth");
	is_text(w->message, "Strategy version not found", "in words");
	ok(!version_find(w, other, id, 1, &one), "nor any for another account");
	work_forgive(w);
	ok(version_list(w, other, id, 10, 0, &rows, &n) && n == 0, "neither listed");
	ok(version_count(w, other, id, &count) && count == 0, "nor counted");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro");
	const char *other = account_add(w, "other", "pro");
	test_changing(w, account, other);
	test_reading(w, account, other);
}

int main(void)
{
	return test_with_database(all_tests);
}
